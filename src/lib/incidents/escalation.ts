import {PdError} from '../base/errors.ts';
import {field, type JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {valueAt} from '../output/fields.ts';
import {type ChangeRequest, showRequests} from '../resources/send-change.ts';
import {updateBody} from './batch.ts';
import {eachIncident} from './each.ts';
import {incidentOf} from './incident.ts';
import {assignedTo, titleOf} from './incident-columns.ts';
import {reportOutcomes} from './outcomes.ts';
import type {Selection} from './select-incidents.ts';

/** Escalates each incident to the level after the one it is assigned to now. */
export async function escalateToNext(context: Context, {ids, missing}: Selection): Promise<void> {
  if (ids.length + missing.length === 0) return;
  const rest = await context.rest();
  if (context.dryRun) {
    const changes: ChangeRequest[] = [];
    for (const id of ids) {
      const body = updateBody([id], {escalation_level: await nextLevel(context, id)});
      changes.push({method: 'PUT', path: '/incidents', body});
    }
    return await showRequests(context, changes);
  }
  const outcomes = eachIncident(ids, async id => {
    const body = updateBody([id], {escalation_level: await nextLevel(context, id)});
    const answer = await rest.request('PUT', '/incidents', {body});
    return {...answer, body: Array.isArray(answer.body) ? answer.body[0] : answer.body};
  });
  const {failure} = await reportOutcomes(context, outcomes, {
    past: 'escalated',
    missing,
    total: ids.length + missing.length,
    effect: assignedTo,
  });
  if (failure !== undefined) throw failure;
}

/** The API does not say which level an incident is on: it is that of the on-call users it is assigned to. */
async function nextLevel(context: Context, id: string): Promise<number> {
  const rest = await context.rest();
  const incident = await incidentOf(context, id);
  if (field(incident, 'status') === 'resolved') throw new PdError('refused', `${titleOf(incident)} is resolved`);
  const policyId = valueAt(incident, 'escalation_policy.id');
  if (typeof policyId !== 'string') throw new PdError('refused', `${id} has no escalation policy`);
  const assigned = valueAt(incident, 'assignments.assignee.id');
  const query = [['escalation_policy_ids[]', policyId]] as const;
  const oncalls: JsonObject[] = [];
  for await (const page of rest.list('/oncalls', {query})) oncalls.push(...page);
  return levelAfter(oncalls, Array.isArray(assigned) ? assigned : [], id);
}

/** Pure. Throws `refused` where the next level cannot be determined. */
function levelAfter(oncalls: readonly JsonObject[], assigned: readonly unknown[], id: string): number {
  const levels = oncalls.map(oncall => ({level: field(oncall, 'escalation_level'), user: valueAt(oncall, 'user.id')}));
  const numbers = levels.flatMap(({level}) => (typeof level === 'number' ? [level] : []));
  const now = levels.flatMap(({level, user}) => (typeof level === 'number' && assigned.includes(user) ? [level] : []));
  if (now.length === 0)
    throw new PdError('refused', `The level of ${id} cannot be determined from its assignees`, {
      next: 'give --level N',
    });
  const current = Math.min(...now);
  const next = numbers.filter(level => level > current).sort((a, b) => a - b)[0];
  if (next === undefined)
    throw new PdError('refused', `${id} is on the last level of its escalation policy`, {
      next: 'assign it with pd incidents assign',
    });
  return next;
}
