import {closeSync, openSync} from 'node:fs';
import {boolean, string} from '@oclif/core/flags';
import {type PdError, usageError} from '../lib/base/errors.ts';
import {parseDuration} from '../lib/input/times.ts';
import type {Io} from '../lib/io/io.ts';
import type {OutputFormat} from '../lib/output/output.ts';
import {PdCommand} from './base/command.ts';

interface Flags {
  port: string | undefined;
  seed: string | undefined;
  fail: string | undefined;
  latency: string | undefined;
  'rate-limit': string | undefined;
  demo: boolean;
}

export default class Sandbox extends PdCommand {
  static override description =
    'Prints the settings to export, then serves Events v2, REST v2 and OAuth on one loopback port, all in memory, until interrupted.';

  static override examples = [
    'pd sandbox --demo',
    '. <(pd sandbox --port 8787)',
    'pd sandbox --fail 20% --latency 300ms',
  ];

  static override printsKeys = true;

  // It prints its settings and goes on running.
  static override pages: readonly OutputFormat[] = [];

  static override flags = {
    port: string({helpValue: 'N', summary: 'Port on 127.0.0.1 to listen on (default: any free port).'}),
    seed: string({helpValue: 'FILE', summary: 'JSON file with the account to start with (default: an empty account).'}),
    demo: boolean({summary: 'Start with a demo account: teams, schedules and open incidents.'}),
    fail: string({helpValue: 'RATE', summary: 'Share of requests that fail, such as 0.1 or 10% (default: none).'}),
    latency: string({
      helpValue: 'DURATION',
      summary: 'Delay each response by this long, such as 300ms (default: none).',
    }),
    'rate-limit': string({
      helpValue: 'N',
      summary: 'Requests per minute allowed for each key; any more get a 429 (default: no limit).',
    }),
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(Sandbox);
    const {io, output} = context;
    const options = await sandboxOptions(flags);
    const [{startSandbox}, {exportLines, settingsFor}] = await Promise.all([
      import('../sandbox/server.ts'),
      import('../sandbox/settings.ts'),
    ]);
    const sandbox = await startSandbox({
      ...options,
      onRequest: ({method, path, query, status}) =>
        output.note(`${status === 0 ? 'cut' : status} ${method} ${path}${query && `?${query}`}`),
    });
    const settings = settingsFor(sandbox.store);
    if (output.format === 'table') output.text(exportLines(settings, io.platform));
    else await output.record({...settings}, {columns: [], id: () => settings.PD_API_URL});
    releaseStdout(io);
    output.note(`Sandbox on ${sandbox.url}. Press Ctrl-C to stop it.`);
    throw await interruption(io);
  }
}

async function sandboxOptions(flags: Flags) {
  if (flags.demo && flags.seed !== undefined) throw usageError('--demo and --seed cannot be combined');
  return {
    port: flags.port === undefined ? 0 : whole(flags.port, '--port', 65_535),
    ...(flags.latency === undefined ? {} : {latencyMs: parseDuration(flags.latency, '--latency')}),
    ...(flags.fail === undefined ? {} : {failRate: rate(flags.fail)}),
    ...(flags['rate-limit'] === undefined ? {} : {rateLimit: whole(flags['rate-limit'], '--rate-limit', 1_000_000)}),
    ...(flags.demo ? {seed: (await import('../sandbox/demo.ts')).demoSeed} : {}),
    ...(flags.seed === undefined ? {} : {seed: (await import('../sandbox/seed-file.ts')).readSeedFile(flags.seed)}),
  };
}

function whole(text: string, what: string, largest: number): number {
  if (!/^\d+$/.test(text) || Number(text) > largest) {
    throw usageError(`${what}: "${text}" is not a whole number up to ${largest}`);
  }
  return Number(text);
}

function rate(text: string): number {
  const match = /^(\d*\.?\d+)(%?)$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(value <= 1)) throw usageError(`--fail: "${text}" is not a rate`, 'write 0.1 or 10%');
  return value;
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
