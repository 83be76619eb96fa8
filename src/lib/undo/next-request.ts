import type {JsonObject} from '../base/json.ts';
import {type IncidentState, isAlike} from '../incidents/incident-state.ts';
import {reference} from '../resources/record-id.ts';

/** What to send next to bring an incident to a state: fields of a PUT, or a snooze. */
export type NextRequest = {put: JsonObject} | {snoozeUntil: string};

interface Circumstances {
  /** The level of the policy that the assignees of the target are on call for, where the policy is to assign it. */
  level: number | undefined;
  /** Whether acknowledging once more did not end a snooze. */
  isStubborn: boolean;
}

/**
 * The next request on the way from one state to another: some take several, as an assignment triggers an acknowledged
 * incident again. Undefined where none is needed. Pure.
 */
export function nextRequest(
  now: IncidentState,
  target: IncidentState,
  circumstances: Circumstances,
): NextRequest | undefined {
  const put: JsonObject = plainFields(now, target);
  const status = nextStatus(now, target, circumstances);
  if (status !== undefined) put['status'] = status;
  const isOpen = target.status !== 'resolved';
  // API: reopening assigns by the policy, unless assignees come with it.
  const isByPolicy = target.assignedVia !== 'direct_assignment';
  if (isOpen && differ(now, target, circumstances) && !(now.status === 'resolved' && isByPolicy))
    Object.assign(put, assignment(now, target, circumstances));
  if (Object.keys(put).length > 0) return {put};
  if (isOpen && target.snoozedUntil !== null && !isAlike(now, target, 'snoozedUntil'))
    return {snoozeUntil: target.snoozedUntil};
  return undefined;
}

function plainFields(now: IncidentState, target: IncidentState): JsonObject {
  return {
    ...(isAlike(now, target, 'title') ? {} : {title: target.title}),
    ...(isAlike(now, target, 'urgency') ? {} : {urgency: target.urgency}),
    ...(isAlike(now, target, 'priority')
      ? {}
      : {priority: target.priority === null ? null : reference(target.priority.id, 'priority')}),
  };
}

function nextStatus(now: IncidentState, target: IncidentState, circumstances: Circumstances): string | undefined {
  if (target.status === 'resolved') return now.status === 'resolved' ? undefined : 'resolved';
  if (now.status === 'resolved') return 'triggered';
  if (target.status === 'triggered') return now.status === 'triggered' ? undefined : 'triggered';
  // New assignees have not acknowledged; a snooze acknowledges by itself.
  if (differ(now, target, circumstances) || target.snoozedUntil !== null) return undefined;
  if (now.status === 'triggered') return 'acknowledged';
  if (now.snoozedUntil === null) return undefined;
  return circumstances.isStubborn ? 'triggered' : 'acknowledged';
}

/** Whether it has to be assigned anew. It cannot be given to nobody. */
function differ(now: IncidentState, target: IncidentState, {level}: Circumstances): boolean {
  if (!isAlike(now, target, 'policy')) return true;
  if (target.assignees.length === 0) return false;
  const canChangeVia = target.assignedVia === 'direct_assignment' || level !== undefined;
  return !isAlike(now, target, 'assignees') || (canChangeVia && !isAlike(now, target, 'assignedVia'));
}

function assignment(now: IncidentState, target: IncidentState, {level}: Circumstances): JsonObject {
  const {policy, assignees} = target;
  // API: a policy and assignees exclude each other, so the policy goes first.
  if (policy !== null && !isAlike(now, target, 'policy'))
    return {escalation_policy: reference(policy.id, 'escalation_policy')};
  if (level !== undefined) return {escalation_level: level};
  return {assignments: assignees.map(({id}) => ({assignee: reference(id, 'user')}))};
}
