import fs from 'node:fs';
import {PdCommand} from '../../base/command.ts';
import {localChangeFlags} from '../../base/flags.ts';
import {changeEntries, idArgs} from './chosen-entries.ts';

export default class EventsQueueRm extends PdCommand {
  static override examples = ['pd events queue ls -o id | pd events queue rm -'];
  static override args = idArgs;
  static override flags = {...localChangeFlags};
  static override strict = false;

  async run(): Promise<void> {
    const {argv, context} = await this.start(EventsQueueRm);
    await changeEntries(context, argv, async (chosen, queue) => {
      if (context.dryRun) return 'removed';
      if (chosen.state === 'queued') queue.remove(chosen.name);
      // The system refuses to remove a folder that was set aside: a person has to remove its contents.
      else fs.unlinkSync(chosen.path);
      return 'removed';
    });
  }
}
