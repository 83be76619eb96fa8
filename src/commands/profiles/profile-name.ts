import {PdError} from '../../lib/base/errors.ts';
import {chooseOne} from '../../lib/settings/credentials.ts';
import type {Profiles} from '../../lib/settings/profiles.ts';

/** The profile that a command is about: the one that is given, otherwise the one in use. Throws `not-found` if none is. */
export function profileName({names}: Profiles, given: string | undefined, inUse: string | undefined): string {
  const name = given ?? inUse;
  if (name !== undefined) return name;
  if (names.length === 0) throw new PdError('not-found', 'There is no profile yet', {next: 'pd profiles login'});
  throw new PdError('not-found', 'No profile is in use', {next: `name one, or choose one with ${chooseOne(names)}`});
}
