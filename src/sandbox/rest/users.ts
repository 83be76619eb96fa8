import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {Failure, invalid, notFound} from '../failure.ts';
import type {Entity} from '../records.ts';
import type {Store} from '../store.ts';
import {type Collection, inTeams, routesOf, shown} from './collections.ts';
import type {RestRequest, Route} from './request.ts';

const users: Collection = {
  kind: 'users',
  needed: ['name', 'email'],
  needsRequester: true,
  keeps: (request, user) => inTeams(request, {...user, teams: teamsOf(request.store, user.id)}),
  prepare: prepareUser,
  made: (request, user) => addDefaultContact(request.store, user),
  show: showUser,
};

export const userRoutes: readonly Route[] = [
  ...routesOf(users),
  {method: 'GET', pattern: '/users/me', answer: showMe},
  ...partRoutes('contact_methods', 'contact_method'),
  ...partRoutes('notification_rules', 'notification_rule'),
];

function showMe(request: RestRequest): Reply {
  const {caller, store} = request;
  const user = store.tables.users.get(caller.userId ?? '');
  if (user === undefined) {
    throw new Failure(
      400,
      2001,
      "Because this request was made using an account-level access token, we were unable to determine the user's identity. Please use a user-level token.",
    );
  }
  return {status: 200, body: {user: shown(users, request, user)}};
}

const roles = [
  'admin',
  'limited_user',
  'observer',
  'owner',
  'read_only_user',
  'restricted_access',
  'read_only_limited_user',
  'user',
];

export function prepareUser(request: RestRequest, attributes: JsonObject, before?: Entity): JsonObject {
  const email = stringField(attributes, 'email') ?? '';
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid('email must be an e-mail address');
  const other = [...request.store.tables.users.values()].find(
    user => stringField(user, 'email')?.toLowerCase() === email.toLowerCase(),
  );
  if (other !== undefined && other.id !== before?.id) throw invalid('email has already been taken');
  const role = field(attributes, 'role');
  if (role !== undefined && !roles.includes(String(role))) throw invalid(`role cannot be "${String(role)}"`);
  return userDefaults(attributes);
}

export function userDefaults(attributes: JsonObject): JsonObject {
  return {
    time_zone: 'Etc/UTC',
    color: 'purple',
    role: 'user',
    avatar_url: 'https://sandbox.pagerduty.com/avatar.png',
    description: null,
    invitation_sent: false,
    job_title: null,
    created_via_sso: false,
    ...attributes,
  };
}

function showUser(request: RestRequest, user: Entity): JsonObject {
  const {store} = request;
  const part = (name: string) =>
    store.part(name, user.id).map(one => (request.all('include').includes(name) ? one : partReference(one)));
  return {
    teams: teamsOf(store, user.id),
    contact_methods: part('contact_methods'),
    notification_rules: part('notification_rules'),
  };
}

const partReference = (one: JsonObject): JsonObject => ({
  id: one['id'] ?? '',
  type: `${String(one['type'])}_reference`,
  summary: one['summary'] ?? '',
  self: one['self'] ?? null,
  html_url: null,
});

function teamsOf(store: Store, userId: string): JsonObject[] {
  return [...store.tables.teams.keys()]
    .filter(teamId => store.part('members', teamId).some(member => field(member['user'], 'id') === userId))
    .map(teamId => store.reference('teams', teamId));
}

/** Contact methods and notification rules: lists that belong to a user. */
function partRoutes(name: string, singular: string): Route[] {
  const all = (request: RestRequest) => request.store.part(name, request.record('users').id);
  const found = (request: RestRequest) => {
    const one = all(request).find(part => part['id'] === request.param('part'));
    if (one === undefined) throw notFound();
    return one;
  };
  const create = (request: RestRequest): Reply => {
    const part = addUserPart(request.store, request.record('users').id, name, request.wrapped(singular));
    return {status: 201, body: {[singular]: part}};
  };
  const change = (request: RestRequest): Reply => {
    const {id: _id, ...wanted} = request.wrapped(singular);
    return {status: 200, body: {[singular]: Object.assign(found(request), wanted)}};
  };
  const remove = (request: RestRequest): Reply => {
    all(request).splice(all(request).indexOf(found(request)), 1);
    return {status: 204};
  };
  const path = `/users/:id/${name}`;
  return [
    {method: 'GET', pattern: path, answer: request => ({status: 200, body: {[name]: all(request)}})},
    {method: 'POST', pattern: path, answer: create},
    {method: 'GET', pattern: `${path}/:part`, answer: request => ({status: 200, body: {[singular]: found(request)}})},
    {method: 'PUT', pattern: `${path}/:part`, answer: change},
    {method: 'DELETE', pattern: `${path}/:part`, answer: remove},
  ];
}

function addUserPart(store: Store, userId: string, name: string, attributes: JsonObject): JsonObject {
  const id = store.ids.next();
  const summary = attributes['label'] ?? attributes['summary'] ?? 'Default';
  const part = {...attributes, id, summary, self: store.self(`users/${userId}/${name}/${id}`), html_url: null};
  store.part(name, userId).push(part);
  return part;
}

/** A user's email address as the first contact method, which every new user has. */
export function addDefaultContact(store: Store, user: Entity): void {
  const contact = addUserPart(store, user.id, 'contact_methods', {
    type: 'email_contact_method',
    label: 'Default',
    address: user['email'] ?? '',
    send_short_email: false,
  });
  addUserPart(store, user.id, 'notification_rules', {
    type: 'assignment_notification_rule',
    start_delay_in_minutes: 0,
    urgency: 'high',
    contact_method: partReference(contact),
  });
}

/** A phone number as a contact method. `phone`: the country code, a space, the rest. */
export function addPhone(store: Store, userId: string, phone: string): void {
  const [country = '', ...rest] = phone.replace(/^\+/, '').split(' ');
  addUserPart(store, userId, 'contact_methods', {
    type: 'phone_contact_method',
    label: 'Mobile',
    country_code: Number(country),
    address: rest.join(''),
  });
}
