import {string} from '@oclif/core/args';
import {shownProfile} from '../../lib/settings/profile-view.ts';
import {readProfiles} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';
import {profileName} from './profile-name.ts';

export default class ProfilesShow extends PdCommand {
  static override examples = ['pd profiles show', 'pd profiles show acme.eu --json'];
  static override args = {
    name: string({description: 'Name of the profile (default: the one in use).', ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, context} = await this.start(ProfilesShow);
    const profiles = readProfiles(context.io);
    const name = profileName(profiles, args.name, context.settings.profileName);
    const profile = profiles.existing(name, args.name === undefined ? 'usage' : 'not-found');
    await context.output.record(shownProfile(profiles, name, profile));
  }
}
