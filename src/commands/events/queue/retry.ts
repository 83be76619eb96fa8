import {PdError} from '../../../lib/base/errors.ts';
import {PdCommand} from '../../base/command.ts';
import {changeFlags} from '../../base/flags.ts';
import {changeEntries, idArgs} from './chosen-entries.ts';

export default class EventsQueueRetry extends PdCommand {
  static override examples = ['pd events queue ls -o id | pd events queue retry -'];
  static override args = idArgs;
  static override flags = {...changeFlags};
  static override strict = false;

  async run(): Promise<void> {
    const {argv, context} = await this.start(EventsQueueRetry);
    await changeEntries(context, argv, async ({queue, name, isRejected}) => {
      const found = isRejected ? queue.readRejected(name) : 'queued already';
      if (found === 'queued already') return 'queued';
      if (found === 'gone' || 'problem' in found) throw new PdError('not-found', `event ${name.id} cannot be read`);
      if (!context.dryRun) await queue.retry(name, found.entry);
      return 'queued';
    });
  }
}
