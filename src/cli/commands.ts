import {CommandTable} from '../commands/entries.ts';
import {topicVerbs} from '../commands/index.ts';

/** Every command that can be typed. `commands` and `completion`, which are built from all the others, are added here. */
export const commands: CommandTable = new CommandTable({
  ...topicVerbs,
  '': () => ({
    ...topicVerbs[''](),
    commands: [
      'List every command, with its flags',
      async () => ({default: (await import('./commands-list.ts')).commandsCommand(commands)}),
    ],
    completion: [
      'Print a completion script for a shell',
      async () => ({default: (await import('./completion/command.ts')).completionCommand(commands)}),
    ],
  }),
});
