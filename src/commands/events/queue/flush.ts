import {flushQueue} from '../../../lib/delivery/flush.ts';
import {
  flushFailure,
  flushView,
  isNothing,
  onUsableDisk,
  tallyOf,
  warnOfFailures,
} from '../../../lib/delivery/flush-outcome.ts';
import {requestRows} from '../../../lib/delivery/preview.ts';
import {openQueue} from '../../../lib/delivery/queue-listing.ts';
import {tryLock} from '../../../lib/files/lock.ts';
import {PdCommand} from '../../base/command.ts';
import {changeFlags} from '../../base/flags.ts';

export default class EventsQueueFlush extends PdCommand {
  static override description =
    'Delivers queued events. Prints nothing if there are none, except with -o json and the like.';

  static override examples = ['pd events queue flush', 'pd events queue flush --max-wait 5m -o json'];
  static override flags = {...changeFlags};

  async run(): Promise<void> {
    const {context} = await this.start(EventsQueueFlush);
    const {io, output} = context;
    const queue = openQueue(context);
    if (context.dryRun) {
      await output.records(requestRows(context, queue));
      return;
    }
    const lock = queue.exists ? await onUsableDisk(async () => tryLock(queue.folder)) : undefined;
    if (queue.exists && !lock) {
      // From cron, a line would be a mail, and there is nothing to do about it.
      if (io.stderr.isTTY) output.warn('another pd is delivering the queue, so this one leaves it alone');
      return;
    }
    // The report of a signal includes what was delivered up to then.
    const release = io.hold();
    try {
      const report = await onUsableDisk(() => flushQueue(context, queue));
      warnOfFailures(report, output);
      const tally = tallyOf(report, queue);
      // From cron, a line would be a mail.
      if (output.format !== 'table' || !isNothing(tally)) await output.record(tally, flushView);
      const failure = flushFailure(report, tally);
      if (failure) throw failure;
    } finally {
      lock?.release();
      release();
    }
  }
}
