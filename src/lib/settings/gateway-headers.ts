import {usageError} from '../base/errors.ts';
import {isObject} from '../base/json.ts';
import {firstLine} from '../base/text.ts';
import type {Found, Lookup} from './lookup.ts';

// Headers that pd or the connection sets itself.
const taken = ['authorization', 'accept', 'content-type', 'content-length', 'from', 'host', 'connection', 'user-agent'];

export interface Gateway {
  /** PEM files of a client certificate and its key. */
  certFile: string | undefined;
  keyFile: string | undefined;
  headers: () => Promise<Record<string, string>>;
  /** The origins to which the headers may be sent. */
  origins: () => readonly string[];
}

export const hasHeaders = (lookup: Lookup): boolean => lookup.headers !== undefined || given(lookup) !== undefined;

const given = (lookup: Lookup): Found | undefined =>
  lookup.flag('gateway-header') ?? lookup.environment('PD_GATEWAY_HEADER');

/**
 * The headers given by the flag, by PD_GATEWAY_HEADER (one per line) and by the profile's `headers`; the first of them
 * to name a header wins. `secret` reads a value and hides it in all output. Throws a usage error for an invalid header.
 */
export async function readHeaders(
  lookup: Lookup,
  secret: (found: Found) => Promise<string>,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  const add = (name: string, value: string, what: string): void => {
    const lower = checkedName(name, what);
    headers[lower] ??= checkedValue(value, what);
  };
  const lines = given(lookup);
  for (const line of lines ? String(lines.value).split('\n') : []) {
    if (lines && line.trim() !== '') await addLine(line, lines, secret, add);
  }
  const kept = lookup.headers;
  if (!isObject(kept)) return headers;
  for (const name of Object.keys(kept)) {
    const found = lookup.header(name);
    if (found) add(name, await secret(found), found.what);
  }
  return headers;
}

async function addLine(
  line: string,
  from: Found,
  secret: (found: Found) => Promise<string>,
  add: (name: string, value: string, what: string) => void,
): Promise<void> {
  const colon = line.indexOf(':');
  if (colon < 1) throw usageError(`${from.what} is not NAME:VALUE`);
  add(line.slice(0, colon), await secret({...from, value: line.slice(colon + 1).trim()}), from.what);
}

/** The name in lower case. */
export function checkedName(name: string, what: string): string {
  const lower = name.trim().toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(lower)) throw usageError(`${what} does not name a header`);
  if (taken.includes(lower)) throw usageError(`${what}: pd sets the header ${lower} itself`);
  return lower;
}

export function checkedValue(value: string, what: string): string {
  const text = firstLine(value);
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw usageError(`${what} contains a character that is not allowed in a header`);
}
