import {field, isObject, type Json, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {alreadyResolved, invalid, notFound} from '../failure.ts';
import {assign, reassignByPolicy, setStatus} from '../lifecycle.ts';
import {type Agent, addLogEntry} from '../log-entries.ts';
import type {Incident, IncidentStatus, Urgency} from '../records.ts';
import type {Store} from '../store.ts';

const statuses = ['triggered', 'acknowledged', 'resolved'];
/** Attributes that only an open incident can be given. */
const forOpen = ['assignments', 'escalation_level', 'escalation_policy', 'urgency', 'service'];

/** Refuses forbidden changes before making any: a batch is carried out completely or not at all. */
export function checkChange(store: Store, incident: Incident, change: JsonObject): void {
  const type = stringField(change, 'type');
  if (type !== 'incident' && type !== 'incident_reference')
    throw invalid('type must be incident or incident_reference');
  const status = field(change, 'status');
  if (status !== undefined && !statuses.includes(String(status))) {
    throw invalid(`status cannot be "${String(status)}" (it is one of ${statuses.join(', ')})`);
  }
  checkResolved(store, incident, change, status);
  const urgency = field(change, 'urgency');
  if (urgency !== undefined && urgency !== 'high' && urgency !== 'low') throw invalid('urgency must be high or low');
  const title = field(change, 'title');
  if (title !== undefined && (typeof title !== 'string' || title.trim() === ''))
    throw invalid('title must not be blank');
  checkTargets(store, incident, change);
}

function checkResolved(store: Store, incident: Incident, change: JsonObject, status: Json | undefined): void {
  if (incident.status !== 'resolved') return;
  // A merged incident stays resolved; any other can be reopened.
  const isMerged = store.facts.get(incident.id)?.mergedInto !== undefined;
  if (status === 'resolved' || (status !== undefined && isMerged)) throw alreadyResolved(incident.id);
  if (status === undefined && forOpen.some(name => field(change, name) !== undefined))
    throw alreadyResolved(incident.id);
}

function checkTargets(store: Store, incident: Incident, change: JsonObject): void {
  for (const id of assigneesIn(change) ?? []) {
    if (!store.tables.users.has(id)) throw invalid(`There is no user ${id} to assign`);
  }
  const policyId = idIn(change, 'escalation_policy');
  if (policyId !== undefined && !store.tables.escalation_policies.has(policyId)) {
    throw invalid(`There is no escalation policy ${policyId}`);
  }
  const serviceId = idIn(change, 'service');
  if (serviceId !== undefined && !store.tables.services.has(serviceId))
    throw invalid(`There is no service ${serviceId}`);
  priorityIn(store, change);
  const level = field(change, 'escalation_level');
  if (level === undefined) return;
  const policy = store.tables.escalation_policies.get(policyId ?? incident.escalation_policy.id);
  const levels = objects(policy?.['escalation_rules']).length;
  if (typeof level !== 'number' || !Number.isInteger(level) || level < 1 || level > levels) {
    throw invalid(`escalation_level must be from 1 to ${levels}`);
  }
}

export function applyChange(store: Store, incident: Incident, change: JsonObject, agent: Agent): void {
  incident.updated_at = store.timestamp();
  const title = stringField(change, 'title');
  if (title !== undefined) {
    incident.title = title;
    incident.summary = `[#${incident.incident_number}] ${title}`;
  }
  applyPlainFields(store, incident, change, agent);
  const status = stringField(change, 'status') as IncidentStatus | undefined;
  if (status !== undefined && !(status === 'triggered' && incident.status === 'triggered')) {
    setStatus(store, incident, status, agent);
    const resolution = stringField(change, 'resolution');
    const last = store.logOf.get(incident.id)?.at(-1);
    if (status === 'resolved' && resolution && last !== undefined) last['note'] = resolution;
  }
  applyAssignment(store, incident, change, agent);
}

function applyPlainFields(store: Store, incident: Incident, change: JsonObject, agent: Agent): void {
  const priority = priorityIn(store, change);
  if (priority !== undefined) incident.priority = priority === null ? null : store.reference('priorities', priority);
  const urgency = stringField(change, 'urgency') as Urgency | undefined;
  if (urgency !== undefined && urgency !== incident.urgency) {
    incident.urgency = urgency;
    addLogEntry(store, incident, 'urgency_change', `Urgency changed to ${urgency}.`, agent);
  }
  const serviceId = idIn(change, 'service');
  if (serviceId !== undefined) incident.service = store.reference('services', serviceId);
  const typeName = stringField(field(change, 'incident_type'), 'name');
  if (typeName !== undefined) incident.incident_type = {name: typeName};
  const bridge = field(change, 'conference_bridge');
  if (bridge !== undefined) incident.conference_bridge = bridge;
}

function applyAssignment(store: Store, incident: Incident, change: JsonObject, agent: Agent): void {
  const facts = store.facts.get(incident.id);
  const level = field(change, 'escalation_level');
  const policyId = idIn(change, 'escalation_policy');
  const assignees = assigneesIn(change);
  if (policyId !== undefined) incident.escalation_policy = store.reference('escalation_policies', policyId);
  if (facts !== undefined && (typeof level === 'number' || policyId !== undefined)) {
    facts.level = typeof level === 'number' ? level : 1;
    addLogEntry(store, incident, 'escalate', `Escalated to level ${facts.level}.`, agent);
    reopenForAssignment(store, incident, agent);
    reassignByPolicy(store, incident, agent);
  } else if (assignees !== undefined) {
    incident.assigned_via = 'direct_assignment';
    reopenForAssignment(store, incident, agent);
    assign(store, incident, assignees, agent);
  }
}

/** New assignees have not acknowledged, so an acknowledged incident is triggered again. */
function reopenForAssignment(store: Store, incident: Incident, agent: Agent): void {
  if (incident.status === 'acknowledged') setStatus(store, incident, 'triggered', agent);
}

export function assigneesIn(change: JsonObject): string[] | undefined {
  const assignments = field(change, 'assignments');
  if (assignments === undefined) return undefined;
  return objects(assignments).map(one => stringField(field(one, 'assignee'), 'id') ?? '');
}

export function idIn(change: JsonObject, name: string): string | undefined {
  const value = field(change, name);
  return isObject(value) ? (stringField(value, 'id') ?? '') : undefined;
}

/** The ID of the requested priority; null removes it. A bare string is a priority's name. */
export function priorityIn(store: Store, change: JsonObject): string | null | undefined {
  const value = field(change, 'priority');
  if (value === undefined || value === null) return value;
  const wanted = typeof value === 'string' ? value : (stringField(value, 'id') ?? '');
  const found = [...store.tables.priorities.values()].find(one =>
    typeof value === 'string' ? one.summary === wanted : one.id === wanted,
  );
  if (found === undefined) throw invalid(`There is no priority "${wanted}"`);
  return found.id;
}

export function incidentById(store: Store, id: string): Incident {
  const found = store.incidents.get(id);
  if (found === undefined) throw notFound();
  return found;
}
