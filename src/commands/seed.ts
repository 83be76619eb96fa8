import {string as word} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {eventFacts, sendOne} from '../lib/delivery/dispatch.ts';
import {type SeedAction, seedEvent, seedSentence} from '../lib/events/seed-event.ts';
import {PdCommand} from './base/command.ts';
import {changeFlags, routingFlags} from './base/flags.ts';
import {spoolFlags} from './events/spool-flags.ts';

/** The command line of python-pagerduty: `pagerduty trigger -k KEY --description TEXT`. */
export default class Seed extends PdCommand {
  static override examples = ['pagerduty trigger -k "$PD_ROUTING_KEY" -i disk-db1 --description "Disk full on db1"'];
  // Help puts the verbs before it (cli/command-help.ts).
  static override usage = '[FLAGS]';
  static override args = {
    action: word({
      required: true,
      ignoreStdin: true,
      options: ['trigger', 'acknowledge', 'resolve'],
      description: 'What to do with the alert.',
    }),
  };
  static override flags = {
    ...routingFlags,
    ...spoolFlags,
    'dedup-key': string({
      char: 'i',
      helpValue: 'KEY',
      summary: 'Dedup key of the alert; required unless it is triggered (default: a new key).',
    }),
    description: string({helpValue: 'TEXT', summary: 'The text of the alert; required to trigger it.'}),
    source: string({helpValue: 'TEXT', summary: 'The affected host or system (default: this host).'}),
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(Seed);
    const action = args.action as SeedAction;
    const {description, source} = flags;
    const built = seedEvent(
      action,
      {dedupKey: flags['dedup-key'], description, source},
      await eventFacts(context, false),
    );
    await sendOne(context, built, async ({status, dedup_key}) => {
      context.output.text(seedSentence(action, dedup_key, status === 'queued'));
    });
  }
}
