import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** The shipped program: what is tested is what users run. */
export const program = join(import.meta.dir, '..', '..', 'dist', process.platform === 'win32' ? 'pd.exe' : 'pd');
export const alias = join(import.meta.dir, '..', '..', 'dist', 'pagerduty');

export interface RunOptions {
  env?: Record<string, string | undefined>;
  stdin?: string | Uint8Array;
  cwd?: string;
  /** Run on a pseudo-terminal of this width; stdout then holds both streams. */
  tty?: {columns: number; rows?: number; type?: string};
  /** Another program than dist/pd: the alias. */
  program?: string;
}

export interface RunResult {
  stdout: string;
  stderr: string;
  code: number;
}

/** A separate home for each test file: the developer's settings have no effect, and nothing is left behind. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pd-test-'));
  process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

const sharedHome = tempFolder();

// If the clock is shifted (npm run test:dates), it is shifted for the program as well.
const movedClock = Object.fromEntries(
  ['LD_PRELOAD', 'FAKETIME', 'FAKETIME_SHARED', 'DONT_FAKE_MONOTONIC'].map(name => [name, process.env[name]]),
);

export function cleanEnv(env: Record<string, string | undefined> = {}): Record<string, string> {
  const whole = {
    PATH: process.env['PATH'],
    HOME: sharedHome,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    PD_PAGER: '',
    ...movedClock,
    ...env,
  };
  return Object.fromEntries(Object.entries(whole).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Starts the program and leaves it running. */
export function spawnPd(args: readonly string[], options: Omit<RunOptions, 'tty'> = {}) {
  return Bun.spawn([options.program ?? program, ...args], {
    env: cleanEnv(options.env),
    cwd: options.cwd ?? sharedHome,
    stdin: options.stdin === undefined ? 'ignore' : Buffer.from(options.stdin),
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

/** Runs the program to its end. */
export async function runPd(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  if (options.tty !== undefined) return await runOnTerminal(args, options, options.tty);
  const child = spawnPd(args, options);
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return {stdout, stderr, code: exitCode(code, child.signalCode)};
}

async function runOnTerminal(
  args: readonly string[],
  options: RunOptions,
  {columns, rows = 40, type = 'xterm-256color'}: {columns: number; rows?: number; type?: string},
): Promise<RunResult> {
  const chunks: Uint8Array[] = [];
  const child = Bun.spawn([options.program ?? program, ...args], {
    env: cleanEnv({TERM: type, ...options.env}),
    cwd: options.cwd ?? sharedHome,
    terminal: {cols: columns, rows, data: (_terminal, chunk) => void chunks.push(new Uint8Array(chunk))},
  });
  if (options.stdin !== undefined) child.terminal?.write(options.stdin);
  const code = await child.exited;
  child.terminal?.close();
  return {
    stdout: Buffer.concat(chunks).toString('utf8').replaceAll('\r\n', '\n'),
    stderr: '',
    code: exitCode(code, child.signalCode),
  };
}

const exitCode = (code: number | null, signal: string | number | null): number => (signal === null ? (code ?? -1) : -1);
