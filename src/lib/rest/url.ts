import {under} from '../base/base-url.ts';
import {type PdError, usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';
import type {Endpoint} from './endpoint.ts';

export type Query = readonly (readonly [name: string, value: string])[];

export interface Target {
  /** Starts with a slash; has no query. */
  path: string;
  query: Query;
}

/**
 * Parses PATH as typed: `users`, `/users/PABC`, or a full URL on one of the hosts to which the key may be sent. Throws
 * a usage error for anything that a server could read as a step up (`..`).
 */
export function parseTarget(typed: string, hosts: readonly URL[]): Target {
  const {path, search} = split(typed, hosts);
  const [first = '', ...rest] = path.split('/');
  const segments = first === '' && rest.length > 0 ? rest : [first, ...rest];
  for (const segment of segments) checkSegment(segment, typed);
  // A + means a plus (a time zone, an email address), not the space that it stands for in forms.
  return {path: `/${segments.join('/')}`, query: [...new URLSearchParams(search.replaceAll('+', '%2B'))]};
}

/** The URL of a path on `base`, which may have a path of its own. */
export function buildUrl(base: URL, path: string, query: Query): URL {
  const url = under(base, path);
  url.search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return url;
}

/**
 * `statuses` becomes `statuses[]` if the endpoint takes a list, and a repeated `sort_by` becomes a comma-separated
 * list.
 */
export function nameQuery(query: Query, endpoint: Endpoint | undefined): Query {
  const lists = new Map((endpoint?.query ?? []).map(parameter => [parameter.name, parameter.list]));
  const named: [string, string][] = [];
  for (const [name, value] of query) {
    const list = lists.get(name);
    const same = list === 'commas' ? named.find(([earlier]) => earlier === name) : undefined;
    if (same) same[1] += `,${value}`;
    else named.push([list === 'brackets' ? `${name}[]` : name, value]);
  }
  return named;
}

/** The query with some parameters replaced or, if undefined, removed. */
export function withQuery(query: Query, changes: Readonly<Record<string, string | number | undefined>>): Query {
  const kept = query.filter(([name]) => !Object.hasOwn(changes, name));
  for (const [name, value] of Object.entries(changes)) if (value !== undefined) kept.push([name, String(value)]);
  return kept;
}

function split(typed: string, hosts: readonly URL[]): {path: string; search: string} {
  // Parsed by hand, because the URL class silently removes `..`.
  const [, authority, path = '', search = '', fragment] =
    /^(?:([a-z][a-z0-9+.-]*:\/\/[^/?#\\]*))?([^?#]*)(?:\?([^#]*))?(#.*)?$/is.exec(typed) ?? [];
  if (fragment !== undefined) throw notAPath(typed, 'it has a "#"', 'write %23 for a # inside a name');
  if (authority === undefined) {
    if (path.startsWith('//')) throw notAPath(typed, 'it starts with two slashes');
    return {path, search};
  }
  const host = hosts.find(known => isOrigin(authority, known));
  if (!host) {
    throw usageError(
      `${authority.replace(/\/\/.*@/, '//…@')} is not the API's host (${hosts[0]?.host ?? ''}), so the key is not sent there`,
      'give only the path, or set the host with --api-url or --region',
    );
  }
  const prefix = host.pathname.replace(/\/$/, '');
  return {path: path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path, search};
}

function isOrigin(authority: string, known: URL): boolean {
  return !authority.includes('@') && URL.canParse(authority) && new URL(authority).origin === known.origin;
}

function checkSegment(segment: string, typed: string): void {
  if (segment === '') {
    throw notAPath(typed, 'a part of it is empty', 'check whether a variable that should hold an ID is empty');
  }
  // Decoded repeatedly, because a server in between may do so too.
  for (let text = segment, last = ''; text !== last; ) {
    if (/^\.{1,2}(?:;|$)/.test(text) || /[/\\]/.test(text))
      throw notAPath(typed, 'it contains a step up (..) or an encoded slash');
    if (/[\u0000-\u001f\u007f]/.test(text)) throw notAPath(typed, 'it contains a control character');
    last = text;
    text = decoded(text) ?? text;
  }
  if (decoded(segment) === undefined) throw notAPath(typed, 'a % in it is not followed by two hex digits', 'write %25');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // only a malformed escape throws
  }
}

function notAPath(typed: string, why: string, next?: string): PdError {
  return usageError(`"${shortened(typed)}" is not a path: ${why}`, next);
}

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
