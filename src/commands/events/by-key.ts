import {string} from '@oclif/core/args';
import type {Context} from '../../lib/context.ts';
import {eventFacts, type Outgoing, sendMany, sendOne} from '../../lib/delivery/dispatch.ts';
import {type BuiltEvent, buildFollowUp} from '../../lib/events/event.ts';
import {itemsOf} from '../../lib/input/argument-values.ts';
import {changeFlags, routingFlags} from '../base/flags.ts';
import {spoolFlags} from './spool-flags.ts';

/** What `ack` and `resolve` share: dedup keys as arguments, or one per line in a file or on standard input. */
export const keyArgs = {
  key: string({
    name: 'KEY',
    required: true,
    ignoreStdin: true,
    description: 'Dedup keys of the alerts; - reads them from stdin, @FILE from a file, one per line.',
  }),
};
export const keyFlags = {...routingFlags, ...spoolFlags, ...changeFlags};

/** Sends the events in order, one after the other: those of one alert must not overtake each other. */
export async function followUp(
  action: 'acknowledge' | 'resolve',
  argv: readonly string[],
  context: Context,
): Promise<void> {
  const keys = await itemsOf(context.io, argv, 'KEY');
  const facts = await eventFacts(context, false);
  const events = keys.map(key => ({place: key, ...buildFollowUp(action, key, facts)}));
  const [only, ...more] = events;
  if (only !== undefined && more.length === 0) return await sendOne(context, only);
  await sendMany(context, listed(events), {width: 1, empty: 'there are no dedup keys in the input'});
}

async function* listed(events: readonly ({place: string} & BuiltEvent)[]): AsyncGenerator<Outgoing> {
  yield* events;
}
