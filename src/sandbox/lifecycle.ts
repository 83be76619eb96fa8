import {field, type JsonObject, stringField} from '../lib/base/json.ts';
import {type Agent, addLogEntry, logEntryReference} from './log-entries.ts';
import {usersOnLevel} from './oncalls.ts';
import type {Incident, IncidentStatus, Reference, Urgency} from './records.ts';
import type {Store} from './store.ts';

interface NewIncident {
  title: string;
  serviceId: string;
  agent: Agent;
  incidentKey?: string | undefined;
  urgency?: Urgency | undefined;
  priorityId?: string | undefined;
  policyId?: string | undefined;
  assigneeIds?: readonly string[] | undefined;
  typeName?: string | undefined;
  atMs?: number | undefined;
  summary?: string | undefined;
  details?: JsonObject | undefined;
}

export function openIncident(store: Store, facts: NewIncident): Incident {
  const atMs = facts.atMs ?? store.now();
  const incident = newRecord(store, facts, atMs);
  store.incidents.set(incident.id, incident);
  store.incidentsByNumber.set(incident.incident_number, incident);
  store.facts.set(incident.id, {level: 1, mergedInto: undefined});
  const how = facts.summary ?? 'Triggered through the API.';
  const entry = addLogEntry(store, incident, 'trigger', how, facts.agent, {atMs, details: facts.details});
  incident.first_trigger_log_entry = logEntryReference(entry);
  const assigneeIds = facts.assigneeIds ?? usersOnLevel(store, incident.escalation_policy.id, 1, atMs);
  if (facts.assigneeIds !== undefined) incident.assigned_via = 'direct_assignment';
  assign(store, incident, assigneeIds, facts.agent, atMs);
  notify(store, incident, assigneeIds, atMs);
  return incident;
}

function newRecord(store: Store, facts: NewIncident, atMs: number): Incident {
  const service = store.tables.services.get(facts.serviceId);
  const id = store.ids.next('Q');
  store.lastIncidentNumber += 1;
  const at = store.timestamp(atMs);
  const teams = field(service, 'teams');
  const policyId = facts.policyId ?? stringField(field(service, 'escalation_policy'), 'id') ?? '';
  const nothing: Reference = {id: '', type: 'trigger_log_entry_reference', summary: '', self: '', html_url: null};
  return {
    ...untouched(),
    id,
    type: 'incident',
    summary: `[#${store.lastIncidentNumber}] ${facts.title}`,
    self: store.self(`incidents/${id}`),
    html_url: store.page(`incidents/${id}`),
    incident_number: store.lastIncidentNumber,
    title: facts.title,
    created_at: at,
    updated_at: at,
    status: 'triggered',
    incident_key: facts.incidentKey ?? null,
    service: store.reference('services', facts.serviceId),
    assigned_via: 'escalation_policy',
    last_status_change_at: at,
    last_status_change_by: facts.agent.reference,
    first_trigger_log_entry: nothing,
    incident_type: {name: facts.typeName ?? 'incident_default'},
    escalation_policy: store.reference('escalation_policies', policyId),
    teams: Array.isArray(teams) ? (teams as Reference[]) : [],
    priority: facts.priorityId === undefined ? null : store.reference('priorities', facts.priorityId),
    urgency: facts.urgency ?? 'high',
  };
}

/** The attributes of an incident that nobody has touched yet. */
const untouched = () => ({
  assignments: [],
  acknowledgements: [],
  pending_actions: [],
  incidents_responders: [],
  responder_requests: [],
  alert_counts: {all: 0, triggered: 0, resolved: 0},
  alert_grouping: null,
  is_mergeable: true,
  resolved_at: null,
  resolve_reason: null,
  conference_bridge: null,
});

function notify(store: Store, incident: Incident, userIds: readonly string[], atMs: number): void {
  for (const userId of userIds) {
    store.notifications.push({
      id: store.ids.next(),
      type: incident.urgency === 'high' ? 'push_notification' : 'email_notification',
      started_at: store.timestamp(atMs),
      user: store.reference('users', userId),
    });
  }
}

export function assign(
  store: Store,
  incident: Incident,
  userIds: readonly string[],
  agent: Agent,
  atMs = store.now(),
): void {
  const at = store.timestamp(atMs);
  incident.assignments = userIds.map(id => ({at, assignee: store.reference('users', id)}));
  if (userIds.length === 0) return;
  const assignees = incident.assignments.map(assignment => assignment.assignee);
  const names = assignees.map(assignee => assignee.summary).join(', ');
  addLogEntry(store, incident, 'assign', `Assigned to ${names}.`, agent, {atMs, details: {assignees}});
}

const statusKinds = {triggered: 'unacknowledge', acknowledged: 'acknowledge', resolved: 'resolve'} as const;

/** Moves an incident to a status and logs it. The caller has to refuse what is not allowed. */
export function setStatus(store: Store, incident: Incident, status: IncidentStatus, agent: Agent, atMs = store.now()) {
  const at = store.timestamp(atMs);
  const {reference} = agent;
  const wasResolved = incident.status === 'resolved';
  incident.status = status;
  incident.last_status_change_at = at;
  incident.last_status_change_by = reference;
  incident.updated_at = at;
  incident.pending_actions = [];
  incident.resolved_at = status === 'resolved' ? at : null;
  store.snoozed.delete(incident);
  if (status === 'acknowledged') {
    const others = incident.acknowledgements.filter(one => one.acknowledger.id !== reference.id);
    incident.acknowledgements = [...others, {at, acknowledger: reference}];
    if (wasResolved && reference.type === 'user_reference') assign(store, incident, [reference.id], agent, atMs);
  } else {
    incident.acknowledgements = [];
  }
  if (status === 'triggered' && wasResolved) reassignByPolicy(store, incident, agent);
  if (status === 'resolved') {
    incident.assignments = [];
    resolveAlerts(store, incident, at);
  }
  addLogEntry(store, incident, statusKinds[status], `${capital(status)} by ${reference.summary}.`, agent, {atMs});
}

function resolveAlerts(store: Store, incident: Incident, at: string): void {
  for (const alert of store.alertsOf.get(incident.id) ?? []) {
    if (alert.status === 'resolved') continue;
    alert.status = 'resolved';
    alert.resolved_at = at;
    alert.updated_at = at;
  }
  countAlerts(store, incident);
}

export function countAlerts(store: Store, incident: Incident): void {
  const alerts = store.alertsOf.get(incident.id) ?? [];
  const triggered = alerts.filter(alert => alert.status === 'triggered').length;
  incident.alert_counts = {all: alerts.length, triggered, resolved: alerts.length - triggered};
}

export function reassignByPolicy(store: Store, incident: Incident, agent: Agent): void {
  const facts = store.facts.get(incident.id);
  const level = facts?.level ?? 1;
  incident.assigned_via = 'escalation_policy';
  assign(store, incident, usersOnLevel(store, incident.escalation_policy.id, level, store.now()), agent);
}

export function snooze(store: Store, incident: Incident, seconds: number, agent: Agent): void {
  setStatus(store, incident, 'acknowledged', agent);
  const wakeAtMs = store.now() + seconds * 1000;
  store.snoozed.set(incident, wakeAtMs);
  incident.pending_actions = [{type: 'unacknowledge', at: store.timestamp(wakeAtMs)}];
  addLogEntry(store, incident, 'snooze', `Snoozed by ${agent.reference.summary}.`, agent, {
    details: {duration: seconds},
  });
}

/** Triggers incidents again whose snooze has ended. */
export function wakeSnoozed(store: Store): void {
  for (const [incident, wakeAtMs] of store.snoozed) {
    if (wakeAtMs > store.now()) continue;
    setStatus(store, incident, 'triggered', {reference: incident.service, channel: 'timeout'}, wakeAtMs);
  }
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
