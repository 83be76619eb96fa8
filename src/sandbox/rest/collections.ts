import {field, isObject, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import {type Kind, kinds} from '../kinds.ts';
import type {Entity} from '../records.ts';
import {shiftSchedule, shiftScheduleReference} from '../shift-schedules.ts';
import {isBlank} from './compare.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';
import {view} from './view.ts';

/** How a collection of plain records behaves beyond list, show, create, change and delete. */
export interface Collection {
  kind: Kind;
  /** The attributes required to create a record. */
  needed?: readonly string[];
  readOnly?: boolean;
  /** Creating one requires a user. */
  needsRequester?: boolean;
  /** Whether a list parameter lets the record through. */
  keeps?: (request: RestRequest, record: Entity) => boolean;
  /** Checks and completes the attributes of a record that is created (`before` is absent) or changed. */
  prepare?: (request: RestRequest, attributes: JsonObject, before?: Entity) => JsonObject;
  /** What a record shows beyond what is stored. */
  show?: (request: RestRequest, record: Entity) => JsonObject;
  /** Runs after one has been created. */
  made?: (request: RestRequest, record: Entity) => void;
  /** Runs when one is deleted; may refuse. */
  remove?: (request: RestRequest, record: Entity) => void;
}

export function routesOf(collection: Collection): Route[] {
  const path = `/${collection.kind}`;
  const reads: Route[] = [
    {method: 'GET', pattern: path, answer: request => list(collection, request)},
    {method: 'GET', pattern: `${path}/:id`, answer: request => wrappedRecord(collection, request, 200)},
  ];
  if (collection.readOnly) return reads;
  return [
    ...reads,
    {method: 'POST', pattern: path, answer: request => create(collection, request)},
    {method: 'PUT', pattern: `${path}/:id`, answer: request => change(collection, request)},
    {method: 'DELETE', pattern: `${path}/:id`, answer: request => remove(collection, request)},
  ];
}

export const collectionRoutes: readonly Route[] = [
  ...routesOf({kind: 'priorities', readOnly: true}),
  ...routesOf({kind: 'vendors', readOnly: true}),
  ...routesOf({kind: 'extension_schemas', readOnly: true}),
  ...routesOf({
    kind: 'extensions',
    needed: ['name', 'extension_schema', 'extension_objects'],
    keeps: (request, record) => {
      const objectId = request.one('extension_object_id');
      return objectId === undefined || objects(record['extension_objects']).some(one => one['id'] === objectId);
    },
    prepare: (_request, attributes) => ({endpoint_url: null, config: {}, temporarily_disabled: false, ...attributes}),
  }),
  {
    method: 'POST',
    pattern: '/extensions/:id/enable',
    answer: request => {
      const extension = request.record('extensions');
      extension['temporarily_disabled'] = false;
      return {status: 200, body: {extension: view(request, extension)}};
    },
  },
  ...routesOf({kind: 'business_services', needed: ['name']}),
  ...routesOf({kind: 'addons', needed: ['name', 'src']}),
  ...routesOf({kind: 'webhook_subscriptions', needed: ['delivery_method', 'events', 'filter']}),
  ...routesOf({
    kind: 'escalation_policies',
    needed: ['name', 'escalation_rules'],
    keeps: (request, record) => {
      const users = request.all('user_ids');
      const targets = objects(record['escalation_rules']).flatMap(rule => objects(rule['targets']));
      return inTeams(request, record) && (users.length === 0 || targets.some(one => users.includes(String(one['id']))));
    },
    prepare: preparePolicy,
    show: (request, policy) => ({
      services: [...request.store.tables.services.values()]
        .filter(service => stringField(field(service, 'escalation_policy'), 'id') === policy.id)
        .map(service => request.store.reference('services', service.id)),
    }),
  }),
];

export function list(collection: Collection, request: RestRequest): Reply {
  const {kind, keeps} = collection;
  const query = request.one('query')?.toLowerCase();
  const name = request.one('name');
  const records = [...request.store.tables[kind].values()].filter(
    record =>
      (query === undefined || query === '' || searched(record).some(text => text.toLowerCase().includes(query))) &&
      (name === undefined || record.summary === name) &&
      (keeps === undefined || keeps(request, record)),
  );
  const sortBy = request.one('sort_by') ?? 'name';
  if (sortBy.startsWith('name')) records.sort((a, b) => a.summary.localeCompare(b.summary));
  if (sortBy === 'name:desc') records.reverse();
  return page(request, kind, records, record => shown(collection, request, record as Entity));
}

/** The service finds users by their address too. */
const searched = (record: Entity): string[] => [record.summary, stringField(record, 'email') ?? ''];

export function shown(collection: Collection, request: RestRequest, record: Entity): JsonObject {
  return view(request, {...record, ...collection.show?.(request, record)});
}

function wrappedRecord(collection: Collection, request: RestRequest, status: number): Reply {
  const record = request.record(collection.kind);
  return {status, body: {[kinds[collection.kind].singular]: shown(collection, request, record)}};
}

function create(collection: Collection, request: RestRequest): Reply {
  const {kind, needed = []} = collection;
  const {singular} = kinds[kind];
  if (collection.needsRequester) request.requester();
  const {id: _id, self: _self, html_url: _url, summary: _summary, ...wanted} = request.wrapped(singular);
  const missing = needed.find(name => isBlank(field(wanted, name)));
  if (missing !== undefined) throw invalid(`${missing} must not be blank`);
  const attributes = collection.prepare?.(request, wanted) ?? wanted;
  const record = request.store.add(kind, attributes);
  collection.made?.(request, record);
  return {status: 201, body: {[singular]: shown(collection, request, record)}};
}

function change(collection: Collection, request: RestRequest): Reply {
  const {kind, needed = []} = collection;
  const {singular} = kinds[kind];
  const before = request.record(kind);
  const {id: _id, self: _self, html_url: _url, summary: _summary, ...wanted} = request.wrapped(singular);
  const blanked = needed.find(name => Object.hasOwn(wanted, name) && isBlank(field(wanted, name)));
  if (blanked !== undefined) throw invalid(`${blanked} must not be blank`);
  const attributes = collection.prepare?.(request, {...before, ...wanted}, before) ?? {...before, ...wanted};
  request.store.add(kind, {...attributes, id: before.id});
  return wrappedRecord(collection, request, 200);
}

function remove(collection: Collection, request: RestRequest): Reply {
  const record = request.record(collection.kind);
  collection.remove?.(request, record);
  request.store.tables[collection.kind].delete(record.id);
  return {status: 204};
}

export function inTeams(request: RestRequest, record: Entity): boolean {
  const teams = request.all('team_ids');
  return teams.length === 0 || objects(record['teams']).some(team => teams.includes(String(team['id'])));
}

/** The references to a kind in an attribute, completed. Throws if one does not exist. */
export function references({store}: Pick<RestRequest, 'store'>, kind: Kind, value: unknown): JsonObject[] {
  return objects(Array.isArray(value) ? value : []).map(one => {
    const id = stringField(one, 'id') ?? '';
    if (!store.tables[kind].has(id)) throw invalid(`There is no ${kinds[kind].singular} "${id}"`);
    return store.reference(kind, id);
  });
}

function preparePolicy(request: RestRequest, attributes: JsonObject): JsonObject {
  const rules = objects(attributes['escalation_rules']).map(rule => ({
    id: stringField(rule, 'id') ?? request.store.ids.next(),
    escalation_delay_in_minutes: rule['escalation_delay_in_minutes'] ?? 30,
    targets: objects(rule['targets']).flatMap(target => {
      const type = stringField(target, 'type') ?? 'user';
      const shifts = type.startsWith('schedule_v3') && shiftSchedule(request.store, stringField(target, 'id') ?? '');
      if (shifts) return [shiftScheduleReference(request.store, shifts)];
      return references(request, type.startsWith('schedule') ? 'schedules' : 'users', [target]);
    }),
  }));
  if (rules.length === 0) throw invalid('escalation_rules must have at least one rule');
  if (rules.some(rule => rule.targets.length === 0)) throw invalid('Every escalation rule must have a target');
  const {description, num_loops: loops} = attributes;
  return {
    on_call_handoff_notifications: 'if_has_services',
    ...attributes,
    description: isObject(description) ? null : (description ?? null),
    escalation_rules: rules,
    num_loops: loops ?? 0,
    teams: references(request, 'teams', attributes['teams']),
  };
}
