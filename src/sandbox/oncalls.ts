import {type JsonObject, objects, stringField} from '../lib/base/json.ts';
import type {Entity, Reference} from './records.ts';
import {finalShifts, type Shift} from './shifts.ts';
import type {Store} from './store.ts';

interface OnCall extends JsonObject {
  escalation_policy: Reference;
  escalation_level: number;
  schedule: Reference | null;
  user: Reference;
  start: string | null;
  end: string | null;
}

// How far around an instant a shift is looked for, so that its whole length is known.
const horizonMs = 31 * 86_400_000;

/** Everyone on call between two instants, by policy and level. A user named by a policy is always on call. */
export function onCalls(store: Store, sinceMs: number, untilMs: number): OnCall[] {
  return [...store.tables.escalation_policies.values()].flatMap(policy =>
    rulesOf(policy).flatMap((rule, index) =>
      objects(rule['targets']).flatMap(target => ofTarget(store, policy, index + 1, target, sinceMs, untilMs)),
    ),
  );
}

/** The users that one level of a policy reaches at an instant. */
export function usersOnLevel(store: Store, policyId: string, level: number, atMs: number): string[] {
  const policy = store.tables.escalation_policies.get(policyId);
  const rule = policy === undefined ? undefined : rulesOf(policy)[level - 1];
  const ids = objects(rule?.['targets']).flatMap(target => {
    const id = stringField(target, 'id') ?? '';
    if (!isSchedule(target)) return [id];
    const schedule = store.tables.schedules.get(id);
    return schedule === undefined ? [] : finalShifts(store, schedule, atMs, atMs + 1).map(shift => shift.userId);
  });
  return [...new Set(ids)];
}

function ofTarget(
  store: Store,
  policy: Entity,
  level: number,
  target: JsonObject,
  sinceMs: number,
  untilMs: number,
): OnCall[] {
  const id = stringField(target, 'id') ?? '';
  const common = {escalation_policy: store.reference('escalation_policies', policy.id), escalation_level: level};
  if (!isSchedule(target)) {
    return [{...common, schedule: null, user: store.reference('users', id), start: null, end: null}];
  }
  const schedule = store.tables.schedules.get(id);
  if (schedule === undefined) return [];
  return shiftsAround(store, schedule, sinceMs, untilMs).map(shift => ({
    ...common,
    schedule: store.reference('schedules', schedule.id),
    user: store.reference('users', shift.userId),
    start: store.timestamp(shift.startMs),
    end: store.timestamp(shift.endMs),
  }));
}

/** Whole shifts that overlap the requested time, not just the parts inside it. */
function shiftsAround(store: Store, schedule: Entity, sinceMs: number, untilMs: number): Shift[] {
  const wide = finalShifts(store, schedule, sinceMs - horizonMs, untilMs + horizonMs);
  return wide.filter(shift => shift.endMs > sinceMs && shift.startMs < Math.max(untilMs, sinceMs + 1));
}

const rulesOf = (policy: Entity) => objects(policy['escalation_rules']);

const isSchedule = (target: JsonObject) => (stringField(target, 'type') ?? '').startsWith('schedule');
