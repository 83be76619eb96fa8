import {type JsonObject, stringField} from '../base/json.ts';
import {valueAt} from '../output/fields.ts';
import type {View} from '../output/output.ts';
import {column} from '../resources/column.ts';
import {pathPart} from '../resources/record-id.ts';
import type {ListOptions, Query, RestClient} from '../rest/rest-client.ts';
import {innerIncidentColumns, statusStyles} from './incident-columns.ts';

/** A list that belongs to an incident, shown by its own command and by `pd incidents show`. */
export interface Part {
  /** Its key in the JSON of `pd incidents show`, as in the API. */
  key: string;
  title: string;
  /** The verb of the command that lists it. */
  command: string;
  path: string;
  query?: Query;
  view: View;
  /** Whether accounts may lack the feature, and so be refused. */
  optional?: boolean;
}

const innerId = (row: JsonObject): string | undefined => {
  const id = valueAt(row, 'incident.id');
  return typeof id === 'string' ? id : undefined;
};

const severityStyles = {critical: 'red', error: 'red', warning: 'yellow', info: 'dim'} as const;

export const alerts: Part = {
  key: 'alerts',
  title: 'Alerts',
  command: 'alerts',
  path: 'alerts',
  view: {
    columns: [
      column('ID', 'id', {drop: 1}),
      column('STATUS', 'status', {styles: statusStyles}),
      column('SEVERITY', 'severity', {styles: severityStyles}),
      column('AGE', 'created_at', {as: 'age'}),
      column('SUMMARY', 'summary', {grow: true}),
    ],
    empty: 'The incident has no alerts.',
  },
};

export const notes: Part = {
  key: 'notes',
  title: 'Notes',
  command: 'notes',
  path: 'notes',
  view: {
    columns: [
      column('TIME', 'created_at', {as: 'time'}),
      column('BY', 'user.summary'),
      column('NOTE', 'content', {grow: true, wrap: Number.POSITIVE_INFINITY}),
    ],
    empty: 'The incident has no notes.',
  },
};

export const changes: Part = {
  key: 'change_events',
  title: 'Recent changes',
  command: 'changes',
  path: 'related_change_events',
  optional: true,
  view: {
    columns: [
      column('TIME', 'timestamp', {as: 'time'}),
      column('SOURCE', 'source', {drop: 1}),
      column('SUMMARY', 'summary', {grow: true}),
      column('LINK', 'links.href', {drop: 2, sparse: true}),
      column('WHY', 'correlation_reason.reason', {drop: 3, sparse: true}),
    ],
    empty: 'PagerDuty knows of no recent changes related to this incident.',
  },
};

export const eventOf = (row: JsonObject): string | undefined =>
  stringField(row, 'type')?.replace(/_log_entry(_reference)?$/, '');

export const log: Part = {
  key: 'log_entries',
  title: 'Log',
  command: 'log',
  path: 'log_entries',
  view: {
    columns: [
      column('TIME', 'created_at', {as: 'time'}),
      {header: 'EVENT', value: eventOf, drop: 1},
      column('BY', 'agent.summary', {drop: 2}),
      column('SUMMARY', 'summary', {grow: true}),
    ],
    empty: 'The incident has no log entries.',
  },
};

export const related: Part = {
  key: 'related_incidents',
  title: 'Related incidents',
  command: 'related',
  path: 'related_incidents',
  query: [['additional_details[]', 'incident']],
  optional: true,
  view: {
    columns: [...innerIncidentColumns, column('WHY', 'relationships.type', {drop: 3})],
    id: innerId,
    empty: 'PagerDuty knows of no related incidents.',
  },
};

export const past: Part = {
  key: 'past_incidents',
  title: 'Past incidents like this',
  command: 'past',
  path: 'past_incidents',
  optional: true,
  view: {
    columns: [
      column('SCORE', 'score', {drop: 1}),
      ...innerIncidentColumns.filter(({header}) => header !== 'STATUS' && header !== 'SERVICE'),
    ],
    id: innerId,
    empty: 'PagerDuty knows of no past incidents like this one.',
  },
};

export const subscribers: Part = {
  key: 'subscribers',
  title: 'Subscribers',
  command: 'subscribers ls',
  path: 'status_updates/subscribers',
  view: {
    columns: [
      column('ID', 'subscriber_id'),
      column('KIND', 'subscriber_type'),
      column('RESULT', 'result', {sparse: true, styles: {success: 'green', unauthorized: 'red'}}),
      column('THROUGH', 'subscribed_via.id', {sparse: true}),
    ],
    id: row => String(row['subscriber_id'] ?? ''),
    empty: 'Nobody has subscribed to the status updates of this incident.',
  },
};

export const listPart = (
  rest: RestClient,
  part: Part,
  id: string,
  options: Pick<ListOptions, 'limit' | 'onProgress'> = {},
): AsyncIterable<JsonObject[]> =>
  rest.list(`/incidents/${pathPart(id)}/${part.path}`, {
    ...(part.query === undefined ? {} : {query: part.query}),
    ...options,
  });
