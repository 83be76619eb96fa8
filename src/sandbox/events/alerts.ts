import {field, isObject, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {countAlerts} from '../lifecycle.ts';
import type {Alert, Entity, Incident} from '../records.ts';
import type {Integration, Store} from '../store.ts';

export function attach(store: Store, incident: Incident, alert: Alert): void {
  const {id} = incident;
  store.alertsOf.set(id, [...(store.alertsOf.get(id) ?? []), alert]);
  alert.incident = store.incidentReference(incident);
  countAlerts(store, incident);
}

interface AlertFacts {
  dedupKey: string;
  title: string;
  severity: string;
  /** Undefined for an alert that opens none (during maintenance). */
  incident: Incident | undefined;
  atMs?: number | undefined;
}

/** Makes an alert from an event and adds it to its incident. */
export function addAlert(
  store: Store,
  service: Entity,
  integration: Integration,
  event: JsonObject,
  facts: AlertFacts,
): Alert {
  const alert = alertRecord(store, service, integration, event, facts);
  store.alerts.set(alert.id, alert);
  if (facts.incident !== undefined) attach(store, facts.incident, alert);
  return alert;
}

function alertRecord(
  store: Store,
  service: Entity,
  integration: Integration,
  event: JsonObject,
  facts: AlertFacts,
): Alert {
  const id = store.ids.next('Q');
  const at = store.timestamp(facts.atMs);
  const {id: integrationId} = integration;
  return {
    id,
    type: 'alert',
    summary: facts.title,
    self: store.self(facts.incident ? `incidents/${facts.incident.id}/alerts/${id}` : `alerts/${id}`),
    html_url: store.page(`alerts/${id}`),
    created_at: at,
    updated_at: at,
    resolved_at: null,
    status: 'triggered',
    alert_key: facts.dedupKey,
    service: store.reference('services', service.id),
    body: alertBody(event),
    incident: null,
    suppressed: false,
    severity: facts.severity,
    integration: {
      id: integrationId,
      type: 'events_api_v2_inbound_integration_reference',
      summary: 'Events API V2',
      self: store.self(`services/${service.id}/integrations/${integrationId}`),
      html_url: store.page(`services/${service.id}/integrations/${integrationId}`),
    },
  };
}

function alertBody(event: JsonObject): JsonObject {
  const payload = field(event, 'payload');
  const given = field(payload, 'custom_details');
  const details = isObject(given) || typeof given === 'string' ? given : {};
  const {source, component, group, class: kind, severity, timestamp} = isObject(payload) ? payload : {};
  const clientUrl = stringField(event, 'client_url');
  const client = clientUrl === undefined ? [] : [{type: 'link', href: clientUrl, text: String(event['client'] ?? '')}];
  const contexts = [
    ...client,
    ...objects(field(event, 'links')).map(link => ({type: 'link', ...link})),
    ...objects(field(event, 'images')).map(image => ({type: 'image', ...image})),
  ];
  return {
    type: 'alert_body',
    contexts,
    details,
    cef_details: {
      client: event['client'] ?? null,
      client_url: event['client_url'] ?? null,
      contexts,
      source_origin: source ?? null,
      source_component: component ?? null,
      service_group: group ?? null,
      event_class: kind ?? null,
      severity: severity ?? null,
      creation_time: timestamp ?? null,
      dedup_key: event['dedup_key'] ?? null,
      details,
    },
  };
}
