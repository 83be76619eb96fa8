import {PdCommand} from '../../base/command.ts';
import {changeFlags} from '../../base/flags.ts';
import {changeEntries, idArgs} from './chosen-entries.ts';

export default class EventsQueueRm extends PdCommand {
  static override examples = ['pd events queue ls -o id | pd events queue rm -'];
  static override args = idArgs;
  static override flags = {...changeFlags};
  static override strict = false;

  async run(): Promise<void> {
    const {argv, context} = await this.start(EventsQueueRm);
    await changeEntries(context, argv, async ({queue, name, isRejected}) => {
      if (!context.dryRun) isRejected ? queue.removeRejected(name) : queue.remove(name);
      return 'removed';
    });
  }
}
