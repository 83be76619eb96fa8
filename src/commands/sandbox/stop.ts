import {removals, shellSyntax} from '../../lib/base/shell-words.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {settingNames} from '../../sandbox/settings.ts';
import {PdCommand} from '../base/command.ts';
import {shellFlag, shellFor} from './shell-lines.ts';

export default class SandboxStop extends PdCommand {
  static override description =
    'Stops the sandbox that pd sandbox start has started; everything in it is gone. Prints lines that remove its settings from your shell. It is no error if none runs.';

  static override examples = ['pd sandbox stop', 'eval "$(pd sandbox stop)"'];

  static override pages: readonly OutputFormat[] = [];

  static override flags = shellFlag;

  async run(): Promise<void> {
    const {flags, context} = await this.start(SandboxStop);
    const {io, output} = context;
    const {stopSandbox} = await import('../../lib/background/background-sandbox.ts');
    const stopped = await stopSandbox(io);
    output.note(
      stopped === undefined ? 'No sandbox runs in the background.' : `The sandbox on ${stopped.url} is stopped.`,
    );
    if (output.format !== 'table') {
      const record = {stopped: stopped !== undefined, url: stopped?.url ?? null};
      return await output.record(record, {columns: [], id: () => stopped?.url});
    }
    const shell = await shellFor(io, flags.shell);
    output.text(removals(shell, settingNames));
    if (io.stdout.isTTY)
      output.note(`To remove its settings from this shell: ${shellSyntax[shell].runs('pd sandbox stop')}`);
  }
}
