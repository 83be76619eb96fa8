import {usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {nearest} from '../input/nearest.ts';
import type {Image, Link} from './event-links.ts';
import {encodedBytes, fitSize, fitSummary} from './fit.ts';

export const severities = ['critical', 'error', 'warning', 'info'] as const;
const alertActions = ['trigger', 'acknowledge', 'resolve'] as const;
const longestDedupKey = 255;
export const eventActions = [...alertActions, 'change'] as const;

export type EventAction = (typeof eventActions)[number];

/** An event as it will be sent. `change` goes to its own endpoint and has no dedup key; every other event has one. */
export interface PdEvent {
  readonly action: EventAction;
  readonly routingKey: string;
  readonly dedupKey: string | undefined;
  /** What is sent, but for the routing key. */
  readonly body: JsonObject;
}

export interface EventFacts {
  routingKey: string;
  /** The source of an event that names none. */
  hostname: string;
  newDedupKey: () => string;
  /** Refuse what would otherwise be cut. */
  strict: boolean;
  /** Goes out as the time of an event that names none. */
  meantAt?: string;
}

export interface BuiltEvent {
  event: PdEvent;
  warnings: readonly string[];
}

export interface ChangeInput {
  summary: string;
  source?: string | undefined;
  timestamp?: Date | undefined;
  details?: JsonObject | undefined;
  links?: readonly Link[] | undefined;
  images?: readonly Image[] | undefined;
}

export interface TriggerInput extends ChangeInput {
  severity?: string | undefined;
  dedupKey?: string | undefined;
  component?: string | undefined;
  group?: string | undefined;
  class?: string | undefined;
  client?: string | undefined;
  clientUrl?: string | undefined;
}

export function buildTrigger(input: TriggerInput, facts: EventFacts): BuiltEvent {
  const {dedupKey, severity, component, group, client, clientUrl} = input;
  const body = given({event_action: 'trigger', dedup_key: dedupKey, client, client_url: clientUrl, ...attached(input)});
  const payload = {...commonPayload(input), ...given({severity, component, group, class: input.class})};
  return prepareEvent({...body, payload}, facts);
}

export function buildFollowUp(action: 'acknowledge' | 'resolve', dedupKey: string, facts: EventFacts): BuiltEvent {
  return prepareEvent({event_action: action, dedup_key: dedupKey}, facts);
}

export function buildChange(input: ChangeInput, facts: EventFacts): BuiltEvent {
  const source = input.source || facts.hostname;
  return prepareEvent({...given(attached(input)), payload: commonPayload({...input, source})}, facts);
}

/**
 * Checks a whole event (its routing key apart), fills in what every event has, and cuts what PagerDuty would refuse
 * for its length: an alert is worth more than its wording. Throws a usage error for what cannot be sent as it is.
 */
export function prepareEvent(value: Json, facts: EventFacts): BuiltEvent {
  if (!isObject(value)) throw usageError('the event is not a JSON object');
  const rest = without(value, 'routing_key');
  const action = checkedAction(rest);
  const warnings: string[] = [];
  const body = action === 'change' ? without(rest, 'event_action') : rest;
  const dedupKey = action === 'change' ? undefined : checkedDedupKey(body, action, facts, warnings);
  const complete: JsonObject = dedupKey === undefined ? body : {...body, dedup_key: dedupKey};
  if (action === 'trigger' || action === 'change') {
    complete['payload'] = fitSummary(dated(checkedPayload(body, action, facts), facts), facts.strict, warnings);
  }
  const spareBytes = encodedBytes({routing_key: facts.routingKey}) - encodedBytes({}) + 1;
  const fitted = fitSize(complete, spareBytes, facts.strict, warnings);
  return {event: {action, routingKey: facts.routingKey, dedupKey, body: fitted}, warnings};
}

function checkedAction(body: JsonObject): EventAction {
  const action = field(body, 'event_action');
  if (action === undefined) {
    // Whoever forgets event_action means to page somebody; as a change event it would page nobody.
    const isAlert = field(body, 'dedup_key') !== undefined || field(field(body, 'payload'), 'severity') !== undefined;
    if (isAlert) throw usageError('event_action is missing', 'a change event has neither dedup_key nor severity');
    return 'change';
  }
  if (action === 'change') return 'change';
  const known = alertActions.find(name => name === action);
  if (known) return known;
  const guess = typeof action === 'string' ? nearest(action, alertActions) : undefined;
  const next = guess === undefined ? `it is one of ${alertActions.join(', ')}, change` : `did you mean ${guess}?`;
  throw usageError(`event_action ${shown(action)} is unknown`, next);
}

function checkedDedupKey(body: JsonObject, action: EventAction, facts: EventFacts, warnings: string[]): string {
  const key = field(body, 'dedup_key') ?? '';
  if (typeof key !== 'string') throw usageError(`dedup_key ${shown(key)} is not a text`);
  if (key === '') {
    if (action !== 'trigger') throw usageError(`dedup_key is missing: it says which alert to ${action}`);
    const made = facts.newDedupKey();
    if (field(body, 'dedup_key') === '') warnings.push(`the dedup key is empty, so ${made} was made`);
    return made;
  }
  checkDedupKeyLength(key);
  return key.toWellFormed();
}

export function checkDedupKeyLength(key: string): void {
  const {length} = [...key];
  if (length > longestDedupKey)
    throw usageError(`the dedup key has ${length} characters; PagerDuty takes ${longestDedupKey}`);
}

function checkedPayload(body: JsonObject, action: 'trigger' | 'change', facts: EventFacts): JsonObject {
  const payload = field(body, 'payload');
  if (!isObject(payload)) throw usageError(payload === undefined ? 'payload is missing' : 'payload is not an object');
  const summary = field(payload, 'summary');
  if (typeof summary !== 'string') throw usageError('the summary is missing, or not a text');
  if (summary.trim() === '') throw usageError('the summary is empty');
  if (action === 'change') return payload;
  const source = field(payload, 'source') ?? '';
  if (typeof source !== 'string') throw usageError(`source ${shown(source)} is not a text`);
  const severity = checkedSeverity(field(payload, 'severity') ?? 'critical');
  return {...payload, source: source.trim() === '' ? facts.hostname : source, severity};
}

function checkedSeverity(severity: Json): string {
  if (severities.some(name => name === severity)) return severity as string;
  const guess = typeof severity === 'string' ? nearest(severity, severities) : undefined;
  const next = guess === undefined ? `it is one of ${severities.join(', ')}` : `did you mean ${guess}?`;
  throw usageError(`severity ${shown(severity)} is unknown`, next);
}

const dated = (payload: JsonObject, {meantAt}: EventFacts): JsonObject =>
  meantAt === undefined || field(payload, 'timestamp') !== undefined ? payload : {...payload, timestamp: meantAt};

function commonPayload({summary, source, timestamp, details}: ChangeInput): JsonObject {
  const hasDetails = details !== undefined && Object.keys(details).length > 0;
  return given({
    summary,
    source,
    timestamp: timestamp?.toISOString(),
    custom_details: hasDetails ? details : undefined,
  });
}

function attached({links = [], images = []}: ChangeInput): Record<string, Json | undefined> {
  return {
    links: links.length > 0 ? links.map(({href, text}) => given({href, text})) : undefined,
    images: images.length > 0 ? images.map(({src, alt}) => given({src, alt})) : undefined,
  };
}

function given(properties: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter((pair): pair is [string, Json] => pair[1] !== undefined));
}

function without(object: JsonObject, name: string): JsonObject {
  const {[name]: _, ...rest} = object;
  return rest;
}

const shown = (value: Json): string => shortened(JSON.stringify(value) ?? '');
