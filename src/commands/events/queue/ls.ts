import {PdError} from '../../../lib/base/errors.ts';
import {openQueue, queueRows, queueView} from '../../../lib/delivery/queue-listing.ts';
import {PdCommand} from '../../base/command.ts';

export default class EventsQueueLs extends PdCommand {
  static override examples = ['pd events queue ls', 'pd events queue ls -o jsonl --fields id,dedup_key'];

  async run(): Promise<void> {
    const {context} = await this.start(EventsQueueLs);
    let unlisted = 0;
    const tell = (problem: string): void => {
      unlisted += 1;
      context.output.warn(problem);
    };
    await context.output.records(queueRows(openQueue(context), tell), queueView);
    if (unlisted > 0) {
      throw new PdError('partial', `${unlisted} of the files in the queue could not be shown`, {
        next: 'pd events queue flush sets aside files that are not events, and leaves those of a newer pd to it',
      });
    }
  }
}
