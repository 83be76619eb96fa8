import {messageOf, PdError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject, parseOwnJson, stringField} from '../base/json.ts';
import {type EventAction, eventActions} from '../events/event.ts';
import {formats, newerFormat} from '../files/file-format.ts';
import {checkedHost} from '../settings/hosts.ts';

/** The routing key, or a reference to it in the profile file, from which it is read when the event is sent. */
export type Routing = {key: string} | Reference;

export interface Reference {
  profile: string;
  route?: string;
}

/** An event as it waits on disk. */
export interface Entry {
  queuedAt: string;
  /** The origin that it is meant for. It is never sent anywhere else. */
  host: string;
  action: EventAction;
  dedupKey: string | undefined;
  routing: Routing;
  /** What is sent, except for the routing key. */
  body: JsonObject;
  /** Why PagerDuty rejected it, for a file in rejected/. */
  reason?: string;
  /** What a later version of pd has added; it is preserved. */
  more?: JsonObject;
}

const ownFields: ReadonlySet<string> = new Set([
  'version',
  'queued_at',
  'host',
  'action',
  'dedup_key',
  'reason',
  'routing',
  'body',
]);
/** Thousands of entries have the same. */
const checkedHosts = new Set<string>();

/** The end of every complete entry. */
export const entryEnd = '}\n';

export function encodeEntry({queuedAt, host, action, dedupKey, routing, body, reason, more}: Entry): string {
  const given = {dedup_key: dedupKey, reason};
  return `${JSON.stringify({version: formats.queue, queued_at: queuedAt, host, action, ...given, routing, body, ...more})}\n`;
}

/**
 * The entry; or what is wrong with the text (left incomplete by a power cut, not written by pd); or the version of the
 * format, if it is newer than this pd knows.
 */
export function decodeEntry(text: string): Entry | {problem: string} | {newerFormat: number} {
  try {
    return checked(parseOwnJson(text));
  } catch (error) {
    if (error instanceof SyntaxError) return {problem: 'it is incomplete or not JSON'};
    // A host to which no key may be sent.
    if (error instanceof PdError) return {problem: messageOf(error)};
    throw error;
  }
}

function checked(value: Json): ReturnType<typeof decodeEntry> {
  const newer = newerFormat(value, formats.queue);
  if (newer !== undefined) return {newerFormat: newer};
  if (!isObject(value) || value['version'] !== formats.queue) return {problem: 'it is not an event that pd queued'};
  const action = eventActions.find(name => name === field(value, 'action'));
  const routing = checkedRouting(field(value, 'routing'));
  const body = field(value, 'body');
  const queuedAt = stringField(value, 'queued_at');
  const host = stringField(value, 'host');
  const dedupKey = stringField(value, 'dedup_key');
  if (!action || !routing || !isObject(body) || queuedAt === undefined || host === undefined) {
    return {problem: 'parts of the event are missing'};
  }
  if (action !== 'change' && dedupKey === undefined) return {problem: 'its dedup key is missing'};
  if (!checkedHosts.has(host)) {
    checkedHost(host, 'host');
    checkedHosts.add(host);
  }
  const reason = stringField(value, 'reason');
  const more = moreIn(value);
  return {
    ...{queuedAt, host, action, dedupKey, routing, body},
    ...(reason === undefined ? {} : {reason}),
    ...(more === undefined ? {} : {more}),
  };
}

function moreIn(value: JsonObject): JsonObject | undefined {
  const others = Object.keys(value).filter(name => !ownFields.has(name));
  return others.length === 0 ? undefined : Object.fromEntries(others.map(name => [name, value[name] ?? null]));
}

function checkedRouting(value: Json | undefined): Routing | undefined {
  const key = stringField(value, 'key');
  if (key !== undefined) return {key};
  const profile = stringField(value, 'profile');
  if (profile === undefined) return undefined;
  const route = stringField(value, 'route');
  return route === undefined ? {profile} : {profile, route};
}

export const sameReference = (one: Routing, other: Routing): boolean =>
  'profile' in one && 'profile' in other && one.profile === other.profile && one.route === other.route;
