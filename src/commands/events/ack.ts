import {PdCommand} from '../base/command.ts';
import {followUp, keyArgs, keyFlags} from './by-key.ts';

export default class EventsAck extends PdCommand {
  static override examples = ['pd events ack disk-db1 disk-db2', 'printf "disk-db1\\ndisk-db2\\n" | pd events ack -'];
  static override args = keyArgs;
  static override flags = keyFlags;
  static override strict = false;

  async run(): Promise<void> {
    const {argv, context} = await this.start(EventsAck);
    await followUp('acknowledge', argv, context);
  }
}
