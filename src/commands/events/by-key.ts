import {string} from '@oclif/core/args';
import type {Context} from '../../lib/context.ts';
import {eventFacts, type Outgoing, sendMany, sendOne} from '../../lib/events/dispatch.ts';
import {type BuiltEvent, buildFollowUp} from '../../lib/events/event.ts';
import {changeFlags, routingFlags} from '../../lib/flags.ts';
import {readValue} from '../../lib/input/values.ts';
import {spoolFlags} from '../../lib/spool/flags.ts';

/** What `ack` and `resolve` share: dedup keys as arguments, or one a line on standard input. */
export const keyArgs = {
  key: string({
    name: 'KEY',
    required: true,
    ignoreStdin: true,
    description: 'Dedup keys; - reads them from stdin, one a line.',
  }),
};
export const keyFlags = {...routingFlags, ...spoolFlags, ...changeFlags};

/** Sends them in order, one after the other: an alert's events must not overtake each other. */
export async function followUp(
  action: 'acknowledge' | 'resolve',
  argv: readonly string[],
  context: Context,
): Promise<void> {
  const keys: string[] = [];
  for (const word of argv) keys.push(...(word === '-' ? await keysOfStdin(context) : [word]));
  const facts = await eventFacts(context, false);
  const events = keys.map(key => ({place: key, ...buildFollowUp(action, key, facts)}));
  const [only, ...more] = events;
  if (only !== undefined && more.length === 0) return await sendOne(context, only);
  await sendMany(context, listed(events), {width: 1, empty: 'no dedup key on standard input'});
}

async function keysOfStdin({io}: Context): Promise<string[]> {
  const text = await readValue(io, '-', 'KEY');
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

async function* listed(events: readonly ({place: string} & BuiltEvent)[]): AsyncGenerator<Outgoing> {
  yield* events;
}
