import type {JsonObject} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {type Failure, notFound} from '../failure.ts';
import {checkWayTo, type Place, type Position, recordsAt} from './place.ts';
import type {RestRequest, Route} from './request.ts';

type Action = 'show' | 'create' | 'change' | 'remove';

/** A record that belongs to another and has no ID of its own: a postmortem, a router, a chat. */
export interface Single extends Position {
  /** The key that wraps it; without it, it is not wrapped. */
  key?: string;
  can: readonly Action[];
  /** The initial value; without it, there is none. */
  initial?: (place: Place) => JsonObject;
  /** The request that creates one is not wrapped, as it contains more than the record. */
  isMadeBare?: true;
  /** Why a second one is refused. */
  taken?: () => Failure;
  /** Checks and completes what is written. */
  prepare?: (place: Place, attributes: JsonObject) => JsonObject;
  /** Runs after one has been created, with what was given. */
  made?: (place: Place, record: JsonObject, given: JsonObject) => void;
  /** What an answer contains beside it. */
  beside?: (request: RestRequest, record: JsonObject) => JsonObject;
}

export function singleRoutes(single: Single): Route[] {
  const {path: pattern, can} = single;
  const routes: Record<Action, Route> = {
    show: {method: 'GET', pattern, answer: request => shown(single, request, found(single, request))},
    create: {method: 'POST', pattern, answer: request => create(single, request)},
    change: {method: 'PUT', pattern, answer: request => write(single, request, 200)},
    remove: {method: 'DELETE', pattern, answer: request => remove(single, request)},
  };
  return can.map(action => routes[action]);
}

function found(single: Single, place: Place): JsonObject {
  checkWayTo(place, single);
  const record = recordsAt(place, single)[0] ?? single.initial?.(place);
  if (record === undefined) throw notFound();
  return record;
}

function shown({key, beside}: Single, request: RestRequest, record: JsonObject, status = 200): Reply {
  const inside = key === undefined ? record : {[key]: record};
  return {status, body: {...inside, ...beside?.(request, record)}};
}

function create(single: Single, request: RestRequest): Reply {
  checkWayTo(request, single);
  if (single.taken !== undefined && recordsAt(request, single).length > 0) throw single.taken();
  return write(single, request, 201);
}

function write(single: Single, request: RestRequest, status: number): Reply {
  checkWayTo(request, single);
  const {key, isMadeBare = false} = single;
  const given = key === undefined || isMadeBare ? request.body() : request.wrapped(key);
  const before = recordsAt(request, single)[0] ?? single.initial?.(request);
  const record = {...before, ...(single.prepare?.(request, given) ?? given)};
  recordsAt(request, single).splice(0, 1, record);
  single.made?.(request, record, given);
  return shown(single, request, record, status);
}

function remove(single: Single, request: RestRequest): Reply {
  found(single, request);
  recordsAt(request, single).length = 0;
  return {status: 204};
}
