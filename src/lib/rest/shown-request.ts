import {type Json, type JsonObject, parseOwnJson} from '../base/json.ts';
import {hidden, type Redactor} from '../base/redactor.ts';
import type {Endpoint} from './endpoint.ts';
import {methodsOf, nearestPath} from './endpoints.ts';
import {isJsonType} from './headers.ts';
import type {PreparedRequest} from './rest-client.ts';

/** A request as --dry-run shows it, with secrets hidden. */
export function shownRequest(prepared: PreparedRequest, redactor: Redactor): Json {
  const {method, url, headers, body} = prepared;
  const shown: JsonObject = {method, url: url.href, headers: shownHeaders(headers)};
  if (body !== undefined) shown['body'] = isJsonType(headers['content-type']) ? parseOwnJson(body) : body;
  const hide = (_: string, value: unknown) => (typeof value === 'string' ? redactor.redact(value) : value);
  return parseOwnJson(JSON.stringify(shown, hide));
}

/**
 * The caller's own headers may contain anything. pd's own are harmless except for the key, which the redactor knows.
 */
const shownHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, harmless.has(name) ? value : hidden(value)]),
  );

const harmless = new Set([
  ...['accept', 'accept-language', 'authorization', 'content-type', 'from', 'user-agent'],
  ...['x-early-access', 'x-schema', 'x-pagerduty-api-local'],
]);

/** The note for a request that pd does not know, or that PagerDuty has deprecated. */
export function pathNote({
  method,
  path,
  match,
}: Pick<PreparedRequest, 'method' | 'path' | 'match'>): string | undefined {
  if (match) return deprecationNote(match.endpoint);
  const methods = methodsOf(path);
  if (methods.length > 0)
    return `${method} ${path} is not a request that pd knows (it knows ${methods.join(', ')}); sent anyway`;
  const near = nearestPath(path);
  return `${path} is not a path that pd knows${near === undefined ? '' : ` (did you mean ${near}?)`}; sent anyway`;
}

function deprecationNote({method, path, deprecated, replacement}: Endpoint): string | undefined {
  if (!deprecated) return undefined;
  return `${method} ${path} is deprecated${replacement === undefined ? '' : `; use ${replacement} instead`}`;
}
