import {PdCommand} from '../../base/command.ts';
import {localChangeFlags} from '../../base/flags.ts';
import {idArgs} from './chosen-entries.ts';
import {putBack} from './put-back.ts';

export default class EventsQueueRetry extends PdCommand {
  static override examples = ['pd events queue ls -o id | pd events queue retry -'];
  static override args = idArgs;
  static override flags = {...localChangeFlags};
  static override strict = false;

  async run(): Promise<void> {
    const {argv, context} = await this.start(EventsQueueRetry);
    await putBack(context, argv, 'rejected');
  }
}
