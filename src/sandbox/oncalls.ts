import {type JsonObject, objects, stringField} from '../lib/base/json.ts';
import type {Entity, Reference} from './records.ts';
import {shiftSchedule, shiftScheduleReference, shiftsOf} from './shift-schedules.ts';
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
    return (scheduled(store, id)?.shifts(atMs, atMs + 1) ?? []).map(shift => shift.userId);
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
  const schedule = scheduled(store, id);
  if (schedule === undefined) return [];
  return shiftsAround(schedule, sinceMs, untilMs).map(shift => ({
    ...common,
    schedule: schedule.reference,
    user: store.reference('users', shift.userId),
    start: store.timestamp(shift.startMs),
    end: store.timestamp(shift.endMs),
  }));
}

interface Scheduled {
  reference: Reference;
  shifts: (sinceMs: number, untilMs: number) => Shift[];
}

/** A schedule of either kind. */
function scheduled(store: Store, id: string): Scheduled | undefined {
  const layered = store.tables.schedules.get(id);
  if (layered !== undefined) {
    return {
      reference: store.reference('schedules', id),
      shifts: (sinceMs, untilMs) => finalShifts(store, layered, sinceMs, untilMs),
    };
  }
  const shiftBased = shiftSchedule(store, id);
  if (shiftBased === undefined) return undefined;
  return {
    reference: shiftScheduleReference(store, shiftBased),
    shifts: (sinceMs, untilMs) => shiftsOf(store, id, sinceMs, untilMs),
  };
}

/** Whole shifts that overlap the requested time, not just the parts inside it. */
function shiftsAround({shifts}: Scheduled, sinceMs: number, untilMs: number): Shift[] {
  const wide = shifts(sinceMs - horizonMs, untilMs + horizonMs);
  return wide.filter(shift => shift.endMs > sinceMs && shift.startMs < Math.max(untilMs, sinceMs + 1));
}

const rulesOf = (policy: Entity) => objects(policy['escalation_rules']);

const isSchedule = (target: JsonObject) => (stringField(target, 'type') ?? '').startsWith('schedule');
