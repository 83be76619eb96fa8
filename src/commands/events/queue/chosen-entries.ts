import {string} from '@oclif/core/args';
import {messageOf, PdError} from '../../../lib/base/errors.ts';
import type {JsonObject} from '../../../lib/base/json.ts';
import type {Context} from '../../../lib/context.ts';
import {openQueue} from '../../../lib/delivery/queue-listing.ts';
import {isDiskFailure} from '../../../lib/files/disk-failure.ts';
import {itemsOf} from '../../../lib/input/argument-values.ts';
import type {EntryName} from '../../../lib/queue/entry-name.ts';
import {type KeptFile, keptFiles} from '../../../lib/queue/kept-files.ts';
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

/** A queued event, or a file that was set aside or rejected. */
export type Chosen = {state: 'queued'; name: EntryName} | KeptFile;

/**
 * Does the work for each ID and prints a row for each; an ID that is not found, or whose work fails, is an error of its
 * own. `ask` may call it off.
 */
export async function changeEntries(
  context: Context,
  argv: readonly string[],
  work: (chosen: Chosen, queue: Queue) => Promise<string>,
  ask?: (ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const {io, output, dryRun} = context;
  const queue = openQueue(context);
  const kept = keptFiles(queue.folder, error => output.warn(error.message));
  const known = new Map<string, Chosen>(kept.map(file => [file.id, file]));
  queue.outcomes.refresh();
  for (const name of queue.names()) {
    // A rejected event whose file could not be moved exists twice.
    if (!known.has(name.id) || !queue.outcomes.of(name.id)) known.set(name.id, {state: 'queued', name});
  }
  const rows: JsonObject[] = [];
  const failures: PdError[] = [];
  const ids = await itemsOf(io, argv, 'ID');
  if (ids.length > 0) await ask?.(ids);
  for (const id of ids) {
    try {
      const chosen = known.get(id);
      if (!chosen) throw notThere(id);
      const state = await work(chosen, queue);
      rows.push({id, state: dryRun ? `would be ${state}` : state});
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      failures.push(error instanceof PdError ? error : new PdError('unreachable', `${id}: ${messageOf(error)}`));
    }
    io.interrupt.throwIfAborted();
  }
  try {
    if (rows.length > 0 && !dryRun) queue.syncRemovals();
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
    failures.push(new PdError('unreachable', `After a power cut, what was done may be undone: ${messageOf(error)}`));
  }
  await output.records([rows], {
    columns: ['id', 'state'].map(field => ({header: field.toUpperCase(), value: row => row[field]})),
  });
  const [first] = failures;
  if (!first) return;
  const message = failures.map(({message}) => message).join('; ');
  throw new PdError(rows.length === 0 ? first.kind : 'partial', message, {next: first.facts.next});
}

const notThere = (id: string): PdError =>
  new PdError('not-found', `There is no event ${id} in the queue`, {next: 'pd events queue ls'});
