import {field, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {countAlerts, openIncident, setStatus} from '../lifecycle.ts';
import {type Agent, addLogEntry} from '../log-entries.ts';
import type {Alert, Entity, Incident, Urgency} from '../records.ts';
import {type Integration, openAlertKey, type Store} from '../store.ts';
import {addAlert} from './alerts.ts';
import {groupFor} from './grouping.ts';

/** What happens after the 202: alerts open and close, and incidents with them. */
export function applyAlertEvent(store: Store, integration: Integration, event: JsonObject, dedupKey: string): void {
  const service = store.tables.services.get(integration.serviceId);
  if (service === undefined || service['status'] === 'disabled') return;
  const key = openAlertKey(service.id, dedupKey);
  const alert = store.openAlerts.get(key);
  const open = alert?.status === 'triggered' ? alert : undefined;
  const agent: Agent = {reference: store.reference('services', service.id), channel: 'api'};
  if (event['event_action'] === 'trigger') {
    if (open === undefined) store.openAlerts.set(key, newAlert(store, service, integration, event, dedupKey, agent));
    else repeat(store, open, agent);
    return;
  }
  // PagerDuty silently drops an acknowledge or resolve whose alert is not open.
  if (open === undefined) return;
  const incident = store.incidents.get(open.incident?.id ?? '');
  if (event['event_action'] === 'resolve') resolveAlert(store, open, incident, agent);
  else if (incident?.status === 'triggered') setStatus(store, incident, 'acknowledged', agent);
}

export function resolveAlert(store: Store, alert: Alert, incident: Incident | undefined, agent: Agent): void {
  const at = store.timestamp();
  alert.status = 'resolved';
  alert.resolved_at = at;
  alert.updated_at = at;
  if (incident === undefined) return;
  countAlerts(store, incident);
  if (incident.alert_counts.triggered === 0 && incident.status !== 'resolved') {
    setStatus(store, incident, 'resolved', agent);
  }
}

function repeat(store: Store, alert: Alert, agent: Agent): void {
  alert.updated_at = store.timestamp();
  const incident = store.incidents.get(alert.incident?.id ?? '');
  if (incident !== undefined) addLogEntry(store, incident, 'trigger', 'Triggered again through the API.', agent);
}

function newAlert(
  store: Store,
  service: Entity,
  integration: Integration,
  event: JsonObject,
  dedupKey: string,
  agent: Agent,
): Alert {
  const payload = field(event, 'payload');
  const title = stringField(payload, 'summary') ?? '';
  const severity = stringField(payload, 'severity') ?? 'critical';
  const silent = inMaintenance(store, service.id);
  const incident = silent
    ? undefined
    : (groupFor(store, service, event) ??
      openIncident(store, {
        title,
        serviceId: service.id,
        agent,
        incidentKey: dedupKey,
        urgency: urgencyFor(service, severity),
        details: {event_details: {description: title}},
      }));
  return addAlert(store, service, integration, event, {dedupKey, title, severity, incident});
}

function urgencyFor(service: Entity, severity: string): Urgency {
  const urgency = stringField(field(service, 'incident_urgency_rule'), 'urgency');
  if (urgency === 'low') return 'low';
  return urgency === 'severity_based' && (severity === 'warning' || severity === 'info') ? 'low' : 'high';
}

function inMaintenance(store: Store, serviceId: string): boolean {
  const now = store.now();
  return [...store.tables.maintenance_windows.values()].some(
    window =>
      Date.parse(String(window['start_time'])) <= now &&
      now < Date.parse(String(window['end_time'])) &&
      objects(window['services']).some(service => service['id'] === serviceId),
  );
}
