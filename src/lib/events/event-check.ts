import {usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {withAttachments} from './attachments.ts';
import {type EventAction, readAction, readSeverity} from './event-words.ts';
import {fitSummary} from './fit.ts';
import {type Repairs, shown, textOf, withTexts} from './repairs.ts';
import {readTimestamp} from './timestamp.ts';

/** API: the most characters that a dedup key may have. */
export const longestDedupKey = 255;

export interface CheckFacts {
  /** The source of an event without one. */
  hostname: () => string;
  newDedupKey: () => string;
  /** The timestamp of an event without one. */
  meantAt?: string;
}

interface CheckedEvent {
  action: EventAction;
  dedupKey: string | undefined;
  body: JsonObject;
}

/**
 * The event as PagerDuty accepts it, except for its size: each field that PagerDuty reads has the right type. Fields
 * that it does not know are unchanged. Throws PdError `usage` for what cannot be corrected.
 */
export function checkedEvent(value: JsonObject, facts: CheckFacts, repairs: Repairs): CheckedEvent {
  const action = actionOf(value, repairs);
  if (action === 'change') {
    return {action, dedupKey: undefined, body: withPayload(without(value, 'event_action'), action, facts, repairs)};
  }
  const dedupKey = dedupKeyOf(value, action, facts, repairs);
  const body = {...value, event_action: action, dedup_key: dedupKey};
  if (action !== 'trigger') return {action, dedupKey, body};
  const texts = withTexts(body, ['client', 'client_url'], '', repairs);
  return {action, dedupKey, body: withPayload(texts, action, facts, repairs)};
}

export function checkDedupKeyLength(key: string): void {
  const {length} = [...key];
  if (length > longestDedupKey)
    throw usageError(`the dedup key has ${length} characters; PagerDuty accepts at most ${longestDedupKey}`);
}

export function without(object: JsonObject, name: string): JsonObject {
  const {[name]: _, ...rest} = object;
  return rest;
}

function actionOf(value: JsonObject, repairs: Repairs): EventAction {
  const action = field(value, 'event_action');
  if (action !== undefined) return readAction(action, repairs);
  // Such an event is meant to page somebody; as a change event it would page nobody.
  const isAlert = field(value, 'dedup_key') !== undefined || field(field(value, 'payload'), 'severity') !== undefined;
  if (isAlert) throw usageError('event_action is missing', 'a change event has neither dedup_key nor severity');
  return 'change';
}

function dedupKeyOf(value: JsonObject, action: EventAction, facts: CheckFacts, repairs: Repairs): string {
  const key = textOf(value, 'dedup_key', 'dedup_key', repairs) ?? '';
  if (key === '') {
    if (action !== 'trigger') throw usageError(`dedup_key is missing: it says which alert to ${action}`);
    const made = facts.newDedupKey();
    if (field(value, 'dedup_key') === '') repairs.warnings.push(`the dedup key is empty, so ${made} was created`);
    return made;
  }
  checkDedupKeyLength(key);
  return key.toWellFormed();
}

function withPayload(body: JsonObject, action: 'trigger' | 'change', facts: CheckFacts, repairs: Repairs): JsonObject {
  const given = field(body, 'payload');
  if (!isObject(given)) throw usageError(given === undefined ? 'payload is missing' : 'payload is not an object');
  const texts = action === 'change' ? ['summary', 'source'] : ['summary', 'source', 'component', 'group', 'class'];
  const common = detailed(withTexts(given, texts, '', repairs), repairs);
  const summary = field(common, 'summary') ?? null;
  if (summary === null) throw usageError('the summary is missing');
  if (String(summary).trim() === '') throw usageError('the summary is empty');
  const complete = timed(action === 'change' ? common : paging(common, facts, repairs), facts, repairs);
  const [right, payload] = withAttachments(body, complete, repairs);
  return {...right, payload: fitSummary(payload, repairs)};
}

/** Adds the fields that only an alert has. */
function paging(payload: JsonObject, facts: CheckFacts, repairs: Repairs): JsonObject {
  const source = String(field(payload, 'source') ?? '');
  const severity = readSeverity(field(payload, 'severity') ?? null, repairs);
  return {...payload, source: source.trim() === '' ? facts.hostname() : source, severity};
}

function timed(payload: JsonObject, {meantAt}: CheckFacts, repairs: Repairs): JsonObject {
  const given = field(payload, 'timestamp');
  const timestamp = readTimestamp(given, repairs) ?? meantAt;
  if (timestamp !== undefined) return {...payload, timestamp};
  return given === undefined || given === null ? payload : without(payload, 'timestamp');
}

/** API: the details are an object; a text, which many senders use, is accepted too. */
function detailed(payload: JsonObject, repairs: Repairs): JsonObject {
  const details: Json = field(payload, 'custom_details') ?? null;
  if (details === null || typeof details === 'string' || isObject(details)) return payload;
  repairs.note(`custom_details ${shown(details)} is not an object`, 'sent as {"details": …}');
  return {...payload, custom_details: {details}};
}
