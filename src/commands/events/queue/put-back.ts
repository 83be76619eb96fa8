import {PdError} from '../../../lib/base/errors.ts';
import type {Context} from '../../../lib/context.ts';
import {type KeptFile, readKept} from '../../../lib/queue/kept-files.ts';
import {changeEntries} from './chosen-entries.ts';

const commands = {rejected: 'retry', 'set aside': 'restore'} as const;

/** Puts events in that state back into the queue, in their old place. An event that is already queued stays queued. */
export async function putBack(context: Context, argv: readonly string[], wanted: KeptFile['state']): Promise<void> {
  await changeEntries(context, argv, async (chosen, queue) => {
    if (chosen.state === 'queued') {
      // Only its file is left.
      if (queue.outcomes.of(chosen.name.id) === 'delivered') {
        throw new PdError('usage', `Event ${chosen.name.id} was delivered`, {
          next: `pd events queue rm ${chosen.name.id}`,
        });
      }
      if (!context.dryRun) queue.outcomes.revoke(chosen.name.id);
      return 'queued';
    }
    const {id, state, name, path} = chosen;
    if (state !== wanted) {
      throw new PdError('usage', `Event ${id} was ${state}`, {next: `pd events queue ${commands[state]} ${id}`});
    }
    const found = readKept(chosen);
    if (found.is === 'gone') throw new PdError('not-found', `Event ${id} is gone`, {next: 'pd events queue ls'});
    if (found.is !== 'event' || name === undefined) {
      const why = found.is === 'event' ? 'its name is not that of a queued file' : found.problem;
      const isNewer = found.is === 'unreadable' && found.isNewer;
      throw new PdError('usage', `${path} cannot be put back: ${why}`, {
        next: isNewer
          ? `put it back with that version: pd events queue ${commands[state]} ${id}`
          : `inspect it, send its event with pd events send, then run pd events queue rm ${id}`,
      });
    }
    if (!context.dryRun) await queue.putBack(name, found.entry, path);
    return 'queued';
  });
}
