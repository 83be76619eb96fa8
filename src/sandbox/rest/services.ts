import {randomBytes} from 'node:crypto';
import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import type {Entity} from '../records.ts';
import type {Store} from '../store.ts';
import {changesPage} from './change-events.ts';
import {inTeams, references, routesOf} from './collections.ts';
import type {RestRequest, Route} from './request.ts';

export const serviceRoutes: readonly Route[] = [
  ...routesOf({
    kind: 'services',
    needed: ['name', 'escalation_policy'],
    keeps: inTeams,
    prepare: prepareService,
    show: (request, service) => ({
      status: serviceStatus(request.store, service),
      integrations: request.store.part('integrations', service.id).map(integrationReference),
    }),
    remove: (request, service) => {
      for (const [key, one] of request.store.integrations) {
        if (one.serviceId === service.id) request.store.integrations.delete(key);
      }
    },
  }),
  {method: 'GET', pattern: '/services/:id/integrations/:integration', answer: showIntegration},
  {method: 'POST', pattern: '/services/:id/integrations', answer: createIntegration},
  {method: 'PUT', pattern: '/services/:id/integrations/:integration', answer: changeIntegration},
  {method: 'GET', pattern: '/services/:id/change_events', answer: listServiceChanges},
];

function prepareService(request: RestRequest, attributes: JsonObject, before?: Entity): JsonObject {
  const {store} = request;
  const sameName = [...store.tables.services.values()].find(one => one.summary === attributes['name']);
  if (sameName !== undefined && sameName.id !== before?.id) throw invalid('name has already been taken');
  const [policy] = references(request, 'escalation_policies', [attributes['escalation_policy']]);
  if (policy === undefined) throw invalid('escalation_policy must be a reference');
  return serviceDefaults(store, {...attributes, escalation_policy: policy, status: attributes['status'] ?? 'active'});
}

export function serviceDefaults(store: Store, attributes: JsonObject): JsonObject {
  return {
    description: null,
    created_at: store.timestamp(),
    status: 'active',
    auto_resolve_timeout: 14_400,
    acknowledgement_timeout: 1800,
    alert_creation: 'create_alerts_and_incidents',
    alert_grouping_parameters: {type: null, config: null},
    incident_urgency_rule: {type: 'constant', urgency: 'high'},
    support_hours: null,
    scheduled_actions: [],
    teams: [],
    addons: [],
    auto_pause_notifications_parameters: {enabled: false, timeout: null},
    ...attributes,
  };
}

/** PagerDuty derives this: a service is as bad as its worst open incident. */
function serviceStatus(store: Store, service: Entity): string {
  if (service['status'] === 'disabled') return 'disabled';
  const open = [...store.incidents.values()].filter(
    incident => incident.service.id === service.id && incident.status !== 'resolved',
  );
  if (open.some(incident => incident.status === 'triggered')) return 'critical';
  return open.length > 0 ? 'warning' : 'active';
}

const integrationReference = (integration: JsonObject): JsonObject => ({
  id: integration['id'] ?? '',
  type: `${String(integration['type'])}_reference`,
  summary: integration['summary'] ?? '',
  self: integration['self'] ?? null,
  html_url: integration['html_url'] ?? null,
});

/** Adds an Events v2 integration to a service. Its key routes events from then on. */
export function addIntegration(store: Store, service: Entity, routingKey: string, name: string): JsonObject {
  const id = store.ids.next();
  const integration: JsonObject = {
    id,
    type: 'events_api_v2_inbound_integration',
    summary: name,
    self: store.self(`services/${service.id}/integrations/${id}`),
    html_url: store.page(`services/${service.id}/integrations/${id}`),
    name,
    service: store.reference('services', service.id),
    created_at: store.timestamp(),
    integration_key: routingKey,
  };
  store.part('integrations', service.id).push(integration);
  store.integrations.set(routingKey, {id, serviceId: service.id});
  return integration;
}

function integrationOf(request: RestRequest): JsonObject {
  const service = request.record('services');
  const found = request.store.part('integrations', service.id).find(one => one['id'] === request.param('integration'));
  if (found === undefined) throw notFound();
  return found;
}

function showIntegration(request: RestRequest): Reply {
  return {status: 200, body: {integration: integrationOf(request)}};
}

function createIntegration(request: RestRequest): Reply {
  const service = request.record('services');
  const wanted = request.wrapped('integration');
  const type = stringField(wanted, 'type') ?? '';
  if (!type.endsWith('_integration')) throw invalid('type of an integration must be given');
  const key = randomBytes(16).toString('hex');
  const integration = addIntegration(request.store, service, key, stringField(wanted, 'name') ?? 'Events API V2');
  integration['type'] = type;
  if (field(wanted, 'vendor') !== undefined) integration['vendor'] = field(wanted, 'vendor') ?? null;
  return {status: 201, body: {integration}};
}

function changeIntegration(request: RestRequest): Reply {
  const integration = integrationOf(request);
  const name = stringField(request.wrapped('integration'), 'name');
  if (name !== undefined) Object.assign(integration, {name, summary: name});
  return {status: 200, body: {integration}};
}

function listServiceChanges(request: RestRequest): Reply {
  const service = request.record('services');
  return changesPage(request, [service.id]);
}
