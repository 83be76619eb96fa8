import {type CommandTable, commands as others} from '../commands/index.ts';

/** Every command that can be typed. `completion`, which is built from all the others, is added here. */
export const commands: CommandTable = {
  ...others,
  completion: [
    'Print a completion script for a shell',
    () => import('./completion/command.ts').then(file => file.completionCommand(commands)),
  ],
};
