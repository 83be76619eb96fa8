import {field, type Json, type JsonObject, objects, stringField} from '../lib/base/json.ts';
import type {Reference} from './records.ts';
import {dayMs, occurrences, type Recurring} from './recurrence.ts';
import {joined, type Shift} from './shifts.ts';
import type {Store} from './store.ts';

/** A period of a shift-based (v3) schedule: who is on call, if anybody, and because of what. */
export interface Assignment {
  startMs: number;
  endMs: number;
  member: JsonObject;
  source: JsonObject;
}

const path = '/v3/schedules';

export const shiftSchedule = (store: Store, id: string): JsonObject | undefined =>
  store.part('records', path).find(one => one['id'] === id);

export function shiftScheduleReference(store: Store, {id, name, self}: JsonObject): Reference {
  const page = store.page(`schedules/${String(id)}`);
  return {id: String(id), type: 'schedule_v3_reference', summary: String(name), self: String(self), html_url: page};
}

/** Whom a shift-based schedule puts on call in a period, each until there is a break. */
export function shiftsOf(store: Store, scheduleId: string, sinceMs: number, untilMs: number): Shift[] {
  const byUser = new Map<string, Shift[]>();
  for (const {startMs, endMs, member} of assignmentsOf(store, scheduleId, sinceMs, untilMs)) {
    const userId = stringField(member, 'user_id');
    if (userId !== undefined) byUser.set(userId, [...(byUser.get(userId) ?? []), {startMs, endMs, userId}]);
  }
  return [...byUser.values()].flatMap(joined).sort((a, b) => a.startMs - b.startMs);
}

/** The computed shifts that overlap a period, uncut and in order: rotations and custom shifts, with overrides applied. */
export function assignmentsOf(store: Store, scheduleId: string, sinceMs: number, untilMs: number): Assignment[] {
  const parts = (name: string) => store.part('records', `${path}/${scheduleId}/${name}`);
  let found = [
    ...parts('rotations').flatMap(rotation => ofRotation(store, scheduleId, String(rotation['id']), sinceMs, untilMs)),
    ...parts('custom_shifts').flatMap(ofCustomShift),
  ];
  for (const override of parts('overrides')) found = overridden(found, override);
  return found
    .filter(one => one.startMs < untilMs && one.endMs > sinceMs)
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

const eventsOf = (store: Store, scheduleId: string, rotationId: string): JsonObject[] =>
  store.part('records', `${path}/${scheduleId}/rotations/${rotationId}/events`);

function ofRotation(
  store: Store,
  scheduleId: string,
  rotationId: string,
  sinceMs: number,
  untilMs: number,
): Assignment[] {
  const source = {type: 'schedule_rotation', rotation_id: rotationId};
  return eventsOf(store, scheduleId, rotationId).flatMap(event => {
    const fromMs = Date.parse(stringField(event, 'effective_since') ?? '');
    const endMs = Date.parse(stringField(event, 'effective_until') ?? '') || Number.POSITIVE_INFINITY;
    return occurrences(recurring(event), sinceMs, untilMs)
      .filter(one => one.endMs > fromMs && one.startMs < endMs)
      .flatMap(({index, ...times}) => membersAt(event, index).map(member => ({...times, member, source})));
  });
}

function membersAt(event: JsonObject, index: number): JsonObject[] {
  const strategy = event['assignment_strategy'];
  const members = objects(field(strategy, 'members'));
  if (stringField(strategy, 'type') === 'every_member_assignment_strategy') return members;
  const turn = Math.floor(index / Math.max(1, Number(field(strategy, 'shifts_per_member') ?? 1)));
  return members.slice(turn % members.length, (turn % members.length) + 1);
}

// API: the times of an event are what clocks in its time zone show, whatever their offset says.
function recurring(event: JsonObject): Recurring {
  const [first, last] = ['start_time', 'end_time'].map(name => shownTime(event[name])) as [number, number];
  const firstDayMs = Math.floor(first / dayMs) * dayMs;
  const rules: Json = event['recurrence'] ?? [];
  const rule = Array.isArray(rules) ? rules.find(one => typeof one === 'string' && /^RRULE:/i.test(one)) : undefined;
  return {
    timeZone: stringField(event['start_time'], 'time_zone') ?? 'UTC',
    firstDayMs,
    startMs: first - firstDayMs,
    lengthMs: last - first,
    rule: typeof rule === 'string' ? rule : 'RRULE:FREQ=DAILY',
  };
}

const shownTime = (time: Json | undefined): number =>
  Date.parse(`${(stringField(time, 'date_time') ?? '').replace(/(Z|[+-]\d{2}:?\d{2})$/i, '')}Z`);

function ofCustomShift(shift: JsonObject): Assignment[] {
  const source = {type: 'custom_shift', shift_id: String(shift['id'])};
  return objects(shift['assignments']).map(one => ({...timesOf(shift), member: memberOf(one, 'member'), source}));
}

/** An override replaces one member of the rotation or custom shift that it names. */
function overridden(found: readonly Assignment[], override: JsonObject): Assignment[] {
  const {startMs, endMs} = timesOf(override);
  const replaced = stringField(memberOf(override, 'overridden_member'), 'user_id');
  return found.flatMap(one => {
    const isMeant =
      (one.source['rotation_id'] ?? one.source['shift_id']) ===
      (override['rotation_id'] ?? override['custom_shift_id']);
    const isSame = isMeant && stringField(one.member, 'user_id') === replaced;
    const [fromMs, toMs] = [Math.max(one.startMs, startMs), Math.min(one.endMs, endMs)];
    if (!isSame || fromMs >= toMs) return [one];
    const type = `${String(one.source['type']).replace(/_override$/, '')}_override`;
    const source = {...one.source, type, override_id: String(override['id'])};
    const member = memberOf(override, 'overriding_member');
    return [
      {...one, endMs: fromMs},
      {startMs: fromMs, endMs: toMs, member, source},
      {...one, startMs: toMs},
    ].filter(part => part.startMs < part.endMs);
  });
}

const memberOf = (holder: JsonObject, name: string): JsonObject => objects([holder[name] ?? null])[0] ?? {};

const timesOf = (holder: JsonObject): {startMs: number; endMs: number} => ({
  startMs: Date.parse(stringField(holder, 'start_time') ?? ''),
  endMs: Date.parse(stringField(holder, 'end_time') ?? ''),
});
