import {PdError, usageError} from '../base/errors.ts';
import {field, type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {valueAt} from '../output/fields.ts';
import {pathPart} from '../resources/record-id.ts';
import {showRequests} from '../resources/send-change.ts';
import {updateBody} from './batch.ts';
import {carryOut} from './carry-out.ts';
import {currentLevel, levelsOf, type Shift} from './current-level.ts';
import {eachIncident} from './each.ts';
import {incidentOf} from './incident.ts';
import {titleOf} from './incident-columns.ts';
import {log} from './incident-parts.ts';
import {type IncidentOutcome, outcomeError} from './outcomes.ts';
import type {Selection} from './select-incidents.ts';

/**
 * Escalates each incident to the level after the one it is on. Throws a usage error, before anything is sent, if that
 * cannot be told of one of them.
 */
export async function escalateToNext(context: Context, selection: Selection): Promise<void> {
  const {ids, missing} = selection;
  if (ids.length + missing.length === 0) return;
  const rest = await context.rest();
  const levels = new Map<string, number>();
  const hindered: IncidentOutcome[] = [...missing];
  for (const id of ids) {
    try {
      levels.set(id, await nextLevel(context, selection, id));
    } catch (error) {
      hindered.push({id, error: outcomeError(error)}); // rethrows anything that is not an outcome
    }
  }
  const bodyOf = (id: string) => updateBody([id], {escalation_level: levels.get(id) ?? null});
  const possible = [...levels.keys()];
  if (context.dryRun && possible.length > 0)
    return await showRequests(
      context,
      possible.map(id => ({method: 'PUT', path: '/incidents', body: bodyOf(id)})),
    );
  const outcomes = eachIncident(possible, async id => {
    const answer = await rest.request('PUT', '/incidents', {body: bodyOf(id)});
    return {...answer, body: Array.isArray(answer.body) ? answer.body[0] : answer.body};
  });
  await carryOut(context, outcomes, {...escalated, selection: {...selection, ids: possible, missing: hindered}});
}

/** How an escalation is told. */
export const escalated = {
  command: 'incidents escalate',
  past: 'escalated',
  shows: ['assignees', 'status'],
} as const;

async function nextLevel(context: Context, {before}: Selection, id: string): Promise<number> {
  const incident = before.get(id) ?? (await incidentOf(context, id));
  const title = titleOf(incident);
  if (field(incident, 'status') === 'resolved') throw new PdError('refused', `${title} is resolved`);
  const policyId = valueAt(incident, 'escalation_policy.id');
  if (typeof policyId !== 'string') throw new PdError('refused', `${title} has no escalation policy`);
  const found = valueAt(incident, 'assignments.assignee.id');
  const assigned = Array.isArray(found) ? found.filter(one => typeof one === 'string') : [];
  const shifts = await shiftsOf(context, policyId);
  const level = currentLevel(shifts, assigned, []) ?? currentLevel(shifts, assigned, await logOf(context, id));
  if (level === undefined)
    throw usageError(
      `The current level of ${title} cannot be determined from its assignees and its log`,
      'give --level N',
    );
  const next = levelsOf(shifts).find(one => one > level);
  if (next === undefined)
    throw new PdError('refused', `${title} is on the last level of its escalation policy`, {
      next: 'assign it with pd incidents assign',
    });
  const paged = shifts.filter(shift => shift.level === next);
  if (paged.every(({user}) => assigned.includes(user)))
    context.output.warn(`${title}: level ${next} pages the same people again; --level N chooses another level.`);
  return next;
}

/** Who is on call for each level of a policy. */
export async function shiftsOf(context: Context, policyId: string): Promise<Shift[]> {
  const rest = await context.rest();
  const shifts: Shift[] = [];
  for await (const page of rest.list('/oncalls', {query: [['escalation_policy_ids[]', policyId]]})) {
    for (const oncall of page) {
      const [level, user] = [field(oncall, 'escalation_level'), valueAt(oncall, 'user.id')];
      if (typeof level === 'number' && typeof user === 'string') shifts.push({level, user});
    }
  }
  return shifts;
}

/** The incident's log, newest first, back to when it was triggered. */
async function logOf(context: Context, id: string): Promise<JsonObject[]> {
  const rest = await context.rest();
  const entries: JsonObject[] = [];
  for await (const page of rest.list(`/incidents/${pathPart(id)}/${log.path}`)) {
    entries.push(...page);
    if (page.some(entry => stringField(entry, 'type')?.startsWith('trigger'))) break;
  }
  return entries;
}
