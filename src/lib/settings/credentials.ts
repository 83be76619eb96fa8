import {PdError, usageError} from '../base/errors.ts';
import {isObject} from '../base/json.ts';
import {firstLine} from '../base/text.ts';
import type {Found, Lookup} from './lookup.ts';

export type AuthType = 'token' | 'bearer';

interface FoundRoutingKey {
  found: Found;
  /** Its place in the profile file, so that the queue can store the place instead of the key. */
  reference?: {profile: string; route?: string};
}

/** Finds the routing key, before its value is read. A flag overrides any variable, a variable the profile. */
export function findRoutingKey(lookup: Lookup): FoundRoutingKey {
  const key = lookup.flag('routing-key');
  const route = lookup.flag('to');
  if (key && route) throw usageError('--routing-key and --to both say where the event goes', 'give one of them');
  if (key) return {found: key};
  if (route) return routeOf(lookup, route);
  const keyVariable = lookup.environment('PD_ROUTING_KEY');
  if (keyVariable) return {found: keyVariable};
  const routeVariable = lookup.environment('PD_ROUTE');
  if (routeVariable) return routeOf(lookup, routeVariable);
  const found = lookup.inProfile('routingKey');
  const profile = lookup.profileName;
  if (found && profile !== undefined) return {found, reference: {profile}};
  const {unusedProfiles: unused} = lookup;
  if (unused.length > 0) {
    const message = `There is no routing key to send the event with: ${noneInUse(unused)}`;
    throw usageError(message, `${chooseOne(unused)}, give --routing-key KEY, or export PD_ROUTING_KEY`);
  }
  throw usageError(
    'There is no routing key to send the event with',
    'give --routing-key KEY or --to ROUTE, export PD_ROUTING_KEY, or store one with pd profiles set NAME routingKey=-',
  );
}

/** For messages about what is missing because no profile is in use, though there are these. */
const noneInUse = (names: readonly string[]): string =>
  `no profile is in use, of ${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ' and others' : ''}`;
const mostNamed = 10;

/** The command that chooses one of these. */
export const chooseOne = ([first, ...more]: readonly string[]): string =>
  `pd profiles use ${more.length === 0 ? first : 'NAME'}`;

/** API: a routing key has 32 characters. PagerDuty refuses any other too, but only once there is an alert to send. */
export function checkedRoutingKey(text: string, what: string): string {
  const key = firstLine(text);
  if (/^[\x21-\x7e]{32}$/.test(key)) return key;
  if (isQuoted(key)) throw usageError(`${what} ${inQuotes}`, withoutQuotes);
  throw usageError(
    `${what} is not a routing key: it must have 32 characters and no spaces, and has ${[...key].length}`,
    'copy the Integration Key of an Events API v2 integration of the service',
  );
}

/** Checks that a key can be sent in a header. Only the first line of a key file is the key. */
export function checkedApiKey(text: string, what: string): string {
  const key = firstLine(text);
  if (isQuoted(key)) throw new PdError('credentials', `${what} ${inQuotes}`, {next: withoutQuotes});
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const fault = key === '' ? 'is empty' : 'contains a space or another character that no key has';
  throw new PdError('credentials', `${what} ${fault}`, {next: 'copy the whole key again, and nothing else'});
}

// docker's --env-file keeps quotes, which a shell removes. No key contains any.
const isQuoted = (key: string): boolean => /^(["']).*\1$/.test(key);
const inQuotes = 'has quotes around it, which are not part of a key';
const withoutQuotes = "leave the quotes out: a shell removes them, docker's --env-file does not";

/** API: keys are 20 of these characters; anything else is an OAuth token. */
export function authTypeByShape(key: string): AuthType {
  return /^[A-Za-z0-9_+/=-]{20}$/.test(key) ? 'token' : 'bearer';
}

export function checkedAuthType(text: string, what: string): AuthType {
  if (text === 'token' || text === 'bearer') return text;
  throw usageError(`${what} is ${JSON.stringify(text)}`, 'use token or bearer');
}

export function missingApiKey({profileName, unusedProfiles: unused}: Lookup): PdError {
  if (unused.length > 0) {
    return new PdError('credentials', `There is no API key: PD_API_KEY is not set, and ${noneInUse(unused)}`, {
      next: `${chooseOne(unused)}, or export PD_API_KEY`,
    });
  }
  const where = profileName === undefined ? '' : `, and profile ${profileName} has none`;
  return new PdError('credentials', `There is no API key: PD_API_KEY is not set${where}`, {
    next: `pd profiles login ${profileName ?? 'NAME'}, or export PD_API_KEY`,
  });
}

function routeOf(lookup: Lookup, route: Found): FoundRoutingKey {
  const profile = lookup.profileName;
  const name = String(route.value);
  if (profile === undefined) {
    const {unusedProfiles: unused} = lookup;
    throw usageError(
      `${route.what} names the route ${JSON.stringify(name)}, but no profile is in use to look it up in`,
      unused.length > 0 ? chooseOne(unused) : `pd profiles set NAME routes.${name}=-`,
    );
  }
  const found = lookup.route(name);
  if (found) return {found, reference: {profile, route: name}};
  const {routes} = lookup;
  const known = isObject(routes) ? Object.keys(routes).sort() : [];
  const list = known.length === 0 ? 'it has none' : `it has: ${known.join(', ')}`;
  throw usageError(
    `Profile ${profile} has no route ${JSON.stringify(name)}; ${list}`,
    `pd profiles set ${profile} routes.${name}=-`,
  );
}
