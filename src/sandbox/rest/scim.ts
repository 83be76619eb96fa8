import {field, isObject, type Json, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import {longId} from '../new-id.ts';
import type {Entity} from '../records.ts';
import type {Store} from '../store.ts';
import {scimType} from './errors-elsewhere.ts';
import {count} from './page.ts';
import type {RestRequest, Route} from './request.ts';
import {addDefaultContact, prepareUser} from './users.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0';

/** SCIM: the users of the account, with other IDs, in another format, with its own paging. */
export const scimRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/scim/v2/Users', answer: listUsers},
  {method: 'POST', pattern: '/scim/v2/Users', answer: createUser},
  {method: 'GET', pattern: '/scim/v2/Users/:scim', answer: request => scimReply(shown(request.store, userOf(request)))},
  {method: 'PUT', pattern: '/scim/v2/Users/:scim', answer: request => change(request, request.body())},
  {method: 'PATCH', pattern: '/scim/v2/Users/:scim', answer: patchUser},
  {method: 'DELETE', pattern: '/scim/v2/Users/:scim', answer: removeUser},
  {method: 'GET', pattern: '/scim/v2/ResourceTypes', answer: () => scimReply(listOf([resourceType]))},
  {method: 'GET', pattern: '/scim/v2/ServiceProviderConfig', answer: () => scimReply(providerConfig)},
];

const scimReply = (body: JsonObject, status = 200): Reply => ({status, headers: scimType, body});

const largestPage = 100;

function listUsers(request: RestRequest): Reply {
  const users = filtered(request, [...request.store.tables.users.values()]);
  const startIndex = Math.max(1, count(request, 'startIndex', 1, 0));
  const size = Math.min(largestPage, count(request, 'count', largestPage, 0));
  const page = users.slice(startIndex - 1, startIndex - 1 + size).map(user => shown(request.store, user));
  return scimReply(listOf(page, startIndex, users.length));
}

const listOf = (records: JsonObject[], startIndex = 1, totalResults = records.length): JsonObject => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults,
  startIndex,
  itemsPerPage: records.length,
  Resources: records,
});

/** Filters by one attribute, and only by equality. */
function filtered(request: RestRequest, users: Entity[]): Entity[] {
  const filter = request.one('filter');
  if (filter === undefined || filter === '') return users;
  const [, attribute, value] = /^(userName|externalId) eq "([^"]*)"$/.exec(filter) ?? [];
  if (attribute === undefined || value === undefined)
    throw invalid('filter can only be userName eq "…" or externalId eq "…"');
  return users.filter(user =>
    attribute === 'userName'
      ? stringField(user, 'email')?.toLowerCase() === value.toLowerCase()
      : externalIdOf(request.store, user) === value,
  );
}

const externalIdOf = ({parts}: Store, {id}: Entity): Json | undefined => parts.get(`scim/${id}`)?.[0]?.['externalId'];

/** The rest of the API does not have it. */
function keepExternalId(store: Store, {id}: Entity, body: JsonObject): void {
  const externalId = field(body, 'externalId');
  if (externalId !== undefined) store.part('scim', id).splice(0, 1, {externalId});
}

function shown(store: Store, user: Entity): JsonObject {
  const externalId = externalIdOf(store, user);
  return {
    schemas: [`${core}:User`],
    id: longId(user.id),
    meta: {resourceType: 'User'},
    userName: user['email'] ?? '',
    displayName: user['name'] ?? '',
    active: true,
    title: user['job_title'] ?? null,
    timezone: user['time_zone'] ?? null,
    roles: [{primary: true, type: 'base', value: user['role'] ?? 'user'}],
    ...(typeof externalId === 'string' && {externalId}),
  };
}

function userOf(request: RestRequest): Entity {
  const found = [...request.store.tables.users.values()].find(user => longId(user.id) === request.param('scim'));
  if (found === undefined) throw notFound();
  return found;
}

function createUser(request: RestRequest): Reply {
  const body = request.body();
  for (const name of ['userName', 'displayName']) {
    if ((stringField(body, name) ?? '').trim() === '') throw invalid(`${name} can't be blank`);
  }
  if (field(body, 'active') === false) throw invalid('active cannot be false for a new user');
  const user = request.store.add('users', prepareUser(request, attributesOf(body)));
  addDefaultContact(request.store, user);
  keepExternalId(request.store, user, body);
  return scimReply(shown(request.store, user), 201);
}

function change(request: RestRequest, wanted: JsonObject): Reply {
  const before = userOf(request);
  if (field(wanted, 'active') === false) return removeUser(request);
  const attributes = prepareUser(request, {...before, ...attributesOf(wanted)}, before);
  const user = request.store.add('users', {...attributes, id: before.id});
  keepExternalId(request.store, user, wanted);
  return scimReply(shown(request.store, user));
}

function patchUser(request: RestRequest): Reply {
  userOf(request);
  const operations = objects(field(request.body(), 'Operations'));
  if (operations.length === 0) throw invalid('Operations must contain at least one');
  const wanted: JsonObject = {};
  for (const one of operations) {
    if (!/^(add|replace)$/i.test(stringField(one, 'op') ?? '')) throw invalid('op must be add or replace');
    const {path, value = null} = one;
    if (typeof path === 'string') wanted[path] = value;
    else if (isObject(value)) Object.assign(wanted, value);
  }
  return change(request, wanted);
}

/** Deleting and deactivating are the same. */
function removeUser(request: RestRequest): Reply {
  request.store.tables.users.delete(userOf(request).id);
  return {status: 204};
}

const names: Readonly<Record<string, string>> = {
  userName: 'email',
  displayName: 'name',
  title: 'job_title',
  timezone: 'time_zone',
};

function attributesOf(body: JsonObject): JsonObject {
  const attributes: JsonObject = {};
  for (const [name, own] of Object.entries(names)) {
    const value: Json | undefined = field(body, name);
    if (value !== undefined) attributes[own] = value;
  }
  const role = stringField(objects(field(body, 'roles'))[0], 'value');
  return role === undefined ? attributes : {...attributes, role};
}

const resourceType = {
  schemas: [`${core}:ResourceType`],
  meta: {resourceType: 'ResourceType'},
  name: 'User',
  endpoint: '/Users',
  schema: `${core}:User`,
};

const providerConfig = {
  schemas: [`${core}:ServiceProviderConfig`],
  meta: {resourceType: 'ServiceProviderConfig'},
  authenticationSchemes: [
    {type: 'oauthbearertoken', name: 'API key', description: 'A key of the account', primary: true},
  ],
  patch: {supported: true},
  bulk: {supported: false, maxOperations: 0, maxPayloadSize: 0},
  filter: {supported: true, maxResults: largestPage},
  changePassword: {supported: false},
  sort: {supported: false},
  etag: {supported: false},
};
