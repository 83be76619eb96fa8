import fs from 'node:fs';
import {askFirst} from '../../../lib/asking/ask-first.ts';
import type {Queue} from '../../../lib/queue/queue.ts';
import {PdCommand} from '../../base/command.ts';
import {localChangeFlags, yesFlag} from '../../base/flags.ts';
import {type Chosen, changeEntries, idArgs} from './chosen-entries.ts';

export default class EventsQueueRm extends PdCommand {
  static override description =
    'Removes events from the queue, which are then never sent. Asks for confirmation first at a terminal.';

  static override examples = ['pd events queue ls -o id | pd events queue rm -'];
  static override args = idArgs;
  static override flags = {yes: yesFlag, ...localChangeFlags};
  static override strict = false;

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(EventsQueueRm);
    const ask = async (ids: readonly string[]): Promise<void> => {
      const question = `Remove ${ids.length === 1 ? '1 event' : `${ids.length} events`} from the queue?`;
      await askFirst(context, {question, touched: ids, consequences: ['What is removed is never sent.']}, flags.yes);
    };
    const remove = async (chosen: Chosen, queue: Queue): Promise<string> => {
      if (context.dryRun) return 'removed';
      if (chosen.state === 'queued') queue.remove(chosen.name);
      // The system refuses to remove a folder that was set aside: a person has to remove its contents.
      else fs.unlinkSync(chosen.path);
      return 'removed';
    };
    await changeEntries(context, argv, remove, ask);
  }
}
