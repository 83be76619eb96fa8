import type {Choices} from '../../lib/asking/choices.ts';
import {PdError} from '../../lib/base/errors.ts';
import {field, isObject, stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {titleOf} from '../../lib/incidents/incident-columns.ts';
import {incidentQuery, openStatuses} from '../../lib/incidents/incident-query.ts';
import {dataText} from '../../lib/output/cells.ts';
import {column} from '../../lib/resources/column.ts';

/** One page: who looks for an older one knows its number, or filters. */
const most = 100;

const columns = [
  column('#', 'incident_number'),
  column('AGE', 'created_at', {as: 'age', drop: 2}),
  column('URGENCY', 'urgency', {drop: 3}),
  column('SERVICE', 'service.summary', {drop: 1}),
  column('TITLE', 'title', {grow: true}),
];

/**
 * The newest incidents with these statuses, at most 100, in one request; `label` is what is asked for. Throws `not-found` if there
 * are none.
 */
export async function incidentChoices(
  context: Context,
  label: string,
  statuses: readonly string[] = openStatuses,
): Promise<Choices> {
  const {query, words} = await incidentQuery({}, context, statuses);
  const sort = statuses.includes('resolved') ? 'resolved_at:desc' : 'created_at:desc';
  const rest = await context.rest();
  const page = [...query, ['sort_by', sort], ['limit', String(most)]] as const;
  const {body} = await rest.request('GET', '/incidents', {query: page, raw: true});
  const list = field(body, 'incidents');
  if (!Array.isArray(list)) throw new PdError('unreachable', 'The answer of GET /incidents is not a list of incidents');
  const rows = list.filter(isObject).filter(row => stringField(row, 'id') !== undefined);
  if (rows.length === 0)
    throw new PdError('not-found', `There are no ${words} to pick from`, {next: 'give an ID, a number or a URL'});
  (await context.resolver()).learn(rows);
  return {
    ...{label, rows, columns},
    nameOf: titleOf,
    numberOf: row => dataText(row['incident_number']),
    ...(field(body, 'more') === true && {note: `the ${rows.length} newest only`}),
  };
}
