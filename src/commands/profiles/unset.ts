import {string} from '@oclif/core/args';
import {editProfile} from '../../lib/settings/profile-edit.ts';
import {unsetItem} from '../../lib/settings/profile-items.ts';
import {PdCommand} from '../base/command.ts';
import {localChangeFlags} from '../base/flags.ts';

export default class ProfilesUnset extends PdCommand {
  static override examples = ['pd profiles unset acme from routes.payments'];
  static override strict = false;
  static override flags = {...localChangeFlags};
  static override args = {
    name: string({description: 'Name of the profile.', required: true, ignoreStdin: true}),
    key: string({
      required: true,
      ignoreStdin: true,
      description: 'Settings to remove, such as from or routes.payments.',
    }),
  };

  async run(): Promise<void> {
    const {args, argv, context} = await this.start(ProfilesUnset);
    const keys = argv.slice(1);
    const absent: string[] = [];
    await editProfile(context, args.name, {create: false}, profile => {
      for (const key of keys) if (!unsetItem(profile, key)) absent.push(key);
    });
    if (keys.includes('oauth') && !context.dryRun) {
      (await import('../../lib/auth/token-file.ts')).forgetTokens(context.io, args.name);
    }
    if (absent.length > 0) context.output.note(`Was not set: ${absent.join(', ')}`);
  }
}
