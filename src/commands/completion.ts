import {string} from '@oclif/core/args';
import {PdCommand} from '../lib/command.ts';
import {type Shell, shells} from '../lib/completion/shells.ts';

export default class Completion extends PdCommand {
  static override description = `bash        source <(pd completion bash)                            in ~/.bashrc
zsh         source <(pd completion zsh)                             in ~/.zshrc, after compinit
fish        pd completion fish | source                             in config.fish
powershell  pd completion powershell | Out-String | Invoke-Expression   in $PROFILE`;

  static override examples = ['source <(pd completion bash)', 'pd completion fish > pd.fish'];
  static override args = {
    shell: string({
      required: true,
      ignoreStdin: true,
      options: Object.keys(shells),
      description: 'The shell it is for.',
    }),
  };

  async run(): Promise<void> {
    const {args, context} = await this.start(Completion);
    const [{completionTable}, {script}] = await Promise.all([
      import('../lib/completion/table.ts'),
      shells[args.shell as Shell](),
    ]);
    context.output.text(script(await completionTable()).trimEnd());
  }
}
