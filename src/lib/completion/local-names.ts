import type {Io} from '../io/io.ts';
import {allEndpoints} from '../rest/endpoints.ts';
import type {TextFlags} from '../settings/lookup.ts';
import {routeNames} from '../settings/needs-program.ts';
import {readProfiles} from '../settings/profiles.ts';
import type {Offer} from './kinds.ts';
import {matching} from './offers.ts';

/** The profiles there are. Throws PdError for a profile file that cannot be read. */
export function profileOffers(io: Io, typed: string): Offer[] {
  const profiles = readProfiles(io);
  const offers = profiles.names.map(word => ({word, text: word === profiles.current ? 'in use' : ''}));
  return matching(offers, typed);
}

/** The routes of the profile in use. Throws PdError as above. */
export const routeOffers = (io: Io, flags: TextFlags, typed: string): Offer[] =>
  matching(
    routeNames(io, flags).map(word => ({word, text: ''})),
    typed,
  );

/**
 * The paths of `rest` that begin with what is typed, up to the next ID, which has to be typed: `users`, `users/`, and after
 * `users/PABC123/` what there is below a user. `methods`: those that the command sends. Pure.
 */
export function pathOffers(methods: readonly string[], typed: string): Offer[] {
  const slash = typed.startsWith('/') ? '/' : '';
  const given = typed.slice(slash.length).split('/');
  const last = given.pop() ?? '';
  const words = new Set<string>();
  for (const {method, path} of allEndpoints()) {
    if (!methods.includes(method)) continue;
    const word = continued(path.split('/').slice(1), given, last);
    if (word !== undefined) words.add([...given, word].join('/'));
  }
  return [...words].sort().map(word => ({word: `${slash}${word}`, text: ''}));
}

const isId = (segment: string): boolean => segment.startsWith('{');

/** What follows the segments given: names up to the next ID, which a slash at the end stands for. Pure. */
function continued(path: readonly string[], given: readonly string[], last: string): string | undefined {
  if (!given.every((segment, at) => segment !== '' && (isId(path[at] ?? '') || path[at] === segment))) return undefined;
  const rest = path.slice(given.length);
  const [next] = rest;
  if (next === undefined || isId(next) || !next.startsWith(last)) return undefined;
  const end = rest.findIndex(isId);
  return end === -1 ? rest.join('/') : `${rest.slice(0, end).join('/')}/`;
}
