import {dayMs} from '../base/day.ts';
import {PdError} from '../base/errors.ts';
import {type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {valueAt} from '../output/fields.ts';
import type {Query, RestClient} from '../rest/rest-client.ts';
import {byImportance} from './importance.ts';
import {openStatuses} from './incident-query.ts';
import {after, before, endMs, isUnderWay, startMs} from './shifts.ts';

/** How far ahead the next turn is looked for. */
const aheadMs = 30 * dayMs;
/** One page each: more than a screen has room for. */
const mostRows = 100;

export interface MyStatus {
  user: JsonObject;
  /** My shifts under way, each with those `before` and `after` it, where they are known. */
  onCall: JsonObject[];
  /** My next shift that has not begun, if there is one within a month. */
  next: JsonObject | undefined;
  mine: JsonObject[];
  /** What is open in my teams and assigned to others. */
  teams: JsonObject[];
  /** Whether a list may have more than this. */
  isCut: boolean;
}

/**
 * Where the owner of the key stands, with five requests: the user; the shifts, the incidents and those of the teams; the
 * shifts beside them. Throws a usage error if the key belongs to no user and none is named.
 */
export async function myStatus(context: Context): Promise<MyStatus> {
  const [rest, find] = await Promise.all([context.rest(), context.resolver()]);
  const id = await find.user('me');
  const user = find.known(id) ?? {id};
  const nowMs = context.io.now();
  const teamIds = objects(user['teams']).flatMap(team => stringField(team, 'id') ?? []);
  const [shifts, mine, ofTeams] = await Promise.all([
    list(rest, '/oncalls', [['user_ids[]', id], ...span(nowMs, nowMs + aheadMs)]),
    list(rest, '/incidents', [['user_ids[]', id], ...open]),
    teamIds.length === 0
      ? []
      : list(rest, '/incidents', [...teamIds.map(team => ['team_ids[]', team] as const), ...open]),
  ]);
  const current = shifts.filter(shift => isUnderWay(shift, nowMs));
  const [next] = shifts.filter(shift => startMs(shift) > nowMs).toSorted((a, b) => startMs(a) - startMs(b));
  const beside = await shiftsBeside(rest, current);
  const isMine = new Set(mine.map(incident => incident['id']));
  return {
    user,
    next,
    onCall: current.map(shift => ({
      ...shift,
      before: userOf(before(shift, beside)),
      after: userOf(after(shift, beside)),
    })),
    mine: byImportance(mine),
    teams: byImportance(ofTeams.filter(incident => !isMine.has(incident['id'] ?? null))),
    isCut: mine.length >= mostRows || ofTeams.length >= mostRows,
  };
}

const open: Query = [
  ...openStatuses.map(status => ['statuses[]', status] as const),
  ['date_range', 'all'],
  ['sort_by', 'urgency:desc,created_at:desc'],
];

const userOf = (shift: JsonObject | undefined): Json => shift?.['user'] ?? null;

const span = (fromMs: number, toMs: number): Query => [
  ['since', new Date(fromMs).toISOString()],
  ['until', new Date(toMs).toISOString()],
];

async function list(rest: RestClient, path: string, query: Query): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const page of rest.list(path, {query, limit: mostRows, pageSize: mostRows})) rows.push(...page);
  return rows;
}

/** The shifts of the same schedules that end where one of these begins, or begin where it ends. */
async function shiftsBeside(rest: RestClient, shifts: readonly JsonObject[]): Promise<JsonObject[]> {
  const turns = shifts.filter(shift => startMs(shift) > 0 && endMs(shift) > 0);
  const ids = [...new Set(turns.map(shift => valueAt(shift, 'schedule.id')).filter(id => typeof id === 'string'))];
  if (ids.length === 0) return [];
  const [fromMs, toMs] = [Math.min(...turns.map(startMs)) - 1000, Math.max(...turns.map(endMs)) + 1000];
  try {
    return await list(rest, '/oncalls', [...ids.map(id => ['schedule_ids[]', id] as const), ...span(fromMs, toMs)]);
  } catch (error) {
    // A key may see the user's own shifts, and not everybody's.
    if (error instanceof PdError && error.facts.status === 403) return [];
    throw error;
  }
}
