import {assignments, shellSyntax} from '../../lib/base/shell-words.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {PdCommand} from '../base/command.ts';
import {sandboxFlags, sandboxOptions, sandboxWords} from './options.ts';
import {shellFlag, shellFor} from './shell-lines.ts';

export default class SandboxStart extends PdCommand {
  static override description =
    'Prints the settings in the syntax of your shell and leaves the sandbox running: Ctrl-C and the end of the terminal do not stop it. If it already runs, prints its settings again; other flags than those it was started with are refused.';

  static override examples = [
    'eval "$(pd sandbox start --demo)"',
    'pd sandbox start --shell fish | source',
    'pd sandbox start -o json',
  ];

  static override printsKeys = true;

  static override pages: readonly OutputFormat[] = [];

  static override flags = {...sandboxFlags, ...shellFlag};

  async run(): Promise<void> {
    const {flags, context} = await this.start(SandboxStart);
    const {io, output} = context;
    await sandboxOptions(flags); // refuses what is wrong before anything is started
    const {startSandboxInBackground} = await import('../../lib/background/background-sandbox.ts');
    const {sandbox, isNew} = await startSandboxInBackground(io, sandboxWords(flags));
    const {url, settings} = sandbox;
    const shell = await shellFor(io, flags.shell);
    output.note(`${isNew ? 'The sandbox runs' : 'The sandbox already runs'} on ${url}. To stop it: pd sandbox stop`);
    if (output.format !== 'table') return await output.record({...settings}, {columns: [], id: () => url});
    output.text(assignments(shell, settings));
    if (io.stdout.isTTY) output.note(`To use it in this shell: ${shellSyntax[shell].runs('pd sandbox start')}`);
  }
}
