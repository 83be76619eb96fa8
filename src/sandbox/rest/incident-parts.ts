import {field, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {resolveAlert} from '../events/apply.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import {type Agent, addLogEntry} from '../log-entries.ts';
import type {Alert} from '../records.ts';
import {moveAlert} from './alert-moves.ts';
import {largestBatch, tooLarge} from './incident-writes.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';
import {view} from './view.ts';

export const incidentPartRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/incidents/:id/alerts', answer: listAlerts},
  {method: 'PUT', pattern: '/incidents/:id/alerts', answer: changeAlerts},
  {method: 'GET', pattern: '/incidents/:id/alerts/:alert', answer: showAlert},
  {method: 'PUT', pattern: '/incidents/:id/alerts/:alert', answer: changeAlert},
  {method: 'GET', pattern: '/incidents/:id/notes', answer: listNotes},
  {method: 'POST', pattern: '/incidents/:id/notes', answer: addNote},
  {method: 'PUT', pattern: '/incidents/:id/notes/:note', answer: changeNote},
  {method: 'DELETE', pattern: '/incidents/:id/notes/:note', answer: removeNote},
  {method: 'GET', pattern: '/incidents/:id/log_entries', answer: listLog},
];

function listAlerts(request: RestRequest): Reply {
  const {id} = request.incident();
  const statuses = request.choices('statuses', ['triggered', 'resolved']);
  const key = request.one('alert_key');
  const alerts = (request.store.alertsOf.get(id) ?? []).filter(
    alert =>
      (statuses.length === 0 || statuses.includes(alert.status)) && (key === undefined || alert.alert_key === key),
  );
  return page(request, 'alerts', alerts);
}

function alertOf(request: RestRequest, alertId: string): Alert {
  const {id} = request.incident();
  const found = request.store.alertsOf.get(id)?.find(alert => alert.id === alertId);
  if (found === undefined) throw notFound();
  return found;
}

function showAlert(request: RestRequest): Reply {
  return {status: 200, body: {alert: view(request, alertOf(request, request.param('alert')))}};
}

function changeAlerts(request: RestRequest): Reply {
  const agent = request.requester();
  request.incident();
  const changes = field(request.body(), 'alerts');
  if (!Array.isArray(changes)) throw invalid('"alerts" is missing from the body');
  if (changes.length > largestBatch) throw tooLarge();
  const pairs = objects(changes).map(change => ({
    alert: alertOf(request, stringField(change, 'id') ?? ''),
    change: checkedAlertChange(request, change),
  }));
  for (const {alert, change} of pairs) applyAlertChange(request, alert, change, agent);
  const alerts = pairs.map(({alert}) => view(request, alert));
  return {status: 200, body: {alerts, limit: alerts.length, offset: 0, more: false, total: null}};
}

function changeAlert(request: RestRequest): Reply {
  const agent = request.requester();
  const alert = alertOf(request, request.param('alert'));
  applyAlertChange(request, alert, checkedAlertChange(request, request.wrapped('alert')), agent);
  return {status: 200, body: {alert: view(request, alert)}};
}

function checkedAlertChange(request: RestRequest, change: JsonObject): JsonObject {
  const status = field(change, 'status');
  if (status !== undefined && status !== 'resolved' && status !== 'triggered') {
    throw invalid('status of an alert must be triggered or resolved');
  }
  const incidentId = stringField(field(change, 'incident'), 'id');
  if (incidentId !== undefined && !request.store.incidents.has(incidentId)) {
    throw invalid(`There is no incident ${incidentId}`);
  }
  return change;
}

function applyAlertChange(request: RestRequest, alert: Alert, change: JsonObject, agent: Agent): void {
  const {store} = request;
  const targetId = stringField(field(change, 'incident'), 'id');
  if (targetId !== undefined && targetId !== alert.incident?.id) moveAlert(store, alert, targetId);
  if (field(change, 'status') === 'resolved' && alert.status === 'triggered') {
    resolveAlert(store, alert, store.incidents.get(alert.incident?.id ?? ''), agent);
  }
}

function listNotes(request: RestRequest): Reply {
  const {id} = request.incident();
  // The newest note comes first.
  return {status: 200, body: {notes: [...request.store.part('notes', id)].reverse()}};
}

function addNote(request: RestRequest): Reply {
  const {store} = request;
  const agent = request.requester();
  const incident = request.incident();
  const content = noteText(request);
  const at = store.timestamp();
  const note: JsonObject = {
    id: store.ids.next(),
    user: agent.reference,
    channel: {summary: 'The PagerDuty website or APIs'},
    content,
    created_at: at,
    updated_at: at,
  };
  store.part('notes', incident.id).push(note);
  addLogEntry(store, incident, 'annotate', `Note added by ${agent.reference.summary}.`, agent, {
    details: {channel: {type: 'note', summary: content}},
  });
  return {status: 200, body: {note}};
}

function noteText(request: RestRequest): string {
  const content = stringField(request.wrapped('note'), 'content') ?? '';
  if (content.trim() === '') throw invalid('content of a note must not be blank');
  return content;
}

function noteOf(request: RestRequest): JsonObject {
  const note = request.store.part('notes', request.incident().id).find(one => one['id'] === request.param('note'));
  if (note === undefined) throw notFound();
  return note;
}

function changeNote(request: RestRequest): Reply {
  request.requester();
  const note = noteOf(request);
  note['content'] = noteText(request);
  note['updated_at'] = request.store.timestamp();
  return {status: 200, body: {note}};
}

function removeNote(request: RestRequest): Reply {
  request.requester();
  const note = noteOf(request);
  const notes = request.store.part('notes', request.incident().id);
  notes.splice(notes.indexOf(note), 1);
  return {status: 204};
}

function listLog(request: RestRequest): Reply {
  const {id} = request.incident();
  return page(request, 'log_entries', logWindow(request, request.store.logOf.get(id) ?? []));
}

const overview = ['trigger', 'acknowledge', 'resolve', 'escalate', 'assign', 'snooze', 'annotate'];

/** The requested entries, newest first. */
export function logWindow(request: RestRequest, entries: readonly JsonObject[]): JsonObject[] {
  const sinceMs = request.time('since') ?? Number.NEGATIVE_INFINITY;
  const untilMs = request.time('until') ?? Number.POSITIVE_INFINITY;
  const isOverview = request.one('is_overview') === 'true';
  const teams = request.all('team_ids');
  const found = entries.filter(entry => {
    const atMs = Date.parse(String(entry['created_at']));
    if (atMs < sinceMs || atMs >= untilMs) return false;
    if (isOverview && !overview.includes(String(entry['type']).replace('_log_entry', ''))) return false;
    return teams.length === 0 || objects(entry['teams']).some(team => teams.includes(String(team['id'])));
  });
  return found.reverse();
}
