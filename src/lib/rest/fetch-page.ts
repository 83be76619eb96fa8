import {PdError, usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import type {HttpAnswer} from '../http/http.ts';
import {refusalIn} from '../http/refusal.ts';
import {type Match, match} from './endpoints.ts';
import type {RequestSender, RestOptions} from './request-sender.ts';
import {type Query, withQuery} from './url.ts';
import {responseKey} from './wrap.ts';

/** The request for a list, before paging. */
export interface Listing {
  method: 'GET' | 'POST';
  path: string;
  query: Query;
  headers: Record<string, string>;
  body: JsonObject | undefined;
  match: Match | undefined;
  isOptional: boolean;
}

export interface ListPage {
  records: readonly JsonObject[];
  /** The whole answer, which includes the paging facts. */
  body: Json;
}

/**
 * Builds the listing for a path. The body is for POST, and for the one GET that takes one. Throws a usage error for a
 * body that is not an object.
 */
export function listingOf(path: string, query: Query, options: RestOptions): Listing {
  const {body} = options;
  if (body !== undefined && !isObject(body))
    throw usageError('The body of a list must be a JSON object', 'write {"filters": {…}}');
  const method = listMethod(path, body !== undefined);
  return {
    method,
    path,
    query,
    headers: options.headers ?? {},
    body: method === 'POST' ? (body ?? {}) : body,
    match: match(method, path),
    isOptional: options.isOptional ?? false,
  };
}

/** POST for analytics, which only reads. Any other known POST changes something, and is never sent for a list. */
export function listMethod(path: string, hasBody: boolean): 'GET' | 'POST' {
  if (match('GET', path)) return 'GET';
  if (match('POST', path)) {
    if (path.startsWith('/analytics/')) return 'POST';
    if (hasBody) throw usageError(`POST ${path} is not a list`, `pd rest post ${path}`);
    return 'GET';
  }
  return hasBody ? 'POST' : 'GET';
}

/** Fetches one page of the listing, with some parameters of its query or body replaced. */
export async function fetchPage(
  client: RequestSender,
  listing: Listing,
  changes: {query?: Record<string, string | number | undefined>; body?: JsonObject},
): Promise<ListPage> {
  const {method, path, headers, isOptional} = listing;
  const body = listing.body && {...listing.body, ...changes.body};
  const query = withQuery(listing.query, changes.query ?? {});
  const prepared = await client.prepare(method, path, {query, headers, body, raw: true, isOptional});
  const answer = await client.send(prepared, {reads: true});
  const refused = refusalIn(answer, `${method} ${path}`);
  if (refused) throw refused;
  return {records: recordsOf(answer, listing), body: answer.body ?? null};
}

function recordsOf({body = null, status, requestId}: HttpAnswer, {method, path, match: found}: Listing): JsonObject[] {
  if (Array.isArray(body)) return body as JsonObject[];
  const key = responseKey(body, found) ?? listKey(body);
  const records = key === undefined ? undefined : field(body, key);
  // Some lists contain plain strings (/abilities), which pass through unchanged.
  if (Array.isArray(records)) return records as JsonObject[];
  // An answer without a list must not look like an empty list.
  if (isObject(body) && !found?.endpoint.paging) throw usageError(`${path} is not a list`, `pd rest get ${path}`);
  throw new PdError('unreachable', `The answer to ${method} ${path} contains no list (HTTP ${status})`, {
    status,
    requestId,
    retryable: true,
    next: `see the answer with pd rest get ${path} --raw -i`,
  });
}

/** The key of the only array in an answer, or SCIM's `Resources`, which is one of two. */
function listKey(body: Json): string | undefined {
  if (!isObject(body)) return undefined;
  if (Array.isArray(field(body, 'Resources'))) return 'Resources';
  const arrays = Object.keys(body).filter(name => Array.isArray(body[name]));
  return arrays.length === 1 ? arrays[0] : undefined;
}

/**
 * The value of a numeric query parameter; undefined if it is absent. Throws a usage error for anything but a number.
 */
export function queryNumber(query: Query, name: string, least: number): number | undefined {
  const value = query.find(([other]) => other === name)?.[1];
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least)
    throw usageError(`${name}=${value} must be a whole number, at least ${least}`);
  return Number(value);
}

/** A count in an answer; undefined for anything else. */
export const wholeNumber = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
