import {field, type JsonObject, objects, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {moment, valueText} from '../output/cells.ts';
import {valueAt} from '../output/fields.ts';
import {namedAt} from '../resources/column.ts';
import {assignees} from './incident-columns.ts';
import type {PageLink} from './page-links.ts';

type Row = readonly [name: string, value: string];

/** `#7 triggered, high urgency, P1: HTTP 5xx over 5%` */
export function headline(incident: JsonObject): string {
  const text = (path: string) => valueText(valueAt(incident, path));
  const urgency = text('urgency');
  const state = [text('status'), urgency === '' ? '' : `${urgency} urgency`, text('priority.summary')];
  return `#${text('incident_number')} ${state.filter(part => part !== '').join(', ')}: ${text('title')}`;
}

/** What the headline says, for a pipe, where a fact is a line. */
export function headRows(incident: JsonObject, links: readonly PageLink[]): Row[] {
  const text = (path: string) => valueText(valueAt(incident, path));
  return [
    ['number', text('incident_number')],
    ['status', text('status')],
    ['title', text('title')],
    ...links.map(({label, href}): Row => ['link', `${label}: ${href}`]),
    ['page', text('html_url')],
    ['id', text('id')],
    ['urgency', text('urgency')],
    ['priority', text('priority.summary')],
  ];
}

/** Where it comes from and who has it, in the order in which an engineer asks. */
export function factRows({io, settings}: Context, incident: JsonObject, alerts: readonly JsonObject[]): Row[] {
  const text = (path: string) => valueText(namedAt(incident, path));
  const time = (value: string) => moment(value, {nowMs: io.now(), utc: settings.utc});
  const event = (name: string) =>
    unique(alerts.map(alert => valueText(valueAt(alert, `body.cef_details.${name}`)))).join(', ');
  const keys = unique([text('incident_key'), ...alerts.map(alert => stringField(alert, 'alert_key') ?? '')]);
  const [firstKey = '', ...otherKeys] = keys;
  const isResolved = text('status') === 'resolved';
  return [
    ['service', text('service.summary')],
    ['source', event('source_origin')],
    ['component', event('source_component')],
    ['client', event('client')],
    ['dedup key', otherKeys.length === 0 ? firstKey : `${firstKey} and ${otherKeys.length} more`],
    ['created', time(text('created_at'))],
    ['assigned to', assignees(incident)],
    ['acknowledged', isResolved ? '' : acknowledged(incident, time)],
    ['resolved', isResolved ? `${text('last_status_change_by.summary')}, ${time(text('last_status_change_at'))}` : ''],
    ['escalation policy', text('escalation_policy.summary')],
    ['teams', text('teams.summary')],
    ['next', nextSteps(incident, time)],
    ['bridge', `${text('conference_bridge.conference_number')} ${text('conference_bridge.conference_url')}`.trim()],
  ];
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts.filter(text => text !== ''))];

/** `Grace Murray, 2026-03-01 15:27:00 (3m ago)` */
const acknowledged = (incident: JsonObject, time: (value: string) => string): string =>
  objects(field(incident, 'acknowledgements'))
    .map(one => `${valueText(namedAt(one, 'acknowledger.summary'))}, ${time(stringField(one, 'at') ?? '')}`)
    .join('; ');

/** What PagerDuty will do by itself; a snooze ends with "unacknowledge". */
const nextSteps = (incident: JsonObject, time: (value: string) => string): string =>
  objects(field(incident, 'pending_actions'))
    .map(action => `${valueText(field(action, 'type'))} ${time(stringField(action, 'at') ?? '')}`)
    .join(', ');
