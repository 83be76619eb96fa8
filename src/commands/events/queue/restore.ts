import {PdCommand} from '../../base/command.ts';
import {localChangeFlags} from '../../base/flags.ts';
import {idArgs} from './chosen-entries.ts';
import {putBack} from './put-back.ts';

export default class EventsQueueRestore extends PdCommand {
  static override examples = ['pd events queue ls -o id | pd events queue restore -'];
  static override args = idArgs;
  static override flags = {...localChangeFlags};
  static override strict = false;

  async run(): Promise<void> {
    const {argv, context} = await this.start(EventsQueueRestore);
    await putBack(context, argv, 'set aside');
  }
}
