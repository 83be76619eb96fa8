import {profileListView, shownProfile} from '../../lib/settings/profile-view.ts';
import {readProfiles} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';

export default class ProfilesLs extends PdCommand {
  static override examples = ['pd profiles ls', 'pd profiles ls -o id'];

  async run(): Promise<void> {
    const {context} = await this.start(ProfilesLs);
    const profiles = readProfiles(context.io);
    const rows = profiles.names.map(name => shownProfile(profiles, name, profiles.existing(name)));
    await context.output.records([rows], profileListView);
  }
}
