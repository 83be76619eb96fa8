import {type JsonObject, stringField} from '../base/json.ts';
import {longestSaid, shortened} from '../base/text.ts';
import type {Column, Style, View} from '../output/output.ts';
import {column, namedAt, pageOf} from '../resources/column.ts';

export const statusStyles: Readonly<Record<string, Style>> = {
  triggered: 'red',
  acknowledged: 'yellow',
  resolved: 'green',
};
const urgencyStyles: Readonly<Record<string, Style>> = {high: 'red', low: 'dim'};

const link = pageOf();

export const incidentColumns: readonly Column[] = [
  column('#', 'incident_number', {link, drop: 1, dataName: 'number'}),
  // Where space is short, the number suffices: it works wherever an ID does.
  column('ID', 'id', {link, drop: 7}),
  column('STATUS', 'status', {styles: statusStyles}),
  column('URGENCY', 'urgency', {styles: urgencyStyles, drop: 6}),
  column('PRIORITY', 'priority.summary', {drop: 4, sparse: true}),
  column('AGE', 'created_at', {as: 'age', drop: 3}),
  column('SERVICE', 'service.summary', {drop: 2}),
  column('ASSIGNED TO', 'assignments.assignee.summary', {drop: 5}),
  column('TITLE', 'title', {grow: true, link}),
];

export const incidentView = (empty: string): View => ({columns: incidentColumns, empty});

/** Columns for rows that hold an incident in a field, such as related and past incidents. */
export const innerIncidentColumns: readonly Column[] = [
  column('ID', 'incident.id', {link: pageOf('incident.html_url')}),
  // Not every account gets these two.
  column('STATUS', 'incident.status', {styles: statusStyles, drop: 1, sparse: true}),
  column('AGE', 'incident.created_at', {as: 'age'}),
  column('SERVICE', 'incident.service.summary', {drop: 2, sparse: true}),
  column('TITLE', 'incident.title', {grow: true}),
];

/** `#1234 Disk full on db1`, for a sentence. */
export function titleOf(incident: JsonObject): string {
  const number = incident['incident_number'];
  const title = shortened(stringField(incident, 'title') ?? stringField(incident, 'summary') ?? '', longestSaid);
  return typeof number === 'number' ? `#${number} ${title}` : title;
}

export function assignees(incident: JsonObject): string {
  const names = namedAt(incident, 'assignments.assignee.summary');
  return Array.isArray(names) ? names.join(', ') : '';
}
