import {string} from '@oclif/core/args';
import type {JsonObject} from '../../lib/base/json.ts';
import {countOfProfile} from '../../lib/delivery/queue-listing.ts';
import {chooseOne} from '../../lib/settings/credentials.ts';
import {changeOrPretend} from '../../lib/settings/profile-edit.ts';
import {PdCommand} from '../base/command.ts';
import {localChangeFlags, yesFlag} from '../base/flags.ts';

export default class ProfilesRm extends PdCommand {
  static override examples = ['pd profiles rm acme.eu'];
  static override flags = {yes: yesFlag, ...localChangeFlags};
  static override args = {name: string({description: 'Name of the profile.', required: true, ignoreStdin: true})};

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(ProfilesRm);
    const {askFirst} = await import('../../lib/asking/ask-first.ts');
    const consequences = ['Its keys and routes are removed with it, also from the system keychain.'];
    const queued = countOfProfile(context, args.name);
    if (queued > 0) consequences.push(`${stranded(queued)}; pd events queue flush delivers them.`);
    const asked = await askFirst(
      context,
      {question: 'Remove the profile?', touched: [args.name], consequences},
      flags.yes,
    );
    let wasInUse = false;
    let left: readonly string[] = [];
    let removed: JsonObject = {};
    await changeOrPretend(context, profiles => {
      removed = profiles.existing(args.name, 'not-found');
      wasInUse = profiles.current === args.name;
      profiles.remove(args.name);
      left = profiles.names;
      if (wasInUse) profiles.current = undefined;
    });
    if (removed['oauth'] && !context.dryRun)
      (await import('../../lib/auth/token-file.ts')).forgetTokens(context.io, args.name);
    if (queued > 0 && !asked)
      context.output.warn(`${stranded(queued)}; to send them all the same: pd profiles set ${args.name} routingKey=-`);
    if (wasInUse && !context.dryRun) {
      const choice = left.length === 0 ? 'there is none left' : `to choose one: ${chooseOne(left)}`;
      context.output.note(`No profile is in use now; ${choice}`);
    }
    await context.output.record({id: args.name, removed: !context.dryRun});
  }
}

const stranded = (count: number): string => `Queued events that cannot be sent without its keys: ${count}`;
