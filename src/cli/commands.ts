import {type CommandTable, commands as others} from '../commands/index.ts';

/** Every command that can be typed. `commands` and `completion`, which are built from all the others, are added here. */
export const commands: CommandTable = {
  ...others,
  commands: [
    'List every command, with its flags',
    () => import('./commands-list.ts').then(file => file.commandsCommand(commands)),
  ],
  completion: [
    'Print a completion script for a shell',
    () => import('./completion/command.ts').then(file => file.completionCommand(commands)),
  ],
};
