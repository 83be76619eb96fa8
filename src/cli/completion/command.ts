import {string} from '@oclif/core/args';
import {PdCommand} from '../../commands/base/command.ts';
import type {CommandTable} from '../../commands/entries.ts';
import {type Shell, shells} from './shells.ts';

const description = `Add the line for your shell to its start-up file:

~/.bashrc    source <(pd completion bash)
~/.zshrc     source <(pd completion zsh)      after compinit
config.fish  pd completion fish | source
$PROFILE     pd completion powershell | Out-String | Invoke-Expression

It completes commands, flags and their values, and by name: profiles, routes,
paths of pd rest, services, teams, users, schedules, escalation policies and
open incidents, which are also found by a word of their title. Names from your
account are kept for minutes. Credentials that a command prints are not used.`;

/** `pd completion SHELL`. It is given the commands to complete, itself among them. */
export function completionCommand(commands: CommandTable) {
  return class Completion extends PdCommand {
    static override description = description;

    static override examples = ['source <(pd completion bash)', 'pd completion fish > pd.fish'];
    static override args = {
      shell: string({
        required: true,
        ignoreStdin: true,
        options: Object.keys(shells),
        description: 'The shell to complete for.',
      }),
    };

    async run(): Promise<void> {
      const {args, context} = await this.start(Completion);
      const [{completionTable}, {script}] = await Promise.all([import('./table.ts'), shells[args.shell as Shell]()]);
      context.output.text(script(await completionTable(commands)).trimEnd());
    }
  };
}
