import {string} from '@oclif/core/args';
import {usageError} from '../../lib/base/errors.ts';
import {editProfile} from '../../lib/settings/profile-edit.ts';
import {readProfileItems, setItem} from '../../lib/settings/profile-items.ts';
import {checkedProfileName} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';

export default class ProfilesSet extends PdCommand {
  static override examples = [
    'pd profiles set acme region=eu from=ana@acme.example',
    'pd profiles set acme routes.payments=@payments.key',
    `pd profiles set acme apiKey:='{"command": "op read op://ops/pagerduty/key"}'`,
  ];
  static override strict = false;
  static override flags = {...changeFlags};
  static override args = {
    name: string({description: 'The profile; made when it is not there.', required: true, ignoreStdin: true}),
    items: string({description: 'key=value, key=-, key=@file or key:=json.', ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, argv, context} = await this.start(ProfilesSet);
    const name = checkedProfileName(args.name);
    if (argv.length < 2) throw usageError('There is nothing to set', 'add key=value, such as region=eu');
    const items = await readProfileItems(context.io, argv.slice(1));
    await editProfile(context, name, {create: true}, profile => {
      for (const item of items) setItem(profile, item);
    });
  }
}
