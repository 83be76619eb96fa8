import {boolean, string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {eventFacts, sendOne} from '../../lib/delivery/dispatch.ts';
import {buildChange} from '../../lib/events/event.ts';
import {PdCommand} from '../base/command.ts';
import {contentFlags, readContent} from './content.ts';

export default class EventsChange extends PdCommand {
  static override examples = [
    'pd events change -s "Deployed shop 1.4.2" --source shop --details version=1.4.2',
    'pd events change --ci',
  ];

  static override usage = 'events change -s TEXT|--ci [FLAGS]';
  static override flags = {
    summary: string({char: 's', helpValue: 'TEXT', summary: 'What changed; required unless --ci is given.'}),
    ci: boolean({
      summary: 'Take summary, source, links and details from the CI run; flags override them, and details are merged.',
    }),
    ...contentFlags,
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(EventsChange);
    const content = await readContent(flags, context.io);
    const run = flags.ci ? (await import('../../lib/events/ci.ts')).ciChange(context.io.env) : undefined;
    const summary = flags.summary ?? run?.summary;
    if (summary === undefined)
      throw usageError('--summary is missing', 'say what changed with -s TEXT, or give --ci in a CI run');
    const input = {
      ...content,
      summary,
      source: content.source ?? run?.source,
      details: {...run?.details, ...content.details},
      links: content.links ?? run?.links,
    };
    await sendOne(context, buildChange(input, await eventFacts(context, flags.strict)));
  }
}
