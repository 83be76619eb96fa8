import {createHash} from 'node:crypto';
import {field, type Json, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {invalid} from '../failure.ts';
import {bareReference, filled, type Place, recordAt, recordsAt} from './place.ts';
import type {RestRequest} from './request.ts';
import {make, type Resource} from './resource.ts';
import type {Single} from './single.ts';

const orchestrations: Resource = {
  path: '/event_orchestrations',
  plural: 'orchestrations',
  singular: 'orchestration',
  paging: {total: 'always'},
  needed: ['name'],
  ids: 'uuid',
  select: (request, all) => {
    const [attribute = '', direction] = (request.one('sort_by') ?? 'name:asc').split(':');
    if (!['name', 'routes', 'created_at'].includes(attribute)) throw invalid(`sort_by cannot be "${attribute}"`);
    const key = (one: JsonObject) => String(one[attribute]);
    const sorted = all.toSorted((a, b) => key(a).localeCompare(key(b), 'en', {numeric: true}));
    return direction === 'desc' ? sorted.reverse() : sorted;
  },
  prepare: (place, attributes, before) => {
    const teamId = stringField(attributes['team'], 'id');
    const team = teamId === undefined ? undefined : place.store.tables.teams.get(teamId);
    if (teamId !== undefined && team === undefined) throw invalid(`There is no team "${teamId}"`);
    return versioned({
      description: '',
      routes: 0,
      ...attributes,
      ...(team !== undefined && {team: bareReference(place.store, 'teams', team)}),
      ...stamps(place, before),
    });
  },
  made: (inside, {name = ''}) => {
    make(integrations, inside, {label: `${String(name)} Default Integration`});
  },
  show: (inside, record) => ({...record, integrations: [...recordsAt(inside, integrations)]}),
};

const integrations: Resource = {
  path: '/event_orchestrations/:id/integrations',
  param: 'integration',
  under: orchestrations,
  plural: 'integrations',
  singular: 'integration',
  paging: 'whole',
  needed: ['label'],
  ids: 'uuid',
  withoutSelf: true,
  prepare: ({store}, {label = ''}, before) => ({
    label,
    parameters: before?.['parameters'] ?? {routing_key: `R${store.ids.long()}00000`, type: 'global'},
  }),
};

const cacheVariables: Resource = {
  path: '/event_orchestrations/:id/cache_variables',
  param: 'variable',
  under: orchestrations,
  plural: 'cache_variables',
  singular: 'cache_variable',
  paging: 'whole',
  needed: ['name', 'configuration'],
  madeStatus: 200,
  ids: 'uuid',
  withoutSelf: true,
  prepare: (place, attributes, before) => ({
    disabled: false,
    conditions: [],
    ...attributes,
    ...stamps(place, before),
  }),
};

export const orchestrationResources: readonly Resource[] = [orchestrations, integrations, cacheVariables];

/** What may happen to events, globally or for a service: sets of rules, and what happens to all other events. */
function pathOf(type: string, position: Pick<Single, 'path' | 'under' | 'on'>, catchAll: JsonObject): Single {
  return {
    ...position,
    key: 'orchestration_path',
    can: ['show', 'change'],
    initial: place =>
      versioned({
        type,
        parent: parentOf(place, position),
        self: place.store.self(filled(position.path, place.params).slice(1)),
        sets: [{id: 'start', rules: []}],
        catch_all: {actions: catchAll},
        ...stamps(place),
      }),
    prepare: (place, attributes) => {
      if (!Array.isArray(attributes['sets'])) throw invalid("sets can't be blank");
      const {type: _type, parent: _parent, self: _self, ...wanted} = attributes;
      const sets = objects(attributes['sets']).map(set => ({...set, rules: objects(set['rules']).map(withId(place))}));
      const {updated_at, updated_by} = stamps(place) as Record<'updated_at' | 'updated_by', Json>;
      return versioned({...wanted, sets, updated_at, updated_by});
    },
    beside: (request, record) => (request.call.method === 'PUT' ? {warnings: warningsOn(request, record)} : {}),
  };
}

export const orchestrationPaths: readonly Single[] = [
  pathOf('router', {path: '/event_orchestrations/:id/router', under: orchestrations}, {route_to: 'unrouted'}),
  pathOf('global', {path: '/event_orchestrations/:id/global', under: orchestrations}, {}),
  pathOf('unrouted', {path: '/event_orchestrations/:id/unrouted', under: orchestrations}, {}),
  pathOf('service', {path: '/event_orchestrations/services/:service', on: {kind: 'services', param: 'service'}}, {}),
  {
    path: '/event_orchestrations/services/:service/active',
    on: {kind: 'services', param: 'service'},
    can: ['show', 'change'],
    initial: () => ({active: false}),
    prepare: (_place, attributes) => {
      if (typeof attributes['active'] !== 'boolean') throw invalid('active must be true or false');
      return {active: attributes['active']};
    },
  },
];

const withId =
  ({store}: Place) =>
  (rule: JsonObject): JsonObject => ({
    id: store.ids.long().slice(0, 8).toLowerCase(),
    conditions: [],
    ...rule,
  });

function parentOf(place: Place, {under, on}: Pick<Single, 'under' | 'on'>): Json {
  if (on !== undefined)
    return bareReference(place.store, 'services', place.store.tables.services.get(place.param(on.param)));
  const {id = '', self = ''} = under === undefined ? {} : recordAt(place, under);
  return {id, type: 'event_orchestration_reference', self};
}

/** A write succeeds even if it reports rules that will not work. */
function warningsOn({store}: RestRequest, record: JsonObject): JsonObject[] {
  const rules = objects(record['sets']).flatMap(set => objects(set['rules']));
  return rules.flatMap((rule): JsonObject[] => {
    const actions = field(rule, 'actions');
    const rule_id = rule['id'] ?? '';
    if (field(actions, 'dynamic_route_to') !== undefined) {
      const message =
        'This rule uses Dynamic Routing, which the plan of the account does not have: it will not be evaluated';
      return [warning(message, {rule_id, feature: 'dynamic_route_to', warning_type: 'forbidden_feature'})];
    }
    const target = stringField(actions, 'route_to');
    if (record['type'] !== 'router' || target === undefined || store.tables.services.has(target)) return [];
    const message = `This rule routes to the service "${target}", which is not there`;
    return [warning(message, {rule_id, feature: 'route_to', warning_type: 'invalid_routing'})];
  });
}

const warning = (message: string, rest: JsonObject): JsonObject => ({message, feature_type: 'actions', ...rest});

/** Who created and changed a record, and when. */
function stamps(place: Place, before?: JsonObject): JsonObject {
  const at = place.store.timestamp();
  const by = bareReference(place.store, 'users', place.user());
  return {
    created_at: before?.['created_at'] ?? at,
    created_by: before?.['created_by'] ?? by,
    updated_at: at,
    updated_by: by,
  };
}

/** A version of a record, which changes with every change. */
const versionOf = (record: JsonObject): string =>
  createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 32);

const versioned = (record: JsonObject): JsonObject => ({...record, version: versionOf(record)});
