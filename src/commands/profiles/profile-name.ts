import {PdError, usageError} from '../../lib/base/errors.ts';
import {chooseOne} from '../../lib/settings/credentials.ts';
import {checkedProfileName, type Profiles} from '../../lib/settings/profiles.ts';

/**
 * The profile to log in to: the one that is given, otherwise the one in use, the only one, or the first. Throws a usage error
 * where none of several is in use.
 */
export function loginName({names}: Profiles, given: string | undefined, inUse: string | undefined): string {
  const name = given ?? inUse ?? (names.length === 0 ? 'default' : undefined);
  if (name !== undefined) return checkedProfileName(name);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  throw usageError('No profile is in use', `name one: pd profiles login NAME, or choose one with ${chooseOne(names)}`);
}

/** The profile that a command is about: the one that is given, otherwise the one in use. Throws `not-found` if none is. */
export function profileName({names}: Profiles, given: string | undefined, inUse: string | undefined): string {
  const name = given ?? inUse;
  if (name !== undefined) return name;
  if (names.length === 0) throw new PdError('not-found', 'There is no profile yet', {next: 'pd profiles login'});
  throw new PdError('not-found', 'No profile is in use', {next: `name one, or choose one with ${chooseOne(names)}`});
}

/** `pd profiles VERB NAME…` as it can be typed: after --, a name that begins with a dash is not taken for a flag. Pure. */
export const profilesLine = (verb: string, ...names: readonly string[]): string =>
  ['pd profiles', verb, ...(names.some(name => name.startsWith('-')) ? ['--'] : []), ...names].join(' ');
