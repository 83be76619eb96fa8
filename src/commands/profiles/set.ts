import {string} from '@oclif/core/args';
import {editProfile} from '../../lib/settings/profile-edit.ts';
import {readProfileItems, setItem} from '../../lib/settings/profile-items.ts';
import {checkedProfileName} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';
import {localChangeFlags} from '../base/flags.ts';

export default class ProfilesSet extends PdCommand {
  static override examples = [
    'pd profiles set acme region=eu from=ana@acme.example',
    'pd profiles set acme routes.payments=@payments.key',
    `pd profiles set acme apiKey:='{"command": "op read op://ops/pagerduty/key"}'`,
  ];
  static override strict = false;
  static override flags = {...localChangeFlags};
  static override args = {
    name: string({
      description: 'Name of the profile; created if it does not exist.',
      required: true,
      ignoreStdin: true,
    }),
    'key=value': string({
      required: true,
      ignoreStdin: true,
      description: 'Settings to store; KEY=- reads the value from stdin, KEY=@FILE from a file; KEY:=JSON for JSON.',
    }),
  };

  async run(): Promise<void> {
    const {args, argv, context} = await this.start(ProfilesSet);
    const name = checkedProfileName(args.name);
    const items = await readProfileItems(context.io, argv.slice(1), context.settings.redactor);
    await editProfile(context, name, {create: true}, profile => {
      for (const item of items) setItem(profile, item);
    });
  }
}
