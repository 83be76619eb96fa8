import {said} from '../../lib/base/said.ts';
import type {Context} from '../../lib/context.ts';
import {confirm, isAskable} from '../../lib/input/prompt.ts';
import {messageWith} from '../../lib/output/safe-text.ts';
import {changeProfiles, readProfiles} from '../../lib/settings/profiles.ts';
import {profilesLine} from './profile-name.ts';

/** Offers to use a profile that is new, at a terminal; elsewhere says how. */
export async function offerUse({io, output, settings}: Context, name: string): Promise<void> {
  const {current} = readProfiles(io);
  if (current === name) return;
  const how = `To use ${name} without -p: ${profilesLine('use', name)}`;
  // The variable would be used all the same.
  if (!isAskable(io) || io.noInput !== undefined || io.env['PD_PROFILE']) return output.note(how);
  const safe = messageWith(settings.redactor);
  const instead = current === undefined ? said`` : said`, instead of ${safe(current)}`;
  if (!(await confirm(io, {question: said`Use ${safe(name)} from now on${instead}?`}))) return output.note(how);
  await changeProfiles(io, profiles => {
    profiles.current = name;
  });
}
