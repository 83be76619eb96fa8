import {string} from '@oclif/core/args';
import {boolean, string as text} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {field, type Json} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {eventFacts, sendMany} from '../../lib/delivery/dispatch.ts';
import {eventsOfFile, eventsOfStdin} from '../../lib/delivery/input-events.ts';
import {type BuiltEvent, prepareEvent} from '../../lib/events/event.ts';
import {checkedRoutingKey} from '../../lib/settings/credentials.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, routingFlags} from '../base/flags.ts';
import {spoolFlags} from './spool-flags.ts';

export default class EventsSend extends PdCommand {
  static override examples = [
    `echo '{"event_action":"resolve","dedup_key":"disk-db1"}' | pd events send -`,
    `echo '[{"payload":{"summary":"Deployed shop 1.4.2"}}]' | pd events send - --dry-run`,
  ];
  static override args = {
    file: string({
      name: 'FILE',
      ignoreStdin: true,
      description:
        'Events as JSON, one after the other or in arrays; - or no argument reads stdin. @FILE is the same as FILE.',
    }),
  };
  static override flags = {
    ...routingFlags,
    ...spoolFlags,
    strict: boolean({summary: 'Refuse an event that pd would correct or shorten (default: do so, with a warning).'}),
    journal: text({
      helpValue: 'FILE',
      summary: 'Note in FILE what was delivered, and skip what an earlier run noted there: for an input sent again.',
    }),
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(EventsSend);
    const {io, settings} = context;
    if (args.file === undefined && io.stdin.isTTY) {
      throw usageError(
        'There is nothing to send: no FILE, and no input piped in',
        'name a file, or give - to type events',
      );
    }
    const prepare = (value: Json) => prepared(value, context, flags.strict);
    const path = (args.file ?? '-').replace(/^@/, '');
    if (path === '') throw usageError('FILE: no file name after the @');
    const events = path === '-' ? eventsOfStdin(io, prepare) : await eventsOfFile(path, prepare);
    await sendMany(context, events, {
      width: settings.concurrency(),
      empty: 'there are no events in the input',
      saysLast: true,
      journal: flags.journal,
    });
  }
}

/** An event's own routing key comes before that of the settings. */
async function prepared(value: Json, context: Context, strict: boolean): Promise<BuiltEvent> {
  const own = field(value, 'routing_key') ?? '';
  if (typeof own !== 'string') throw usageError('routing_key is not a text');
  const key = own === '' ? undefined : checkedRoutingKey(own, 'routing_key');
  if (key !== undefined) context.settings.redactor.add(key);
  return prepareEvent(value, await eventFacts(context, strict, key));
}
