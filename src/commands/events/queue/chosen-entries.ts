import {string} from '@oclif/core/args';
import {PdError} from '../../../lib/base/errors.ts';
import type {JsonObject} from '../../../lib/base/json.ts';
import type {Context} from '../../../lib/context.ts';
import {openQueue} from '../../../lib/delivery/queue-listing.ts';
import {itemsOf} from '../../../lib/input/argument-values.ts';
import type {EntryName} from '../../../lib/queue/entry-name.ts';
import type {Queue} from '../../../lib/queue/queue.ts';

export const idArgs = {
  id: string({
    name: 'ID',
    required: true,
    ignoreStdin: true,
    description:
      'IDs of queued events, from pd events queue ls; - reads them from stdin, @FILE from a file, one per line.',
  }),
};

export interface Chosen {
  queue: Queue;
  name: EntryName;
  isRejected: boolean;
}

/** Does the work for each ID and reports each; an ID that is not there is an error of its own. */
export async function changeEntries(
  context: Context,
  argv: readonly string[],
  work: (chosen: Chosen) => Promise<string>,
): Promise<void> {
  const {io, output, dryRun} = context;
  const queue = openQueue(context);
  const known = new Map<string, Chosen>();
  for (const name of queue.rejected()) known.set(name.id, {queue, name, isRejected: true});
  for (const name of queue.names()) known.set(name.id, {queue, name, isRejected: false});
  const missing: string[] = [];
  const rows: JsonObject[] = [];
  for (const id of await itemsOf(io, argv, 'ID')) {
    const chosen = known.get(id);
    if (!chosen) missing.push(id);
    else rows.push({id, state: dryRun ? `would be ${await work(chosen)}` : await work(chosen)});
    io.interrupt.throwIfAborted();
  }
  if (queue.exists && !dryRun) queue.syncRemovals();
  await output.records([rows], {
    columns: ['id', 'state'].map(field => ({header: field.toUpperCase(), value: row => row[field]})),
  });
  if (missing.length === 0) return;
  const kind = rows.length === 0 ? 'not-found' : 'partial';
  throw new PdError(kind, `There is no event ${missing.join(', ')} in the queue`, {next: 'pd events queue ls'});
}
