import {PdError} from '../../../lib/base/errors.ts';
import {openQueue, queueRows, queueView} from '../../../lib/delivery/queue-listing.ts';
import {PdCommand} from '../../base/command.ts';

export default class EventsQueueLs extends PdCommand {
  static override examples = ['pd events queue ls', 'pd events queue ls -o jsonl --fields id,dedup_key'];

  async run(): Promise<void> {
    const {context} = await this.start(EventsQueueLs);
    let unreadable = 0;
    const tell = (path: string, problem: string): void => {
      unreadable += 1;
      context.output.warn(`${path} cannot be listed: ${problem}`);
    };
    await context.output.records(queueRows(openQueue(context), tell), queueView);
    if (unreadable > 0) {
      throw new PdError('partial', `${unreadable} files in the queue are no events`, {
        next: 'pd events queue flush sets them aside',
      });
    }
  }
}
