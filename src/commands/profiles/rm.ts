import {string} from '@oclif/core/args';
import {PdCommand} from '../../lib/command.ts';
import {changeFlags} from '../../lib/flags.ts';
import {changeOrPretend} from '../../lib/settings/profile-edit.ts';

export default class ProfilesRm extends PdCommand {
  static override examples = ['pd profiles rm acme.eu'];
  static override flags = {...changeFlags};
  static override args = {name: string({description: 'The profile.', required: true, ignoreStdin: true})};

  async run(): Promise<void> {
    const {args, context} = await this.start(ProfilesRm);
    let wasInUse = false;
    await changeOrPretend(context, profiles => {
      profiles.existing(args.name, 'not-found');
      wasInUse = profiles.current === args.name;
      profiles.remove(args.name);
      if (wasInUse) profiles.current = undefined;
    });
    if (wasInUse && !context.dryRun) context.output.note('No profile is in use now: pd profiles use NAME chooses one.');
    await context.output.record({id: args.name, removed: !context.dryRun});
  }
}
