import {userAgent} from '../../version.ts';
import {usageError} from '../base/errors.ts';
import {isObject, type Json} from '../base/json.ts';
import type {ApiKey, Settings} from '../settings/settings.ts';
import type {Endpoint} from './endpoint.ts';

export type Headers = Record<string, string>;

/**
 * The headers of every request to this endpoint; the caller's own take precedence over pd's. Names are in lower case.
 */
export async function headersFor(
  settings: Settings,
  request: {method: string; hasBody: boolean; endpoint: Endpoint | undefined; own: Readonly<Headers>},
): Promise<Headers> {
  const {endpoint, method} = request;
  const own = checkHeaders(request.own);
  const from = method === 'GET' ? undefined : settings.from();
  const fixed = Object.entries(endpoint?.headers ?? {}).filter(([, value]) => value !== '');
  for (const [name, value] of Object.entries(own)) if (namesSecret(name)) hide(settings, value);
  return {
    accept: endpoint?.accept ?? 'application/vnd.pagerduty+json;version=2',
    ...(own['authorization'] === undefined && {authorization: await authorization(settings)}),
    ...(request.hasBody && {'content-type': 'application/json'}),
    ...(from !== undefined && {from}),
    'user-agent': userAgent,
    ...Object.fromEntries(fixed),
    ...own,
  };
}

/** Whether a header or parameter of this name holds a credential. */
export const namesSecret = (name: string): boolean =>
  /authorization|cookie|signature|secret|token|password|api[-_]?key|routing[-_]?key/i.test(name);

/** The texts in a body whose names suggest a secret. */
export function secretsIn(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inside]) =>
    typeof inside === 'string' ? (namesSecret(name) ? [inside] : []) : secretsIn(inside),
  );
}

/** Whether a body of this type is JSON. Any other is sent exactly as given. */
export const isJsonType = (type: string | undefined): boolean => type === undefined || /\bjson\b/i.test(type);

/** After a 401: the header to retry with, or undefined if the refusal stands. */
export async function renewedAuthorization(settings: Settings, refused = ''): Promise<string | undefined> {
  const token = /^Bearer (\S+)$/.exec(refused)?.[1];
  const renewed = token === undefined ? undefined : await settings.renewedApiKey(token);
  return renewed && headerOf(renewed);
}

const authorization = async (settings: Settings): Promise<string> => headerOf(await settings.apiKey());

const headerOf = ({key, authType}: ApiKey): string => (authType === 'bearer' ? `Bearer ${key}` : `Token token=${key}`);

export function hide(settings: Settings, value: string): void {
  const secret = value.replace(/^\s*\S+\s+(?:token=)?/i, '').trim();
  for (const text of [secret, value]) if (text !== '') settings.redactor.add(text);
}

// These belong to the connection: changing them would truncate the request or have it mistaken for another.
const untouchable = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect', 'te']);

function checkHeaders(own: Readonly<Headers>): Headers {
  const checked: Headers = {};
  for (const [name, value] of Object.entries(own)) {
    const lower = name.toLowerCase();
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(lower)) throw usageError(`"${name}" is not a header name`);
    if (untouchable.has(lower)) throw usageError(`The header ${name} cannot be set`);
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
      throw usageError(`The value of the header ${name} contains a character that is not allowed in a header`);
    checked[lower] = value.trim();
  }
  return checked;
}
