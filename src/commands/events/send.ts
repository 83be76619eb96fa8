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
    strict: boolean({
      summary: 'Fail if pd would have to correct or shorten an event (default: do so, with a warning).',
    }),
    journal: text({
      helpValue: 'FILE',
      summary: 'Record delivered events in FILE, and skip those recorded there by an earlier run of the same input.',
    }),
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(EventsSend);
    const {io, settings} = context;
    if (args.file === undefined && io.stdin.isTTY) {
      throw usageError(
        'There is nothing to send: no FILE was given, and nothing is piped in',
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

/** An event's own routing key takes precedence over the settings. */
async function prepared(value: Json, context: Context, strict: boolean): Promise<BuiltEvent> {
  const own = field(value, 'routing_key') ?? '';
  if (typeof own !== 'string') throw usageError('routing_key is not a string');
  const key = own === '' ? undefined : checkedRoutingKey(own, 'routing_key');
  if (key !== undefined) context.settings.redactor.add(key);
  return prepareEvent(value, await eventFacts(context, strict, key));
}
