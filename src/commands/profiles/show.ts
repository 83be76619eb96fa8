import {string} from '@oclif/core/args';
import {PdError} from '../../lib/base/errors.ts';
import {chooseOne} from '../../lib/settings/credentials.ts';
import {shownProfile} from '../../lib/settings/profile-view.ts';
import {readProfiles} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';

export default class ProfilesShow extends PdCommand {
  static override examples = ['pd profiles show', 'pd profiles show acme.eu --json'];
  static override args = {
    name: string({description: 'Name of the profile (default: the one in use).', ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, context} = await this.start(ProfilesShow);
    const profiles = readProfiles(context.io);
    const name = args.name ?? context.settings.profileName;
    if (name === undefined) {
      const {names} = profiles;
      throw new PdError('not-found', names.length === 0 ? 'There is no profile yet' : 'No profile is in use', {
        next: names.length === 0 ? 'pd profiles login' : `name one, or choose one with ${chooseOne(names)}`,
      });
    }
    const profile = profiles.existing(name, args.name === undefined ? 'usage' : 'not-found');
    await context.output.record(shownProfile(profiles, name, profile));
  }
}
