import {isObject, type Json, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {invalidField, layered} from '../failure.ts';
import {assignmentsOf, shiftScheduleReference} from '../shift-schedules.ts';
import {isTimeZone} from '../zones.ts';
import {references} from './collections.ts';
import type {PageRules} from './page.ts';
import {type Place, recordsAt} from './place.ts';
import {policiesOf} from './render-schedule.ts';
import {parseTime, type RestRequest} from './request.ts';
import type {Resource} from './resource.ts';

const pages: PageRules = {bottomless: true, total: 'never'};

export const schedules: Resource = {
  path: '/v3/schedules',
  plural: 'schedules',
  singular: 'schedule',
  paging: {usualSize: 100, largestSize: 1000, bottomless: true},
  needed: ['name', 'time_zone'],
  type: 'schedule_v3',
  select: (request, all) => {
    const query = request.one('query')?.toLowerCase() ?? '';
    const teams = request.all('team_ids');
    const isIn = (schedule: JsonObject) => objects(schedule['teams']).some(team => teams.includes(String(team['id'])));
    return all.filter(one => String(one['name']).toLowerCase().includes(query) && (teams.length === 0 || isIn(one)));
  },
  prepare: ({store}, attributes) => {
    const zone = stringField(attributes, 'time_zone') ?? '';
    if (!isTimeZone(zone)) throw invalidField('schedule.time_zone', 'is not a valid time zone');
    return {...attributes, teams: references({store}, 'teams', attributes['teams'])};
  },
  missing: (store, id) => (store.tables.schedules.has(id) ? layered(id) : undefined),
  brief: ({store}, schedule) => shiftScheduleReference(store, schedule),
  show: (inside, schedule, request) => ({
    ...schedule,
    html_url: inside.store.page(`schedules/${String(schedule['id'])}`),
    escalation_policies: policiesOf(inside.store, String(schedule['id'])),
    rotations: recordsAt(inside, rotations).map(rotation => withEvents(inside, rotation)),
    ...(request.all('include').includes('final_schedule') && {
      final_schedule: finalSchedule(request, String(schedule['id'])),
    }),
  }),
};

const customShifts: Resource = {
  path: '/v3/schedules/:id/custom_shifts',
  param: 'custom_shift',
  under: schedules,
  plural: 'custom_shifts',
  singular: 'custom_shift',
  paging: pages,
  makesMany: true,
  needed: ['start_time', 'end_time', 'assignments'],
  ids: 'long',
  type: 'custom_shift',
  select: inWindow,
  prepare: (place, attributes) => {
    checkTimes(attributes, 'custom_shift');
    const assignments = objects(attributes['assignments']).map(one => ({
      id: stringField(one, 'id') ?? place.store.ids.long(),
      type: 'shift_assignment',
      member: memberIn(place, one['member'], 'custom_shift.assignments'),
    }));
    if (assignments.length === 0) throw invalidField('custom_shift.assignments', "can't be blank");
    return {...attributes, assignments};
  },
};

const overrides: Resource = {
  path: '/v3/schedules/:id/overrides',
  param: 'override',
  under: schedules,
  plural: 'overrides',
  singular: 'override',
  paging: pages,
  makesMany: true,
  needed: ['start_time', 'end_time', 'overridden_member', 'overriding_member'],
  ids: 'long',
  type: 'override_shift',
  select: inWindow,
  prepare: (place, attributes) => {
    checkTimes(attributes, 'override');
    const [rotationId, shiftId] = ['rotation_id', 'custom_shift_id'].map(name => stringField(attributes, name));
    if ((rotationId === undefined) === (shiftId === undefined))
      throw invalidField('override.base', 'must reference either a rotation or a custom shift');
    const owner = rotationId === undefined ? customShifts : rotations;
    if (!recordsAt(place, owner).some(one => one['id'] === (rotationId ?? shiftId)))
      throw invalidField(
        rotationId === undefined ? 'override.custom_shift_id' : 'override.rotation_id',
        'is not there',
      );
    return {
      ...attributes,
      overridden_member: memberIn(place, attributes['overridden_member'], 'override.overridden_member'),
      overriding_member: memberIn(place, attributes['overriding_member'], 'override.overriding_member'),
    };
  },
};

const rotations: Resource = {
  path: '/v3/schedules/:id/rotations',
  param: 'rotation',
  under: schedules,
  plural: 'rotations',
  singular: 'rotation',
  can: ['list', 'show', 'create', 'remove'],
  paging: pages,
  ids: 'long',
  type: 'schedule_rotation',
  isMadeBare: true,
  prepare: () => ({}),
  brief: withEvents,
  show: withEvents,
};

const events: Resource = {
  path: '/v3/schedules/:id/rotations/:rotation/events',
  param: 'event',
  under: rotations,
  plural: 'events',
  singular: 'event',
  paging: pages,
  needed: ['name', 'start_time', 'end_time', 'effective_since', 'recurrence', 'assignment_strategy'],
  ids: 'long',
  type: 'schedule_event',
  prepare: (place, attributes) => {
    const [startMs, endMs] = ['start_time', 'end_time'].map(name => timeIn(attributes[name], 'date_time'));
    if (!(Number(startMs) < Number(endMs))) throw invalidField('event.end_time', 'must be after start_time');
    const strategy = attributes['assignment_strategy'];
    if (!isObject(strategy)) throw invalidField('event.assignment_strategy', "can't be blank");
    const members = objects(strategy['members']).map(one => memberIn(place, one, 'event.assignment_strategy'));
    return {effective_until: null, ...attributes, assignment_strategy: {...strategy, members}};
  },
};

export const v3Schedules: readonly Resource[] = [schedules, customShifts, overrides, rotations, events];

function withEvents({store, params}: Pick<Place, 'store' | 'params'>, rotation: JsonObject): JsonObject {
  return {...rotation, events: recordsAt({store, params: {...params, rotation: String(rotation['id'])}}, events)};
}

/** Who is on call in the period of the request, clipped to it unless the request asks for `overflow`. */
function finalSchedule(request: RestRequest, scheduleId: string): JsonObject {
  const {sinceMs, untilMs} = neededPeriod(request);
  const isWhole = request.one('overflow') === 'true';
  const assignments = assignmentsOf(request.store, scheduleId, sinceMs, untilMs);
  let [coveredMs, reachedMs] = [0, sinceMs];
  for (const {startMs, endMs} of assignments) {
    coveredMs += Math.max(0, Math.min(endMs, untilMs) - Math.max(startMs, reachedMs));
    reachedMs = Math.max(reachedMs, Math.min(endMs, untilMs));
  }
  const found = assignments.map(one => ({
    type: 'computed_shift_assignment',
    start_time: request.store.timestamp(isWhole ? one.startMs : Math.max(one.startMs, sinceMs)),
    end_time: request.store.timestamp(isWhole ? one.endMs : Math.min(one.endMs, untilMs)),
    member: one.member,
    source: one.source,
  }));
  return {
    type: 'final_schedule',
    rendered_coverage_percentage: Math.round((coveredMs / (untilMs - sinceMs)) * 1000) / 10,
    computed_shift_assignments: found,
  };
}

/** Shifts and overrides are only listed for a period, which must be given. */
function inWindow(request: RestRequest, shifts: readonly JsonObject[]): JsonObject[] {
  const {sinceMs, untilMs} = neededPeriod(request);
  return shifts.filter(shift => timeIn(shift, 'start_time') < untilMs && timeIn(shift, 'end_time') > sinceMs);
}

function neededPeriod(request: RestRequest): {sinceMs: number; untilMs: number} {
  const [sinceMs, untilMs] = ['since', 'until'].map(name => {
    const ms = request.time(name);
    if (ms === undefined) throw invalidField(name, "can't be blank");
    return ms;
  }) as [number, number];
  if (untilMs <= sinceMs) throw invalidField('until', 'must be after since');
  return {sinceMs, untilMs};
}

function checkTimes(attributes: JsonObject, name: string): void {
  for (const end of ['start_time', 'end_time']) {
    if (Number.isNaN(timeIn(attributes, end))) throw invalidField(`${name}.${end}`, 'is not a time');
  }
  if (timeIn(attributes, 'end_time') <= timeIn(attributes, 'start_time'))
    throw invalidField(`${name}.end_time`, 'must be after start_time');
}

const timeIn = (holder: Json | undefined, name: string): number => parseTime(stringField(holder, name) ?? '');

function memberIn({store}: Place, member: Json | undefined, where: string): JsonObject {
  if (stringField(member, 'type') === 'empty_member') return {type: 'empty_member'};
  const userId = stringField(member, 'user_id') ?? '';
  if (!store.tables.users.has(userId)) throw invalidField(where, `has no user "${userId}"`);
  return {type: 'user_member', user_id: userId};
}
