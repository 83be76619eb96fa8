import {usageError} from '../base/errors.ts';
import {isObject, type Json, type JsonObject} from '../base/json.ts';
import {type CheckFacts, checkedEvent, without} from './event-check.ts';
import type {Image, Link} from './event-links.ts';
import type {EventAction} from './event-words.ts';
import {encodedBytes, fitSize} from './fit.ts';
import {Repairs} from './repairs.ts';

export {checkDedupKeyLength} from './event-check.ts';
export {type EventAction, eventActions, severities} from './event-words.ts';

/** An event as it will be sent. `change` goes to its own endpoint and has no dedup key; every other event has one. */
export interface PdEvent {
  readonly action: EventAction;
  readonly routingKey: string;
  readonly dedupKey: string | undefined;
  /** What is sent, except for the routing key. */
  readonly body: JsonObject;
}

export interface EventFacts extends CheckFacts {
  routingKey: string;
  /** Refuse what would otherwise be corrected or cut. */
  strict: boolean;
}

export interface BuiltEvent {
  event: PdEvent;
  /** The size of its body as JSON. */
  bytes: number;
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
  const source = input.source || facts.hostname();
  return prepareEvent({...given(attached(input)), payload: commonPayload({...input, source})}, facts);
}

/**
 * Checks a whole event except for its routing key, adds the fields that every event has, corrects values, and cuts what
 * PagerDuty would refuse as too long: the alert matters more than its wording. `trigger`, `send` and `run` all come
 * through here. Throws PdError `usage` for what cannot be sent.
 */
export function prepareEvent(value: Json, facts: EventFacts): BuiltEvent {
  if (!isObject(value)) throw usageError('the event is not a JSON object');
  const repairs = new Repairs(facts.strict);
  const {action, dedupKey, body} = checkedEvent(without(value, 'routing_key'), facts, repairs);
  const spareBytes = encodedBytes({routing_key: facts.routingKey}) - encodedBytes({}) + 1;
  const fitted = fitSize(body, spareBytes, repairs);
  const event = {action, routingKey: facts.routingKey, dedupKey, body: fitted.body};
  return {event, bytes: fitted.bytes, warnings: repairs.warnings};
}

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
