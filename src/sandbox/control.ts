import {PdError} from '../lib/base/errors.ts';
import {field, isObject, type JsonObject, parseJson, stringField} from '../lib/base/json.ts';
import type {Capacity} from './capacity.ts';
import type {Call, Reply} from './exchange.ts';
import {type Faults, readFaults} from './faults.ts';
import {sandboxKeys} from './keys.ts';
import type {Limits} from './limits.ts';
import type {IncidentStatus, Urgency} from './records.ts';
import type {RequestLog} from './request-log.ts';
import {parseTime} from './rest/request.ts';
import {makeIncidents} from './seed-incidents.ts';
import type {Store} from './store.ts';

export interface Controls {
  store: Store;
  faults: Faults;
  limits: Limits;
  capacity: Capacity;
  log: RequestLog;
  /** How long every answer is delayed. */
  latencyMs: number;
  failRate: number;
  /** Which process this is, for whoever has to find it again. */
  identity: JsonObject;
}

/** Answers /_sandbox/…, with which a test in another process controls the sandbox. Undefined for any other path. */
export function answerControl(controls: Controls, call: Call): Reply | undefined {
  if (!call.path.startsWith('/_sandbox/')) return undefined;
  const answer = routes[`${call.method} ${call.path.slice('/_sandbox/'.length)}`];
  if (answer === undefined) {
    const known = Object.keys(routes).map(route => route.replace(' ', ' /_sandbox/'));
    return {status: 404, body: {error: 'There is no such control', controls: known}};
  }
  try {
    return answer(controls, call);
  } catch (error) {
    // An invalid body: not JSON, or with something unknown in it.
    if (!(error instanceof SyntaxError || error instanceof RangeError || error instanceof PdError)) throw error;
    return {status: 400, body: {error: error.message}};
  }
}

const routes: Record<string, (controls: Controls, call: Call) => Reply> = {
  'GET faults': ({faults}) => ({status: 200, body: {faults: [...faults.waiting] as JsonObject[]}}),
  'POST faults': ({faults}, call) => {
    faults.add(...readFaults(call.text));
    return {status: 204};
  },
  'DELETE faults': ({faults}) => {
    faults.clear();
    return {status: 204};
  },
  'GET requests': showRequests,
  'DELETE requests': ({log}) => {
    log.clear();
    return {status: 204};
  },
  'POST incidents': ({store, capacity}, call) => {
    const bulk = readBulk(call);
    return capacity.take(call, bulk.count) ?? {status: 201, body: {ids: makeIncidents(store, bulk)}};
  },
  'GET state': ({store}) => ({status: 200, body: stateOf(store)}),
  'POST latency': (controls, call) => {
    controls.latencyMs = numberIn(bodyOf(call), 'ms') ?? 0;
    return {status: 204};
  },
  'POST fail-rate': (controls, call) => {
    controls.failRate = numberIn(bodyOf(call), 'rate') ?? 0;
    return {status: 204};
  },
  'POST limits': ({limits}, call) => {
    const body = bodyOf(call);
    limits.change({
      rest: numberIn(body, 'rest'),
      events: numberIn(body, 'events'),
      windowMs: numberIn(body, 'windowMs'),
      headers: field(body, 'headers') !== false,
    });
    return {status: 204};
  },
  'GET process': ({identity}) => ({status: 200, body: identity}),
  'GET keys': () => ({status: 200, body: {...sandboxKeys}}),
};

function showRequests({log}: Controls, call: Call): Reply {
  const path = call.query.get('path');
  const requests = log.requests.filter(one => path === null || one.path.startsWith(path));
  return {
    status: 200,
    body: {requests, forgotten: log.forgotten, max_in_flight: log.maxInFlight, connections: log.connections},
  };
}

function stateOf(store: Store): JsonObject {
  return {
    events: store.events,
    alerts: [...store.alerts.values()],
    incidents: [...store.incidents.values()],
    change_events: store.changeEvents,
    notes: Object.fromEntries([...store.incidents.keys()].map(id => [id, store.part('notes', id)])),
  };
}

function readBulk(call: Call) {
  const body = bodyOf(call);
  const titles = field(body, 'titles');
  const count = Number(call.query.get('count') ?? numberIn(body, 'count') ?? 1);
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError('"count" must be a whole number');
  return {
    count,
    titles: Array.isArray(titles) ? titles.map(String) : undefined,
    service: stringField(body, 'service'),
    status: stringField(body, 'status') as IncidentStatus | undefined,
    urgency: stringField(body, 'urgency') as Urgency | undefined,
    fromMs: timeIn(body, 'from'),
    toMs: timeIn(body, 'to'),
  };
}

function timeIn(body: JsonObject, name: string): number | undefined {
  const text = stringField(body, name);
  if (text === undefined) return undefined;
  const ms = parseTime(text);
  if (Number.isNaN(ms)) throw new RangeError(`"${name}" is not a time: ${text}`);
  return ms;
}

function numberIn(body: JsonObject, name: string): number | undefined {
  const value = field(body, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw new RangeError(`"${name}" must be a number`);
  return value;
}

function bodyOf(call: Call): JsonObject {
  const value = call.text.trim() === '' ? {} : parseJson(call.text);
  if (!isObject(value)) throw new RangeError('The body must be a JSON object');
  return value;
}
