import {PdError} from '../base/errors.ts';
import {field, type Json, type JsonObject, objects, stringField} from '../base/json.ts';

/** A part of a shift-based schedule: who is on call, and the rotation or the custom shift that says so. */
interface Assignment {
  startMs: number;
  endMs: number;
  /** Undefined if the shift is assigned to nobody. */
  userId: string | undefined;
  base: {rotation_id: string} | {custom_shift_id: string};
}

interface WantedOverride {
  startMs: number;
  endMs: number;
  /** Who takes over. */
  userId: string;
  /** Whose shift, if it matters. */
  insteadOf: string | undefined;
}

/** The overrides to create; or an instant at which several are on call, or a period in which nobody is. */
type OverridePlan =
  | {kind: 'overrides'; overrides: JsonObject[]}
  | {kind: 'several'; atMs: number; userIds: (string | undefined)[]}
  | {kind: 'nobody'; startMs: number; endMs: number};

/**
 * What puts a user on call for the whole of a period. An override of a shift-based schedule replaces the member of one
 * shift, so it takes one for each shift. `schedule` has its `final_schedule` for the period. Throws `unreachable` if it
 * has none. Pure.
 */
export function planOverrides(schedule: Json, wanted: WantedOverride): OverridePlan {
  const found = assignmentsIn(schedule, wanted)
    .filter(({userId}) => wanted.insteadOf === undefined || userId === wanted.insteadOf)
    .toSorted((a, b) => a.startMs - b.startMs);
  let reachedMs = wanted.startMs;
  for (const [index, one] of found.entries()) {
    const before = found[index - 1];
    if (before !== undefined && one.startMs < before.endMs)
      return {kind: 'several', atMs: one.startMs, userIds: [before.userId, one.userId]};
    if (one.startMs > reachedMs) return {kind: 'nobody', startMs: reachedMs, endMs: one.startMs};
    reachedMs = one.endMs;
  }
  if (reachedMs < wanted.endMs) return {kind: 'nobody', startMs: reachedMs, endMs: wanted.endMs};
  return {kind: 'overrides', overrides: found.map(one => overrideOf(one, wanted.userId))};
}

function overrideOf({startMs, endMs, userId, base}: Assignment, takerId: string): JsonObject {
  return {
    type: 'override_shift',
    ...base,
    start_time: new Date(startMs).toISOString(),
    end_time: new Date(endMs).toISOString(),
    overridden_member: userId === undefined ? {type: 'empty_member'} : {type: 'user_member', user_id: userId},
    overriding_member: {type: 'user_member', user_id: takerId},
  };
}

/** The assignments in the period, cut to it. */
function assignmentsIn(schedule: Json, {startMs, endMs}: WantedOverride): Assignment[] {
  const computed = field(field(schedule, 'final_schedule'), 'computed_shift_assignments');
  if (!Array.isArray(computed))
    throw new PdError('unreachable', "PagerDuty's answer does not contain the shifts of the schedule");
  return objects(computed).flatMap(one => {
    const [from = Number.NaN, to = Number.NaN] = ['start_time', 'end_time'].map(name =>
      Date.parse(stringField(one, name) ?? ''),
    );
    const base = baseOf(one['source']);
    const cut = {startMs: Math.max(from, startMs), endMs: Math.min(to, endMs)};
    if (base === undefined || !(cut.startMs < cut.endMs)) return [];
    return [{...cut, base, userId: stringField(one['member'], 'user_id')}];
  });
}

function baseOf(source: Json | undefined): Assignment['base'] | undefined {
  const [rotationId, shiftId] = [stringField(source, 'rotation_id'), stringField(source, 'shift_id')];
  if (rotationId !== undefined) return {rotation_id: rotationId};
  return shiftId === undefined ? undefined : {custom_shift_id: shiftId};
}
