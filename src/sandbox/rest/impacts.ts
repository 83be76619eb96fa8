import {field, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import type {Entity, Incident} from '../records.ts';
import type {Store} from '../store.ts';
import {cursorPage} from './page.ts';
import {type Place, recordsAt} from './place.ts';
import type {RestRequest, Route} from './request.ts';
import type {Resource} from './resource.ts';

const dashboards: Resource = {
  path: '/status_dashboards',
  plural: 'status_dashboards',
  singular: 'status_dashboard',
  can: ['list', 'show'],
  paging: 'cursor',
  withoutSelf: true,
  prepare: (_place, {name = '', url_slug, business_services = []}) => ({
    name,
    url_slug: url_slug ?? String(name).toLowerCase().replace(/\W+/g, '-'),
    business_services,
  }),
  // Only its impacts say which services it concerns.
  brief: withoutServices,
  show: withoutServices,
};

function withoutServices(_place: Place, {business_services: _services, ...shown}: JsonObject): JsonObject {
  return shown;
}

export const impactResources: readonly Resource[] = [dashboards];

const ofIncident = '/incidents/:id/business_services';

/** The impact of incidents on business services: only the worst; the API does not return the rest. */
export const impactRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/business_services/impacts', answer: request => impacts(request, chosen(request))},
  {method: 'GET', pattern: '/business_services/impactors', answer: impactors},
  {method: 'GET', pattern: '/business_services/:id/supporting_services/impacts', answer: supportingImpacts},
  {method: 'GET', pattern: '/status_dashboards/:id/service_impacts', answer: dashboardImpacts},
  {method: 'GET', pattern: '/status_dashboards/url_slugs/:slug', answer: showBySlug},
  {method: 'GET', pattern: '/status_dashboards/url_slugs/:slug/service_impacts', answer: dashboardImpacts},
  {method: 'GET', pattern: `${ofIncident}/impacts`, answer: incidentImpacts},
  {method: 'PUT', pattern: `${ofIncident}/:business_service/impacts`, answer: setImpact},
  {method: 'POST', pattern: '/service_dependencies/associate', answer: associate},
];

const most = 200;

const impactOn = (store: Store, serviceId: string): JsonObject[] => store.part('impacts', serviceId);

/** The open incidents that affect a business service, the worst first. */
const culprits = (store: Store, serviceId: string): Incident[] =>
  impactOn(store, serviceId)
    .flatMap(({id}) => {
      const incident = store.incidents.get(String(id));
      return incident === undefined || incident.status === 'resolved' ? [] : [incident];
    })
    .sort((a, b) => orderOf(store, b) - orderOf(store, a));

/** The rank of an incident's priority; 0 if it has none. */
function orderOf({tables}: Store, {priority}: Incident): number {
  const ids = [...tables.priorities.keys()];
  return priority === null ? 0 : ids.length - ids.indexOf(priority.id);
}

const services = ({store}: RestRequest): Entity[] => [...store.tables.business_services.values()];

/** The named ones, or all. */
function chosen(request: RestRequest): Entity[] {
  const ids = request.all('ids');
  return services(request).filter(({id}) => ids.length === 0 || ids.includes(id));
}

function impacts(request: RestRequest, wanted: Entity[]): Reply {
  const {store} = request;
  const extra = request.choices('additional_fields', ['services.highest_impacting_priority', 'total_impacted_count']);
  const all = wanted.map(service => ({service, incidents: culprits(store, service.id)}));
  all.sort((a, b) => b.incidents.length - a.incidents.length || a.service.summary.localeCompare(b.service.summary));
  const shown = all.slice(0, most).map(({service, incidents}): JsonObject => {
    const {id, summary: name} = service;
    const status = incidents.length > 0 ? 'impacted' : 'not_impacted';
    const withPriority = extra.includes('services.highest_impacting_priority');
    const [worst] = incidents;
    const priority = worst?.priority ?? null;
    const highest_impacting_priority =
      worst === undefined || priority === null ? null : {id: priority.id, order: orderOf(store, worst)};
    const impact: JsonObject = {id, name, type: 'business_service', status};
    return withPriority ? {...impact, additional_fields: {highest_impacting_priority}} : impact;
  });
  const total_impacted_count = all.filter(({incidents}) => incidents.length > 0).length;
  const beside = extra.includes('total_impacted_count') ? {additional_fields: {total_impacted_count}} : {};
  return capped('services', shown, all.length, beside);
}

const capped = (key: string, shown: JsonObject[], all: number, beside: JsonObject = {}): Reply => ({
  status: 200,
  body: {[key]: shown, limit: most, more: all > shown.length, ...beside},
});

function impactors(request: RestRequest): Reply {
  const {store} = request;
  const incidents = new Set(chosen(request).flatMap(({id}) => culprits(store, id)));
  const sorted = [...incidents].sort((a, b) => orderOf(store, b) - orderOf(store, a));
  const shown = sorted.slice(0, most).map(({id}): JsonObject => ({id, type: 'incident'}));
  return capped('impactors', shown, incidents.size);
}

function supportingImpacts(request: RestRequest): Reply {
  const {id} = request.record('business_services');
  const supporting = request.store.part('supporting', id).map(one => one['id']);
  return impacts(
    request,
    services(request).filter(service => supporting.includes(service.id)),
  );
}

function dashboard(request: RestRequest): JsonObject {
  const {id, slug} = request.params;
  const found = recordsAt(request, dashboards).find(one =>
    slug === undefined ? one['id'] === id : one['url_slug'] === slug,
  );
  if (found === undefined) throw notFound();
  return found;
}

function showBySlug(request: RestRequest): Reply {
  return {status: 200, body: {status_dashboard: withoutServices(request, dashboard(request))}};
}

function dashboardImpacts(request: RestRequest): Reply {
  const {business_services: names} = dashboard(request);
  const isOn = ({id, summary}: Entity) => Array.isArray(names) && (names.includes(id) || names.includes(summary));
  return impacts(request, services(request).filter(isOn));
}

function incidentImpacts(request: RestRequest): Reply {
  const incident = request.incident();
  const hit = services(request).filter(({id}) => impactOn(request.store, id).some(one => one['id'] === incident.id));
  const shown = hit.map(
    ({id, summary: name}): JsonObject => ({id, name, type: 'business_service', status: 'impacted'}),
  );
  return cursorPage(request, 'services', shown);
}

function setImpact(request: RestRequest): Reply {
  const incident = request.incident();
  const service = request.record('business_services', 'business_service');
  const relation = stringField(request.body(), 'relation');
  if (relation !== 'impacted' && relation !== 'not_impacted')
    throw invalid('relation must be impacted or not_impacted');
  const on = impactOn(request.store, service.id);
  const index = on.findIndex(one => one['id'] === incident.id);
  if (index !== -1) on.splice(index, 1);
  if (relation === 'impacted') on.push({id: incident.id});
  return {status: 200, body: {relation}};
}

/** Only services that support a business service are stored: nothing else in the sandbox needs others. */
function associate(request: RestRequest): Reply {
  const {store} = request;
  const relationships = objects(field(request.body(), 'relationships')).map((one): JsonObject => {
    const [supporting_service = null, dependent_service = null] = [one['supporting_service'], one['dependent_service']];
    const dependentId = stringField(dependent_service, 'id') ?? '';
    if (!store.tables.business_services.has(dependentId))
      throw invalid(`There is no business service "${dependentId}"`);
    store.part('supporting', dependentId).push({id: stringField(supporting_service, 'id') ?? ''});
    return {id: store.ids.next(), type: 'service_dependency', supporting_service, dependent_service};
  });
  return {status: 200, body: {relationships}};
}
