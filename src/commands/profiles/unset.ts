import {string} from '@oclif/core/args';
import {usageError} from '../../lib/base/errors.ts';
import {editProfile} from '../../lib/settings/profile-edit.ts';
import {unsetItem} from '../../lib/settings/profile-items.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';

export default class ProfilesUnset extends PdCommand {
  static override examples = ['pd profiles unset acme from routes.payments'];
  static override strict = false;
  static override flags = {...changeFlags};
  static override args = {
    name: string({description: 'The profile.', required: true, ignoreStdin: true}),
    keys: string({description: 'The keys to remove, such as from or routes.NAME.', ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, argv, context} = await this.start(ProfilesUnset);
    const keys = argv.slice(1);
    if (keys.length === 0) throw usageError('There is nothing to unset', 'add a key, such as from or routes.NAME');
    const absent: string[] = [];
    await editProfile(context, args.name, {create: false}, profile => {
      for (const key of keys) if (!unsetItem(profile, key)) absent.push(key);
    });
    if (keys.includes('oauth') && !context.dryRun) {
      (await import('../../lib/auth/token-file.ts')).forgetTokens(context.io, args.name);
    }
    if (absent.length > 0) context.output.note(`Not set before: ${absent.join(', ')}`);
  }
}
