import {dayMs} from '../base/day.ts';
import {PdError} from '../base/errors.ts';
import {field, type JsonObject, objects} from '../base/json.ts';
import {valueAt} from '../output/fields.ts';
import type {Column} from '../output/output.ts';
import {column} from '../resources/column.ts';
import type {RestClient} from '../rest/rest-client.ts';

/** What the incidents of a period are counted by. */
export interface Counting {
  path: string;
  /** The names of a row's fields. */
  id: string;
  name: string;
  toAck: string;
  /** API: the filters for the period have two names. */
  start: string;
  end: string;
  /** API: a responder's figures come for the whole period only. */
  hasTrend: boolean;
}

const byCreation = {
  start: 'created_at_start',
  end: 'created_at_end',
  toAck: 'mean_seconds_to_first_ack',
  hasTrend: true,
};

export const countings = {
  services: {...byCreation, path: '/analytics/metrics/incidents/services', id: 'service_id', name: 'service_name'},
  teams: {...byCreation, path: '/analytics/metrics/incidents/teams', id: 'team_id', name: 'team_name'},
  users: {
    ...{path: '/analytics/metrics/responders/all', id: 'responder_id', name: 'responder_name', hasTrend: false},
    ...{start: 'date_range_start', end: 'date_range_end', toAck: 'mean_time_to_acknowledge_seconds'},
  },
  incidents: {...byCreation, path: '/analytics/metrics/incidents/all', id: 'range_start', name: 'range_start'},
} as const satisfies Readonly<Record<string, Counting>>;

export interface Period {
  startMs: number;
  endMs: number;
}

/** The unit that gives a trend some five to fifty steps. Pure. */
export function unitOf({startMs, endMs}: Period): 'day' | 'week' | 'month' {
  const days = (endMs - startMs) / dayMs;
  if (days <= 50) return 'day';
  return days <= 200 ? 'week' : 'month';
}

/** The rows of one analytics request. `teams`: only incidents of these. */
export async function countedRows(
  rest: RestClient,
  {path, start, end}: Counting,
  {period, teams, unit}: {period: Period; teams: readonly string[]; unit?: string | undefined},
): Promise<JsonObject[]> {
  const time = (ms: number) => new Date(ms).toISOString();
  const body = {
    filters: {
      ...{[start]: time(period.startMs), [end]: time(period.endMs)},
      ...(teams.length === 0 ? {} : {team_ids: [...teams]}),
    },
    ...(unit === undefined ? {} : {aggregate_unit: unit}),
  };
  const {body: answer = null} = await rest.request('POST', path, {body});
  const rows = Array.isArray(answer) ? answer : field(answer, 'data');
  if (Array.isArray(rows)) return objects(rows);
  throw new PdError('unreachable', `The answer to POST ${path} contains no figures`);
}

const steps = '▁▂▃▄▅▆▇█';

/** The counts of each step of the period, oldest first. Rows tell a step by `range_start`. Pure. */
export function trendOf(rows: readonly JsonObject[], period: Period, unit: 'day' | 'week' | 'month'): number[] {
  const counts = new Map(
    rows.map(row => [String(row['range_start']).slice(0, 10), Number(row['total_incident_count'])]),
  );
  return stepsOf(period, unit).map(start => counts.get(start) ?? 0);
}

/** `·▁█▃`: as high as the counts, the highest of `most`; a dot for none. Pure. */
export const sketch = (counts: readonly number[], most: number): string =>
  counts.map(count => (count === 0 ? '·' : (steps[Math.ceil((count / most) * steps.length) - 1] ?? ''))).join('');

/** The first day of each step, as PagerDuty names it (UTC; a week begins on Monday). */
function stepsOf({startMs, endMs}: Period, unit: 'day' | 'week' | 'month'): string[] {
  const found: string[] = [];
  for (let ms = Math.floor(startMs / dayMs) * dayMs; ms < endMs; ms += dayMs) {
    const date = new Date(ms);
    const isStep = unit === 'day' || (unit === 'week' ? date.getUTCDay() === 1 : date.getUTCDate() === 1);
    if (found.length > 0 && !isStep) continue;
    if (!isStep && unit === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
    if (!isStep && unit === 'month') date.setUTCDate(1);
    found.push(date.toISOString().slice(0, 10));
  }
  return found;
}

export const figures = ({toAck}: Counting): Column[] => [
  column('INCIDENTS', 'total_incident_count'),
  column('TO ACK', toAck, {as: 'seconds', drop: 1}),
  column('TO RESOLVE', 'mean_seconds_to_resolve', {as: 'seconds', drop: 2, sparse: true}),
  column('INTERRUPTIONS', 'total_interruptions', {drop: 4}),
  column('ESCALATIONS', 'total_escalation_count', {drop: 5, sparse: true}),
];

/** The most incidents first. Pure. */
export const mostFirst = (rows: readonly JsonObject[]): JsonObject[] =>
  rows.toSorted((a, b) => Number(valueAt(b, 'total_incident_count')) - Number(valueAt(a, 'total_incident_count')));
