import {PdError} from '../../lib/base/errors.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {PdCommand} from '../base/command.ts';

const view: View = {
  columns: [
    column('ADDRESS', 'url'),
    column('PID', 'pid'),
    column('SINCE', 'since', {as: 'time'}),
    column('FLAGS', 'flags', {grow: true, sparse: true}),
  ],
  id: row => String(row['url']),
};

export default class SandboxStatus extends PdCommand {
  static override description =
    'Shows the address, process ID and start of the sandbox that pd sandbox start has started. Exits with 4 if none runs.';

  static override examples = [
    'pd sandbox status || eval "$(pd sandbox start)"',
    'eval "$(pd sandbox start)"; pd sandbox status -o json',
  ];

  async run(): Promise<void> {
    const {context} = await this.start(SandboxStatus);
    const [{runningSandbox}, {SandboxFile}] = await Promise.all([
      import('../../lib/background/background-sandbox.ts'),
      import('../../lib/background/sandbox-file.ts'),
    ]);
    const running = await runningSandbox(context.io, new SandboxFile(context.io));
    if (running === undefined)
      throw new PdError('not-found', 'No sandbox runs in the background', {next: 'pd sandbox start'});
    const {url, pid, since, flags} = running;
    await context.output.record({running: true, url, pid, since, flags: [...flags]}, view);
  }
}
