import {string} from '@oclif/core/args';
import {usageError} from '../../lib/base/errors.ts';
import type {Context} from '../../lib/context.ts';
import {countOfProfile} from '../../lib/delivery/queue-listing.ts';
import {Journal} from '../../lib/journal/journal.ts';
import {changeOrPretend} from '../../lib/settings/profile-edit.ts';
import {shownProfile} from '../../lib/settings/profile-view.ts';
import {checkedProfileName, readProfiles} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';
import {localChangeFlags} from '../base/flags.ts';
import {profilesLine} from './profile-name.ts';

export default class ProfilesRename extends PdCommand {
  static override description =
    'Gives a profile another name, with its sign-in, its secrets in the system keychain and its place in the journal of changes.';

  static override examples = ['pd profiles rename acme.eu acme-eu'];
  static override flags = {...localChangeFlags};
  static override args = {
    old: string({description: 'Name of the profile.', required: true, ignoreStdin: true}),
    new: string({description: 'Its new name.', required: true, ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, context} = await this.start(ProfilesRename);
    const {io, output, dryRun} = context;
    const [from, to] = [args.old, checkedProfileName(args.new)];
    // Before anything is moved.
    const known = readProfiles(io);
    const profile = known.existing(from, 'not-found');
    known.rename(from, to);
    refuseIfQueued(context, from);
    const {movedInKeychain} = await import('../../lib/settings/keychain.ts');
    const moved = dryRun ? {} : await movedInKeychain(io, profile, {from, to});
    let shown = {};
    await changeOrPretend(context, profiles => {
      profiles.rename(from, to);
      const renamed = {...profiles.existing(to), ...moved};
      profiles.put(to, renamed);
      shown = shownProfile(profiles, to, renamed);
    });
    if (!dryRun) await moveRest(context, from, to);
    await output.record(shown);
    if (dryRun) return;
    if (io.env['PD_PROFILE'] === from) output.warn(`PD_PROFILE=${from} is set, and names no profile now`);
    output.note(`To undo: ${profilesLine('rename', to, from)}`);
  }
}

/** A queued event names the profile whose routing key it is sent with. */
function refuseIfQueued(context: Context, name: string): void {
  const count = countOfProfile(context, name);
  if (count === 0) return;
  const events = count === 1 ? '1 queued event is' : `${count} queued events are`;
  throw usageError(`${events} to be sent with a key of profile ${name}`, 'deliver them first: pd events queue flush');
}

/** What is kept of a profile beside the profile file. */
async function moveRest({io, output, settings}: Context, from: string, to: string): Promise<void> {
  const {moveTokens} = await import('../../lib/auth/token-file.ts');
  if (!(await moveTokens(io, from, to)))
    output.warn(`The sign-in of ${from} could not be moved; sign in again: ${profilesLine('login', to)}`);
  if (!new Journal(io, settings.redactor, {profile: from, api: ''}).renameProfile(from, to))
    output.warn(`The journal of changes could not be written: what was changed as ${from} can no longer be undone`);
}
