import {randomUUID} from 'node:crypto';
import {addAlert} from './events/alerts.ts';
import {openIncident, setStatus} from './lifecycle.ts';
import {type Agent, addLogEntry} from './log-entries.ts';
import type {Incident, IncidentStatus, Urgency} from './records.ts';
import {idOf, type SeedIncident} from './seed-format.ts';
import {openAlertKey, type Store} from './store.ts';

const minuteMs = 60_000;

export function seedIncident(store: Store, seed: SeedIncident): Incident {
  const startMs = store.now() - (seed.minutes_ago ?? 0) * minuteMs;
  const serviceId = idOf(store, 'services', seed.service);
  const byService: Agent = {reference: store.reference('services', serviceId), channel: 'api'};
  const incident = openIncident(store, {
    title: seed.title,
    serviceId,
    agent: byService,
    urgency: seed.urgency,
    priorityId: seed.priority === undefined ? undefined : idOf(store, 'priorities', seed.priority),
    atMs: startMs,
  });
  addAlerts(store, incident, seed, startMs);
  const who = incident.assignments[0]?.assignee ?? store.reference('users', idOf(store, 'users', undefined));
  const byUser: Agent = {reference: who, channel: 'web_trigger'};
  addNotes(store, incident, seed.notes ?? [], byUser, startMs);
  const afterMs = (seed.resolved_after_minutes ?? 45) * minuteMs;
  const endMs = Math.min(store.now(), startMs + afterMs);
  if (seed.status === 'acknowledged' || seed.status === 'resolved') {
    setStatus(store, incident, 'acknowledged', byUser, Math.min(endMs, startMs + 3 * minuteMs));
  }
  if (seed.status === 'resolved') setStatus(store, incident, 'resolved', byUser, endMs);
  return incident;
}

function addAlerts(store: Store, incident: Incident, seed: SeedIncident, atMs: number): void {
  const service = store.tables.services.get(incident.service.id);
  const integration = [...store.integrations.values()].find(one => one.serviceId === incident.service.id);
  if (service === undefined || integration === undefined) return;
  for (const alert of seed.alerts ?? []) {
    const {summary = seed.title, severity = 'critical', source = 'sandbox.example.com', details = {}} = alert;
    const {links = [], client, client_url} = alert;
    const dedupKey = randomUUID();
    const event = {
      dedup_key: dedupKey,
      payload: {summary, severity, source, custom_details: details},
      links,
      ...(client === undefined ? {} : {client}),
      ...(client_url === undefined ? {} : {client_url}),
    };
    const facts = {dedupKey, title: summary, severity, incident, atMs};
    store.openAlerts.set(openAlertKey(service.id, dedupKey), addAlert(store, service, integration, event, facts));
    incident.incident_key ??= dedupKey;
  }
}

function addNotes(store: Store, incident: Incident, notes: readonly string[], agent: Agent, startMs: number): void {
  for (const [index, content] of notes.entries()) {
    const atMs = Math.min(store.now(), startMs + (index + 1) * 5 * minuteMs);
    const at = store.timestamp(atMs);
    const channel = {summary: 'The PagerDuty website or APIs'};
    const note = {id: store.ids.next(), user: agent.reference, channel, content, created_at: at, updated_at: at};
    store.part('notes', incident.id).push(note);
    const details = {channel: {type: 'note', summary: content}};
    addLogEntry(store, incident, 'annotate', `Note added by ${agent.reference.summary}.`, agent, {atMs, details});
  }
}

/** The body of `POST /_sandbox/incidents`. */
interface Bulk {
  count: number;
  /** Used in turn; `{n}` stands for the number of the incident in this batch, from 1. */
  titles?: readonly string[] | undefined;
  service?: string | undefined;
  status?: IncidentStatus | undefined;
  urgency?: Urgency | undefined;
  /** They are spread evenly from one instant to the other (default: over the last day). */
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** Creates many incidents at once, oldest first. */
export function makeIncidents(store: Store, bulk: Bulk): string[] {
  const toMs = bulk.toMs ?? store.now();
  const fromMs = bulk.fromMs ?? toMs - 24 * 60 * minuteMs;
  const stepMs = bulk.count > 1 ? (toMs - fromMs) / (bulk.count - 1) : 0;
  const serviceId = idOf(store, 'services', bulk.service);
  const agent: Agent = {reference: store.reference('services', serviceId), channel: 'api'};
  const titles = bulk.titles ?? ['Incident {n}'];
  const made: string[] = [];
  for (let n = 1; n <= bulk.count; n += 1) {
    const title = (titles[(n - 1) % titles.length] ?? '').replaceAll('{n}', String(n));
    const atMs = toMs - (bulk.count - n) * stepMs;
    const incident = openIncident(store, {title, serviceId, agent, urgency: bulk.urgency, atMs});
    if (bulk.status !== undefined && bulk.status !== 'triggered') setStatus(store, incident, bulk.status, agent, atMs);
    made.push(incident.id);
  }
  return made;
}
