import type {ChildProcess} from 'node:child_process';
import {createRequire} from 'node:module';
import {errorCode, PdError, usageError} from '../base/errors.ts';
import {type Json, type JsonObject, stringField} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import type {Io} from '../io/io.ts';
import {splitWords} from './words.ts';

// Loaded when the first command is run: it takes 2 ms, and most profiles hold none.
const require = createRequire(import.meta.url);
const processes = () => require('node:child_process') as typeof import('node:child_process');

/** A password manager that has to be unlocked first needs this long at most. */
const limitMs = 30_000;
const longestOutput = 1024 * 1024;

/** A profile value that a program prints: `{"command": "op read op://ops/pagerduty/key"}`. */
export interface SecretCommand {
  readonly command: string;
}

export function isSecretCommand(value: Json | undefined): value is JsonObject & {command: string} {
  return stringField(value, 'command') !== undefined;
}

/** Runs the program, without a shell, and returns what it printed. `what` names the value, for messages. */
export async function runSecretCommand(
  io: Io,
  value: SecretCommand,
  what: string,
  withinMs = limitMs,
): Promise<string> {
  const [program, args] = programOf(value, what);
  const child = processes().spawn(program, args, {...spawnOptions(io), stdio: ['ignore', 'pipe', 'pipe']});
  let late = false;
  const end = () => {
    if (child.pid) io.signalGroup(child.pid, 'SIGKILL');
    // A process that left the group may hold these open for ever.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const forget = io.onExit(end);
  io.interrupt.addEventListener('abort', end, {once: true});
  const callOff = io.later(withinMs, () => {
    late = true;
    end();
  });
  try {
    const outcome = await ended(child, end);
    io.interrupt.throwIfAborted();
    return printed({...outcome, program, what, late, withinMs});
  } finally {
    callOff();
    io.interrupt.removeEventListener('abort', end);
    forget();
  }
}

/** The same, at once: for the settings that are asked for without waiting. They are no secrets, and quick. */
export function runSettingCommand(io: Io, value: SecretCommand, what: string, withinMs = limitMs): string {
  const [program, args] = programOf(value, what);
  const result = processes().spawnSync(program, args, {
    ...spawnOptions(io),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: withinMs,
    killSignal: 'SIGKILL',
    maxBuffer: longestOutput,
  });
  const late = errorCode(result.error) === 'ETIMEDOUT';
  if (late && result.pid) io.signalGroup(result.pid, 'SIGKILL');
  return printed({
    stdout: result.stdout?.toString() ?? '',
    stderr: result.stderr?.toString() ?? '',
    status: result.status,
    failure: result.error,
    program,
    what,
    late,
    withinMs,
  });
}

interface Outcome {
  stdout: string;
  stderr: string;
  status: number | null;
  failure?: Error | undefined;
}

function ended(child: ChildProcess, end: () => void): Promise<Outcome> {
  return new Promise(resolve => {
    const output = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        if (output[name].length > longestOutput) end();
      });
    }
    child.on('error', failure => resolve({...output, status: null, failure}));
    child.on('close', status => resolve({...output, status}));
  });
}

function printed(run: Outcome & {program: string; what: string; late: boolean; withinMs: number}): string {
  const reason = failureOf(run);
  if (reason === undefined) return run.stdout.replace(/\r?\n$/, '');
  throw new PdError('credentials', `The command for ${run.what} (${run.program}) ${reason}`, {
    next: 'run it by itself to see why, or set the value another way',
    cause: run.failure,
  });
}

function failureOf(run: Outcome & {late: boolean; withinMs: number}): string | undefined {
  const lastLine = shortened(run.stderr.trim().split('\n').at(-1) ?? '', 200);
  const said = lastLine ? `: ${lastLine}` : '';
  if (run.late) return `did not end within ${run.withinMs / 1000} s and was stopped${said}`;
  if (run.stdout.length + run.stderr.length > longestOutput) return 'printed too much and was stopped';
  if (run.failure) return `could not be run: ${errorCode(run.failure) ?? run.failure.message}`;
  if (run.status !== 0) return `failed with ${run.status === null ? 'a signal' : `status ${run.status}`}${said}`;
  return run.stdout.trim() === '' ? 'printed nothing' : undefined;
}

function programOf(value: SecretCommand, what: string): [program: string, args: string[]] {
  const [program, ...args] = splitWords(value.command, what);
  if (!program) throw usageError(`${what}: the command is empty`, 'name a program: {"command": "op read op://…"}');
  return [program, args];
}

/** In a process group of its own (POSIX), so that what it starts can be ended with it. */
const spawnOptions = (io: Io) => ({env: {...io.env}, detached: io.platform !== 'win32', windowsHide: true});
