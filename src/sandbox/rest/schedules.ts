import {field, type Json, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {Failure, invalid, notFound} from '../failure.ts';
import {onCalls} from '../oncalls.ts';
import type {Entity} from '../records.ts';
import {finalShifts} from '../shifts.ts';
import {isTimeZone} from '../zones.ts';
import {type Collection, inTeams, list, references, routesOf} from './collections.ts';
import {page} from './page.ts';
import {renderSchedule, userIdsOf} from './render-schedule.ts';
import {parseTime, type RestRequest, type Route} from './request.ts';
import {view} from './view.ts';

const schedules: Collection = {
  kind: 'schedules',
  needed: ['name', 'time_zone', 'schedule_layers'],
  keeps: inTeams,
  prepare: prepareSchedule,
  show: renderSchedule,
};

export const scheduleRoutes: readonly Route[] = [
  ...routesOf(schedules).filter(route => !(route.method === 'GET' && route.pattern === '/schedules')),
  {method: 'GET', pattern: '/schedules', answer: request => list({...schedules, show: briefly}, request)},
  {method: 'GET', pattern: '/schedules/:id/users', answer: listUsers},
  {method: 'GET', pattern: '/schedules/:id/overrides', answer: listOverrides},
  {method: 'POST', pattern: '/schedules/:id/overrides', answer: createOverrides},
  {method: 'DELETE', pattern: '/schedules/:id/overrides/:override', answer: removeOverride},
  {method: 'GET', pattern: '/oncalls', answer: listOnCalls},
];

/** A list shows layers only on request. */
function briefly(request: RestRequest, schedule: Entity): JsonObject {
  const whole = renderSchedule(request, schedule);
  if (request.all('include').includes('schedule_layers')) return whole;
  return {schedule_layers: [], users: whole['users'] ?? [], escalation_policies: whole['escalation_policies'] ?? []};
}

function prepareSchedule(request: RestRequest, attributes: JsonObject): JsonObject {
  const timeZone = stringField(attributes, 'time_zone') ?? '';
  if (!isTimeZone(timeZone)) throw invalid(`time_zone cannot be "${timeZone}"`);
  const layers = objects(attributes['schedule_layers']).map(layer => {
    const users = references(
      request,
      'users',
      objects(layer['users']).map(one => field(one, 'user') ?? one),
    );
    if (users.length === 0) throw invalid('Every layer must have a user');
    if (!(Number(layer['rotation_turn_length_seconds']) > 0))
      throw invalid('rotation_turn_length_seconds must be given');
    return {
      ...layer,
      id: stringField(layer, 'id') ?? request.store.ids.next(),
      end: layer['end'] ?? null,
      restrictions: layer['restrictions'] ?? [],
      users: users.map(user => ({user})),
    };
  });
  const teams = references(request, 'teams', attributes['teams']);
  return {description: null, ...attributes, schedule_layers: layers, teams};
}

function neededWindow(request: RestRequest): {sinceMs: number; untilMs: number} {
  const sinceMs = request.time('since');
  const untilMs = request.time('until');
  if (sinceMs === undefined || untilMs === undefined) throw invalid('since and until must both be given');
  if (sinceMs >= untilMs) throw new Failure(400, 2005, 'Invalid Input Provided', ['since is not before until']);
  return {sinceMs, untilMs};
}

function listUsers(request: RestRequest): Reply {
  const schedule = request.record('schedules');
  const {tables} = request.store;
  const window = request.one('since') === undefined ? undefined : neededWindow(request);
  const ids =
    window === undefined
      ? userIdsOf(schedule)
      : finalShifts(request.store, schedule, window.sinceMs, window.untilMs).map(shift => shift.userId);
  const users = [...new Set(ids)].flatMap(id => tables.users.get(id) ?? []).map(user => view(request, user));
  return {status: 200, body: {users}};
}

function listOverrides(request: RestRequest): Reply {
  const schedule = request.record('schedules');
  const {sinceMs, untilMs} = neededWindow(request);
  const overrides = request.store
    .part('overrides', schedule.id)
    .filter(one => Date.parse(String(one['end'])) > sinceMs && Date.parse(String(one['start'])) < untilMs);
  return {status: 200, body: {overrides: overrides.map(one => view(request, one))}};
}

function createOverrides(request: RestRequest): Reply {
  const schedule = request.record('schedules');
  const body = request.body();
  const single = field(body, 'override');
  if (single !== undefined) {
    const made = createOverride(request, schedule.id, objects([single])[0] ?? {});
    const [first] = made.errors;
    if (first !== undefined) throw invalid(first);
    return {status: 201, body: {override: made.override}};
  }
  const wanted = objects(field(body, 'overrides'));
  if (wanted.length === 0) throw invalid('"overrides" is missing from the body');
  // Each has its own result, in a bare array.
  const results: Json[] = wanted.map(one => {
    const {override, errors} = createOverride(request, schedule.id, one);
    return errors.length > 0 ? {status: 400, errors, override} : {status: 201, override};
  });
  return {status: 201, body: results};
}

function createOverride(
  request: RestRequest,
  scheduleId: string,
  wanted: JsonObject,
): {override: JsonObject; errors: string[]} {
  const {store} = request;
  const startMs = parseTime(stringField(wanted, 'start') ?? '');
  const endMs = parseTime(stringField(wanted, 'end') ?? '');
  const userId = stringField(field(wanted, 'user'), 'id') ?? '';
  const errors = [
    ...(Number.isNaN(startMs) || Number.isNaN(endMs) ? ['start and end must be times'] : []),
    ...(endMs <= startMs ? ['Override must end after it starts'] : []),
    ...(endMs <= store.now() ? ['Override must not be over already'] : []),
    ...(store.tables.users.has(userId) ? [] : [`There is no user "${userId}"`]),
  ];
  if (errors.length > 0) return {override: wanted, errors};
  const user = store.reference('users', userId);
  const override = {id: store.ids.next('Q'), start: store.timestamp(startMs), end: store.timestamp(endMs), user};
  store.part('overrides', scheduleId).push(override);
  return {override, errors};
}

function removeOverride(request: RestRequest): Reply {
  const {store} = request;
  const overrides = store.part('overrides', request.record('schedules').id);
  const index = overrides.findIndex(one => one['id'] === request.param('override'));
  const override = overrides[index];
  if (override === undefined) throw notFound();
  const now = store.now();
  if (Date.parse(String(override['end'])) <= now) throw invalid('An override that is over cannot be deleted');
  // One that has begun ends now and keeps its past: 200. A future one is removed: 204.
  if (Date.parse(String(override['start'])) < now) {
    override['end'] = store.timestamp();
    return {status: 200};
  }
  overrides.splice(index, 1);
  return {status: 204};
}

const longestOnCallWindowMs = 93 * 86_400_000;

function listOnCalls(request: RestRequest): Reply {
  const sinceMs = request.time('since') ?? request.store.now();
  const untilMs = request.time('until') ?? sinceMs;
  if (untilMs < sinceMs || untilMs - sinceMs > longestOnCallWindowMs) {
    throw new Failure(400, 2005, 'Invalid Input Provided', ['since and until may be at most three months apart']);
  }
  const users = request.all('user_ids');
  const schedulesAsked = request.all('schedule_ids');
  const policies = request.all('escalation_policy_ids');
  let found = onCalls(request.store, sinceMs, untilMs).filter(
    one =>
      (users.length === 0 || users.includes(one.user.id)) &&
      (schedulesAsked.length === 0 || schedulesAsked.includes(one.schedule?.id ?? '')) &&
      (policies.length === 0 || policies.includes(one.escalation_policy.id)),
  );
  if (request.one('earliest') === 'true') {
    const seen = new Set<string>();
    found = found
      .sort((a, b) => (a.start ?? '').localeCompare(b.start ?? ''))
      .filter(one => {
        const key = `${one.escalation_policy.id} ${one.escalation_level} ${one.user.id}`;
        return !seen.has(key) && seen.add(key);
      });
  }
  return page(request, 'oncalls', found);
}
