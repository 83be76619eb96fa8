import {string} from '@oclif/core/flags';
import {openQueue} from '../../../lib/delivery/queue-listing.ts';
import {parseDuration} from '../../../lib/input/times.ts';
import {checkQueue, queueState, statusView} from '../../../lib/queue/state.ts';
import {PdCommand} from '../../base/command.ts';

export default class EventsQueueStatus extends PdCommand {
  static override examples = [
    'pd events queue status',
    'pd events queue status --max-age 10m || echo "events are stuck"',
  ];
  static override flags = {
    'max-age': string({
      helpValue: 'DURATION',
      summary:
        'Exit 8 if an event has waited longer than this, or if any was rejected, set aside or queued by a newer pd.',
    }),
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(EventsQueueStatus);
    const maxAgeMs = flags['max-age'] === undefined ? undefined : parseDuration(flags['max-age'], '--max-age');
    const state = queueState(openQueue(context), context.io.now());
    await context.output.record(state, statusView);
    if (maxAgeMs !== undefined) checkQueue(state, maxAgeMs);
  }
}
