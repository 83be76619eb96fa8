import {closeSync, openSync} from 'node:fs';
import {string as word} from '@oclif/core/args';
import {type PdError, usageError} from '../lib/base/errors.ts';
import {assignments} from '../lib/base/shell-words.ts';
import type {Context} from '../lib/context.ts';
import {nearest} from '../lib/input/nearest.ts';
import type {Io} from '../lib/io/io.ts';
import type {OutputFormat} from '../lib/output/output.ts';
import {ownWords} from './base/argv.ts';
import {PdCommand} from './base/command.ts';
import {type SandboxFlags, sandboxFlags, sandboxOptions} from './sandbox/options.ts';

export default class Sandbox extends PdCommand {
  static override description =
    "Prints the settings to export, then serves Events v2, REST v2 and OAuth on one loopback port, all in memory, until interrupted. Given a command after --, runs it with these settings and with no profile, queue or journal but the sandbox's own, and exits with its status.";

  static override examples = [
    'pd sandbox --demo',
    '. <(pd sandbox --port 8787)',
    'pd sandbox --fail 20% --latency 300ms',
    'pd sandbox --demo -- pd incidents ls',
  ];
  static override usage = 'sandbox [FLAGS] [-- COMMAND...]';
  static override args = {
    command: word({ignoreStdin: true, description: 'The command to run, with its arguments, after --.'}),
  };
  static override strict = false;

  static override printsKeys = true;

  // It prints its settings and goes on running.
  static override pages: readonly OutputFormat[] = [];

  static override flags = sandboxFlags;

  async run(): Promise<number> {
    const {flags, context, argv} = await this.start(Sandbox);
    const command = this.argv.slice(ownWords(this.argv).length + 1);
    const [stray] = argv.slice(0, argv.length - command.length);
    if (stray !== undefined) throw strayWord(stray);
    if (command.length > 0) return await runCommand(context, flags, command);
    if (this.argv.includes('--')) throw usageError('There is no command after --', 'pd sandbox -- COMMAND');
    const {io, output} = context;
    const settings = await serve(context, flags, ({method, path, query, status}) =>
      output.note(`${status === 0 ? 'cut' : status} ${method} ${path}${query && `?${query}`}`),
    );
    const shell = io.platform === 'win32' ? 'powershell' : 'sh';
    if (output.format === 'table') output.text(assignments(shell, settings));
    else await output.record({...settings}, {columns: [], id: () => settings.PD_API_URL});
    releaseStdout(io);
    output.note(`Sandbox on ${settings.PD_API_URL}. Press Ctrl-C to stop it.`);
    throw await interruption(io);
  }
}

type OnRequest = NonNullable<Parameters<typeof import('../sandbox/server.ts').startSandbox>[0]>['onRequest'];

/** Starts a sandbox in this process, and returns the settings with which it is used. */
async function serve({io}: Context, flags: SandboxFlags, onRequest?: OnRequest) {
  const options = await sandboxOptions(flags);
  const [{startSandbox}, {settingsFor}] = await Promise.all([
    import('../sandbox/server.ts'),
    import('../sandbox/settings.ts'),
  ]);
  const sandbox = await startSandbox({...options, pid: io.pid, ...(onRequest === undefined ? {} : {onRequest})});
  return settingsFor(sandbox.store);
}

async function runCommand(context: Context, flags: SandboxFlags, command: readonly string[]): Promise<number> {
  const settings = await serve(context, flags);
  const {runWithSandbox} = await import('../lib/background/one-command.ts');
  const {exitStatus, startFailure} = await runWithSandbox(context.io, command, settings);
  if (startFailure !== undefined) context.output.warn(`${command[0]}: ${startFailure}`);
  return exitStatus;
}

function strayWord(word: string): PdError {
  const verb = nearest(word, ['start', 'stop', 'status']);
  return usageError(
    `Unexpected argument: ${word}`,
    verb === undefined ? 'a command to run comes after --: pd sandbox -- COMMAND' : `did you mean pd sandbox ${verb}?`,
  );
}

/**
 * Closes a stdout that is a pipe, so that its reader sees the end of the settings: this lets `. <(pd sandbox)` set them
 * and leave the sandbox running. The null device takes the descriptor's place, since a socket would otherwise.
 */
function releaseStdout(io: Io): void {
  if (io.stdout.isTTY || io.platform === 'win32') return;
  closeSync(1);
  openSync('/dev/null', 'w');
}

function interruption({interrupt}: Io): Promise<PdError> {
  return new Promise(resolve => interrupt.addEventListener('abort', () => resolve(interrupt.reason), {once: true}));
}
