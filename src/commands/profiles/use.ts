import {string} from '@oclif/core/args';
import type {JsonObject} from '../../lib/base/json.ts';
import {changeOrPretend} from '../../lib/settings/profile-edit.ts';
import {shownProfile} from '../../lib/settings/profile-view.ts';
import {PdCommand} from '../base/command.ts';
import {localChangeFlags} from '../base/flags.ts';

export default class ProfilesUse extends PdCommand {
  static override examples = ['pd profiles use acme.eu'];
  static override flags = {...localChangeFlags};
  static override args = {name: string({description: 'Name of the profile.', required: true, ignoreStdin: true})};

  async run(): Promise<void> {
    const {args, context} = await this.start(ProfilesUse);
    let shown: JsonObject = {};
    await changeOrPretend(context, profiles => {
      const profile = profiles.existing(args.name, 'not-found');
      profiles.current = args.name;
      shown = shownProfile(profiles, args.name, profile);
    });
    const variable = context.io.env['PD_PROFILE'];
    if (variable && variable !== args.name) context.output.warn(`PD_PROFILE=${variable} is set, and takes precedence`);
    await context.output.record(shown);
  }
}
