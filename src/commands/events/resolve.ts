import {PdCommand} from '../base/command.ts';
import {followUp, keyArgs, keyFlags} from './by-key.ts';

export default class EventsResolve extends PdCommand {
  static override examples = [
    'pd events resolve disk-db1 disk-db2',
    'printf "disk-db1\\ndisk-db2\\n" | pd events resolve -',
  ];
  static override args = keyArgs;
  static override flags = keyFlags;
  static override strict = false;

  async run(): Promise<void> {
    const {argv, context} = await this.start(EventsResolve);
    await followUp('resolve', argv, context);
  }
}
