import {randomUUID} from 'node:crypto';
import {field, isObject, type Json, type JsonObject, parseJson, stringField} from '../../lib/base/json.ts';
import type {Call, Reply} from '../exchange.ts';
import type {Limits} from '../limits.ts';
import type {Store} from '../store.ts';
import {applyAlertEvent} from './apply.ts';
import {alertEventErrors, changeEventErrors, listLimitErrors} from './check.ts';

const maxEventBytes = 512 * 1024;

interface EventsOptions {
  limits: Limits;
  /** Runs the work that comes after the 202, at once or a moment later. */
  later: (work: () => void) => void;
}

/** Answers /v2/enqueue and /v2/change/enqueue; undefined for any other path. */
export function answerEvent(store: Store, call: Call, options: EventsOptions): Reply | undefined {
  const isChange = call.path === '/v2/change/enqueue';
  if (!isChange && call.path !== '/v2/enqueue') return undefined;
  if (call.method !== 'POST') return refused(405, 'method not allowed', 'Events are sent with POST');
  if (Buffer.byteLength(call.text) > maxEventBytes) {
    return refused(413, 'invalid event', 'Event object is too large', ['An event may have at most 512 KB']);
  }
  const event = parsed(call.text);
  if (!isObject(event)) {
    return refused(400, 'Unrecognized object', 'Event object format is unrecognized', ['JSON parse error']);
  }
  const errors = isChange ? changeEventErrors(event) : alertEventErrors(event);
  if (errors.length > 0) return refused(400, 'invalid event', 'Event object is invalid', errors);
  const tooMany = listLimitErrors(event);
  if (tooMany.length > 0) return {status: 400, body: {error: tooMany}};
  return taken(store, event, isChange, options);
}

function taken(store: Store, event: JsonObject, isChange: boolean, options: EventsOptions): Reply {
  const routingKey = stringField(event, 'routing_key') ?? '';
  const integration = store.integrations.get(routingKey);
  if (integration === undefined) {
    return refused(400, 'invalid event', 'Event object is invalid', ['Invalid routing key']);
  }
  if (!options.limits.allowsEvent(routingKey)) {
    return refused(429, 'throttle exceeded', 'Too many events for this integration: wait and send it again');
  }
  const at = store.timestamp();
  if (isChange) {
    store.events.push({kind: 'change', received_at: at, event});
    options.later(() => keepChangeEvent(store, integration, event));
    return {status: 202, body: {status: 'success', message: 'Change event processed'}};
  }
  const dedupKey = stringField(event, 'dedup_key') || randomUUID().replaceAll('-', '');
  store.events.push({kind: 'alert', received_at: at, dedup_key: dedupKey, event});
  options.later(() => applyAlertEvent(store, integration, event, dedupKey));
  return {status: 202, body: {status: 'success', message: 'Event processed', dedup_key: dedupKey}};
}

function keepChangeEvent(store: Store, integration: {id: string; serviceId: string}, event: JsonObject): void {
  const payload = field(event, 'payload');
  const id = store.ids.next('Q');
  const summary = stringField(payload, 'summary') ?? '';
  const service = store.reference('services', integration.serviceId);
  store.changeEvents.push({
    id,
    type: 'change_event',
    summary,
    self: store.self(`change_events/${id}`),
    timestamp: store.timestamp(instant(field(payload, 'timestamp')) ?? store.now()),
    source: field(payload, 'source') ?? null,
    integration: {id: integration.id, type: 'inbound_integration_reference'},
    services: [service],
    custom_details: field(payload, 'custom_details') ?? {},
    links: field(event, 'links') ?? [],
    images: field(event, 'images') ?? [],
  });
}

function instant(value: Json | undefined): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined; // not readable JSON: it is refused as unrecognized
  }
}

function refused(status: number, name: string, message: string, errors: string[] = []): Reply {
  return {status, body: {status: name, message, ...(errors.length > 0 ? {errors} : {})}};
}
