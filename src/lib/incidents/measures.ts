import {PdError} from '../base/errors.ts';
import {field, isObject, type JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import type {View} from '../output/output.ts';
import {column} from '../resources/column.ts';
import {pathPart} from '../resources/record-id.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {statusStyles} from './incident-columns.ts';

const interruptions = ['business_hour_interruptions', 'off_hour_interruptions', 'sleep_hour_interruptions'];

export const measuresView: View = {
  columns: [
    column('#', 'incident_number', {drop: 1, dataName: 'number'}),
    column('ID', 'id', {drop: 8}),
    column('STATUS', 'status', {styles: statusStyles, drop: 7}),
    column('PRIORITY', 'priority_name', {sparse: true, drop: 5}),
    column('SERVICE', 'service_name', {drop: 4}),
    column('TO ACK', 'seconds_to_first_ack', {as: 'seconds'}),
    column('TO RESOLVE', 'seconds_to_resolve', {as: 'seconds'}),
    column('ENGAGED', 'engaged_seconds', {as: 'seconds', drop: 3}),
    column('PEOPLE', 'engaged_user_count', {drop: 2}),
    {header: 'INTERRUPTIONS', value: interruptionsOf, drop: 6},
    column('ESCALATIONS', 'escalation_count', {drop: 6}),
    column('TITLE', 'description', {grow: true}),
  ],
};

/** The sum over all hours; undefined if the record has none of the counts. */
function interruptionsOf(row: JsonObject): number | undefined {
  const counts = interruptions.map(name => row[name]).filter(count => typeof count === 'number');
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** The figures of each incident, and a not-found error for each that has none yet. Throws any other error. */
export async function measuresOf(
  {rest}: Pick<Context, 'rest'>,
  ids: readonly string[],
): Promise<{found: JsonObject[]; missing: PdError[]}> {
  const client = await rest();
  const all = await Promise.all(ids.map(id => measured(client, id).catch(unlessFound(id))));
  const missing = all.filter(one => one instanceof PdError);
  return {found: all.flatMap(one => (one instanceof PdError ? [] : [one])), missing};
}

async function measured(rest: RestClient, id: string): Promise<JsonObject> {
  const {body} = await rest.request('GET', `/analytics/raw/incidents/${pathPart(id)}`);
  // API: the schema has the bare record, the example wraps it in `data`.
  const record = field(body, 'data') ?? body;
  if (isObject(record)) return record;
  throw new PdError('unreachable', `The answer for the incident ${id} contains no analytics`);
}

const unlessFound =
  (id: string) =>
  (error: unknown): PdError => {
    if (!(error instanceof PdError) || error.kind !== 'not-found') throw error;
    const next = 'PagerDuty may take up to a day to produce them';
    return new PdError('not-found', `There are no analytics for incident ${id}`, {...error.facts, next});
  };
