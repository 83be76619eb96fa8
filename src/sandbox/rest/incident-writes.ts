import {field, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {attach} from '../events/alerts.ts';
import type {Reply} from '../exchange.ts';
import {alreadyResolved, Failure, invalid} from '../failure.ts';
import {openIncident, setStatus, snooze} from '../lifecycle.ts';
import type {Agent} from '../log-entries.ts';
import type {Incident, Urgency} from '../records.ts';
import type {Store} from '../store.ts';
import {applyChange, assigneesIn, checkChange, idIn, incidentById, priorityIn} from './incident-changes.ts';
import type {RestRequest, Route} from './request.ts';
import {view} from './view.ts';

export const incidentWriteRoutes: readonly Route[] = [
  {method: 'POST', pattern: '/incidents', answer: create},
  {method: 'PUT', pattern: '/incidents', answer: changeMany},
  {method: 'PUT', pattern: '/incidents/:id', answer: changeOne},
  {method: 'PUT', pattern: '/incidents/:id/merge', answer: merge},
  {method: 'POST', pattern: '/incidents/:id/snooze', answer: snoozeOne},
];

/** The most records in one write. */
export const largestBatch = 250;
const longestSnoozeSeconds = 7 * 86_400;

function create(request: RestRequest): Reply {
  const {store} = request;
  const agent = request.requester();
  const wanted = request.wrapped('incident');
  const title = stringField(wanted, 'title') ?? '';
  if (title.trim() === '') throw invalid('title must not be blank');
  const serviceId = idIn(wanted, 'service') ?? '';
  if (!store.tables.services.has(serviceId)) throw invalid(`There is no service "${serviceId}"`);
  const urgency = stringField(wanted, 'urgency');
  if (urgency !== undefined && urgency !== 'high' && urgency !== 'low') throw invalid('urgency must be high or low');
  const incidentKey = stringField(wanted, 'incident_key');
  checkKeyIsFree(store, serviceId, incidentKey);
  const assigneeIds = assigneesOf(store, wanted);
  const details = field(field(wanted, 'body'), 'details') ?? null;
  const incident = openIncident(store, {
    title,
    serviceId,
    agent,
    incidentKey,
    urgency: urgency as Urgency | undefined,
    priorityId: priorityIn(store, wanted) ?? undefined,
    policyId: policyOf(store, wanted),
    assigneeIds,
    typeName: stringField(field(wanted, 'incident_type'), 'name'),
    details: {channel: {type: 'api', details}},
  });
  if (details !== null) incident['body'] = {type: 'incident_body', details};
  incident.conference_bridge = field(wanted, 'conference_bridge') ?? null;
  return {status: 201, body: {incident: view(request, incident)}};
}

function checkKeyIsFree(store: Store, serviceId: string, key: string | undefined): void {
  if (key === undefined) return;
  const taken = [...store.incidents.values()].some(
    one => one.incident_key === key && one.service.id === serviceId && one.status !== 'resolved',
  );
  if (taken) throw new Failure(400, 2002, 'Arguments Caused Error', [`An open incident has the key "${key}" already`]);
}

function assigneesOf(store: Store, wanted: JsonObject): string[] | undefined {
  const assignees = assigneesIn(wanted);
  if (assignees === undefined) return undefined;
  if (field(wanted, 'escalation_policy')) throw invalid('assignments and escalation_policy exclude each other');
  const unknown = assignees.find(id => !store.tables.users.has(id));
  if (unknown !== undefined) throw invalid(`There is no user ${unknown} to assign`);
  return assignees;
}

function policyOf(store: Store, wanted: JsonObject): string | undefined {
  const policyId = idIn(wanted, 'escalation_policy');
  if (policyId !== undefined && !store.tables.escalation_policies.has(policyId)) {
    throw invalid(`There is no escalation policy ${policyId}`);
  }
  return policyId;
}

function changeOne(request: RestRequest): Reply {
  const agent = request.requester();
  const incident = request.incident();
  const change = request.wrapped('incident');
  checkChange(request.store, incident, change);
  applyChange(request.store, incident, change, agent);
  return {status: 200, body: {incident: view(request, incident)}};
}

function changeMany(request: RestRequest): Reply {
  const {store} = request;
  const agent = request.requester();
  const changes = field(request.body(), 'incidents');
  if (!Array.isArray(changes)) throw invalid('"incidents" is missing from the body');
  if (changes.length > largestBatch) throw tooLarge();
  const pairs = objects(changes).map(change => {
    const incident = incidentById(store, stringField(change, 'id') ?? '');
    checkChange(store, incident, change);
    return {incident, change};
  });
  for (const {incident, change} of pairs) applyChange(store, incident, change, agent);
  const incidents = pairs.map(({incident}) => view(request, incident));
  // It looks like a page but is not one: it contains every record that was sent.
  return {status: 200, body: {incidents, limit: incidents.length, offset: 0, more: false, total: null}};
}

export const tooLarge = () =>
  new Failure(413, 2001, 'Request Entity Too Large', [`At most ${largestBatch} records can be sent at once`]);

function merge(request: RestRequest): Reply {
  const {store} = request;
  const agent = request.requester();
  const target = request.incident();
  if (target.status === 'resolved') throw alreadyResolved(target.id);
  const named = field(request.body(), 'source_incidents');
  const sources = objects(named).map(one => incidentById(store, stringField(one, 'id') ?? ''));
  if (sources.length === 0) throw invalid('source_incidents must name at least one incident');
  for (const source of sources) {
    if (source.id === target.id) throw invalid('An incident cannot be merged into itself');
    if (source.status === 'resolved') throw alreadyResolved(source.id);
  }
  for (const source of sources) mergeInto(store, target, source, agent);
  return {status: 200, body: {incident: view(request, target)}};
}

function mergeInto(store: Store, target: Incident, source: Incident, agent: Agent): void {
  for (const alert of store.alertsOf.get(source.id) ?? []) attach(store, target, alert);
  store.alertsOf.set(source.id, []);
  setStatus(store, source, 'resolved', agent);
  source.resolve_reason = {type: 'merge_resolve_reason', incident: store.incidentReference(target)};
  const facts = store.facts.get(source.id);
  if (facts !== undefined) facts.mergedInto = target.id;
}

function snoozeOne(request: RestRequest): Reply {
  const agent = request.requester();
  const incident = request.incident();
  const seconds = field(request.body(), 'duration');
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > longestSnoozeSeconds) {
    throw invalid(`duration must be from 1 to ${longestSnoozeSeconds} seconds`);
  }
  if (incident.status === 'resolved') throw alreadyResolved(incident.id);
  snooze(request.store, incident, seconds, agent);
  return {status: 201, body: {incident: view(request, incident)}};
}
