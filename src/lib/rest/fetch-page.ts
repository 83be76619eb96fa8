import {PdError, usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import type {HttpAnswer} from '../http/http.ts';
import {refusal} from '../http/refusal.ts';
import {type Match, match} from './endpoints.ts';
import type {RequestSender, RestOptions} from './request-sender.ts';
import {type Query, withQuery} from './url.ts';
import {responseKey} from './wrap.ts';

/** A list as it is asked for, before paging. */
export interface Listing {
  method: 'GET' | 'POST';
  path: string;
  query: Query;
  headers: Record<string, string>;
  body: JsonObject | undefined;
  match: Match | undefined;
}

export interface ListPage {
  records: readonly JsonObject[];
  /** The whole answer, for what it says on paging. */
  body: Json;
}

/** One GET takes a body too. */
export function listingOf(path: string, query: Query, options: RestOptions): Listing {
  const {body} = options;
  if (body !== undefined && !isObject(body))
    throw usageError('The body of a list is a JSON object', 'write {"filters": {…}}');
  const method = listMethod(path, body !== undefined);
  return {
    method,
    path,
    query,
    headers: options.headers ?? {},
    body: method === 'POST' ? (body ?? {}) : body,
    match: match(method, path),
  };
}

/** Analytics only reads, by POST. Any other known POST changes something, and is never sent for a list. */
export function listMethod(path: string, hasBody: boolean): 'GET' | 'POST' {
  if (match('GET', path)) return 'GET';
  if (match('POST', path)) {
    if (path.startsWith('/analytics/')) return 'POST';
    if (hasBody) throw usageError(`POST ${path} is not a list`, `pd rest post ${path}`);
    return 'GET';
  }
  return hasBody ? 'POST' : 'GET';
}

/** Fetches one page of the listing, some parameters of its query or its body set anew. */
export async function fetchPage(
  client: RequestSender,
  listing: Listing,
  changes: {query?: Record<string, string | number | undefined>; body?: JsonObject},
): Promise<ListPage> {
  const {method, path, headers} = listing;
  const body = listing.body && {...listing.body, ...changes.body};
  const query = withQuery(listing.query, changes.query ?? {});
  const prepared = await client.prepare(method, path, {query, headers, body, raw: true});
  const answer = await client.send(prepared, {reads: true});
  if (answer.status >= 400) throw refusal(answer, `${method} ${path}`);
  return {records: recordsOf(answer, listing), body: answer.body ?? null};
}

function recordsOf({body = null, status, requestId}: HttpAnswer, {method, path, match: found}: Listing): JsonObject[] {
  if (Array.isArray(body)) return body as JsonObject[];
  const key = responseKey(body, found) ?? listKey(body);
  const records = key === undefined ? undefined : field(body, key);
  // Some lists are of plain texts (/abilities): they pass through as they are.
  if (Array.isArray(records)) return records as JsonObject[];
  // An answer that holds no list is never an empty one.
  if (isObject(body) && !found?.endpoint.paging) throw usageError(`${path} is not a list`, `pd rest get ${path}`);
  throw new PdError('unreachable', `The answer to ${method} ${path} holds no list (HTTP ${status})`, {
    status,
    requestId,
    retryable: true,
    next: `look at it: pd rest get ${path} --raw -i`,
  });
}

/** The only array of an answer that says more than its records, and SCIM's among its two. */
function listKey(body: Json): string | undefined {
  if (!isObject(body)) return undefined;
  if (Array.isArray(field(body, 'Resources'))) return 'Resources';
  const arrays = Object.keys(body).filter(name => Array.isArray(body[name]));
  return arrays.length === 1 ? arrays[0] : undefined;
}

/** The number that a parameter of the query holds; undefined where it is not there. Throws a usage error for any other text. */
export function queryNumber(query: Query, name: string, least: number): number | undefined {
  const value = query.find(([other]) => other === name)?.[1];
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least)
    throw usageError(`${name}=${value} is not a number from ${least} up`);
  return Number(value);
}

/** A count as an answer tells it; undefined for anything else. */
export const wholeNumber = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
