import {field, isObject, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {type Failure, forbidden, invalid} from '../failure.ts';
import {isBlank} from './compare.ts';
import {cursorPage, type PageRules, page} from './page.ts';
import {checkWayTo, filled, type Place, type Position, placeAt, recordAt, recordsAt, wrong} from './place.ts';
import type {RestRequest, Route} from './request.ts';

type Action = 'list' | 'show' | 'create' | 'change' | 'remove';

/** A collection that only stores what it is given, with its peculiarities as data. */
export interface Resource extends Position {
  /** The name in the path for the ID of one of its records (default: `id`). */
  param?: string;
  /** The key of the list. */
  plural: string;
  /** The key that wraps one record; without it, a record is not wrapped. */
  singular?: string;
  /** Default: all of them. */
  can?: readonly Action[];
  paging: PageRules | 'cursor' | 'whole';
  /** The attributes required to create a record. */
  needed?: readonly string[];
  /** The status of a creation (default: 201). */
  madeStatus?: 200;
  /** Several are created with one request, under the key of the list. */
  makesMany?: true;
  ids?: 'next' | 'long' | 'uuid';
  /** A record keeps the ID that it is given. */
  keepsIds?: boolean;
  /** A required header. */
  header?: string;
  /** The `type` of its records; without it they have none. */
  type?: string;
  /** Records have no `self`. */
  withoutSelf?: true;
  /** The body of a creation has no wrapper. */
  isMadeBare?: true;
  /** Filters the list. */
  select?: (request: RestRequest, records: readonly JsonObject[]) => readonly JsonObject[];
  /** Checks and completes the attributes of a record that is created (`before` is absent) or changed. */
  prepare?: (place: Place, attributes: JsonObject, before?: JsonObject) => JsonObject;
  /** The refusal for an unknown ID (default: not found). */
  missing?: (store: Place['store'], id: string) => Failure | undefined;
  /** Runs after one has been created, with what was given. */
  made?: (place: Place, record: JsonObject, given: JsonObject) => void;
  /** A record in a list, if it has fewer attributes. */
  brief?: (place: Place, record: JsonObject) => JsonObject;
  /** A record on its own, if it differs from what is stored. */
  show?: (place: Place, record: JsonObject, request: RestRequest) => JsonObject;
}

export function resourceRoutes(resource: Resource): Route[] {
  const {path, param = 'id', can = ['list', 'show', 'create', 'change', 'remove']} = resource;
  const one = `${path}/:${param}`;
  const routes: Record<Action, Route> = {
    list: {method: 'GET', pattern: path, answer: request => list(resource, request)},
    show: {method: 'GET', pattern: one, answer: request => shown(resource, request, recordAt(request, resource))},
    create: {method: 'POST', pattern: path, answer: request => create(resource, request)},
    change: {method: 'PUT', pattern: one, answer: request => change(resource, request)},
    remove: {method: 'DELETE', pattern: one, answer: request => remove(resource, request)},
  };
  return can.map(action => guarded(routes[action], resource.header));
}

function guarded(route: Route, header: string | undefined): Route {
  if (header === undefined) return route;
  const answer = (request: RestRequest) => {
    if (request.call.headers[header] === undefined) throw forbidden(`The header ${header} is missing`);
    return route.answer(request);
  };
  return {...route, answer};
}

/** Makes a record from what a client or a seed gives. */
export function make(resource: Resource, place: Place, given: JsonObject): JsonObject {
  const {path, plural, singular = plural, needed = [], ids = 'next', type, prepare, keepsIds = false} = resource;
  const missing = needed.find(name => isBlank(given[name]));
  if (missing !== undefined) throw wrong(resource, singular, missing, "can't be blank");
  const own = stringField(given, 'id') ?? place.store.ids[ids]();
  const wanted = keepsIds ? given : withoutOwn(given);
  const record: JsonObject = {
    id: own,
    ...(type !== undefined && {type}),
    ...(resource.withoutSelf !== true && {self: place.store.self(`${filled(path, place.params).slice(1)}/${own}`)}),
    ...(prepare?.(place, wanted) ?? wanted),
  };
  recordsAt(place, resource).push(record);
  resource.made?.(inside(resource, place, record), record, given);
  return record;
}

/** The place of what belongs to the record. */
const inside = ({param = 'id'}: Resource, place: Place, record: JsonObject): Place =>
  placeAt(place.store, {...place.params, [param]: String(record['id'])}, () => place.user());

function list(resource: Resource, request: RestRequest): Reply {
  checkWayTo(request, resource);
  const {plural, paging, select, brief} = resource;
  const all = recordsAt(request, resource);
  const records = select?.(request, all) ?? all;
  const show = (record: JsonObject) => brief?.(inside(resource, request, record), record) ?? record;
  if (paging === 'cursor') return cursorPage(request, plural, records.map(show));
  if (paging === 'whole') return {status: 200, body: {[plural]: records.map(show)}};
  return page(request, plural, records, show, paging);
}

function shown(resource: Resource, request: RestRequest, record: JsonObject, status = 200): Reply {
  const whole = resource.show?.(inside(resource, request, record), record, request) ?? record;
  return {status, body: resource.singular === undefined ? whole : {[resource.singular]: whole}};
}

function create(resource: Resource, request: RestRequest): Reply {
  checkWayTo(request, resource);
  const {plural, madeStatus = 201, isMadeBare = false} = resource;
  if (resource.makesMany === undefined) {
    const given = isMadeBare ? request.bodyOrNone() : bodyFor(resource, request);
    return shown(resource, request, make(resource, request, asGiven(resource, given)), madeStatus);
  }
  const given = field(request.body(), plural);
  if (!Array.isArray(given) || given.length === 0 || !given.every(isObject))
    throw invalid(`"${plural}" is missing from the body`);
  return {status: madeStatus, body: {[plural]: given.map(one => make(resource, request, asGiven(resource, one)))}};
}

function change(resource: Resource, request: RestRequest): Reply {
  const record = recordAt(request, resource);
  const {plural, singular = plural, needed = [], prepare} = resource;
  const wanted = withoutOwn(bodyFor(resource, request));
  const blanked = needed.find(name => Object.hasOwn(wanted, name) && isBlank(wanted[name]));
  if (blanked !== undefined) throw wrong(resource, singular, blanked, "can't be blank");
  Object.assign(record, prepare?.(request, {...record, ...wanted}, record) ?? wanted);
  return shown(resource, request, record);
}

function remove(resource: Resource, request: RestRequest): Reply {
  const record = recordAt(request, resource);
  const records = recordsAt(request, resource);
  records.splice(records.indexOf(record), 1);
  return {status: 204};
}

/** A client cannot choose the ID of a new record; a seed can. */
const asGiven = ({keepsIds = false}: Resource, given: JsonObject): JsonObject => (keepsIds ? given : withoutOwn(given));

const withoutOwn = ({id: _id, self: _self, type: _type, ...attributes}: JsonObject): JsonObject => attributes;

const bodyFor = ({singular}: Resource, request: RestRequest): JsonObject =>
  singular === undefined ? request.bodyOrNone() : request.wrapped(singular);
