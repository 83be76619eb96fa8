import {PdError, usageError} from '../base/errors.ts';
import {type Json, type JsonObject, stringField} from '../base/json.ts';
import {withoutKeys} from '../base/key-shapes.ts';
import {firstLine, shortened} from '../base/text.ts';
import type {Io} from '../io/io.ts';
import {type Captured, runCaptured, runCapturedSync} from '../process/captured.ts';
import {splitWords} from './words.ts';

/** Long enough to unlock a password manager first. */
const limitMs = 30_000;
const longestOutput = 1024 * 1024;

/** A profile value that a program prints: `{"command": "op read op://ops/pagerduty/key"}`. */
export interface SecretCommand {
  readonly command: string;
}

export function isSecretCommand(value: Json | undefined): value is JsonObject & {command: string} {
  return stringField(value, 'command') !== undefined;
}

/** Runs the program, without a shell, and returns the first line of what it printed. `what` names the value in messages. */
export async function runSecretCommand(
  io: Io,
  value: SecretCommand,
  what: string,
  withinMs = limitMs,
): Promise<string> {
  const words = wordsOf(value, what);
  return printed(await runCaptured(io, words, {withinMs, longestOutput}), {program: words[0], what, withinMs});
}

/** The same, synchronously, for settings that are read without waiting. These are not secrets, and quick to print. */
export function runSettingCommand(io: Io, value: SecretCommand, what: string, withinMs = limitMs): string {
  const words = wordsOf(value, what);
  return printed(runCapturedSync(io, words, {withinMs, longestOutput}), {program: words[0], what, withinMs});
}

function printed(run: Captured, {program, what, withinMs}: {program: string; what: string; withinMs: number}): string {
  const reason = failureOf(run, withinMs);
  if (reason === undefined) return firstLine(run.stdout);
  throw new PdError('credentials', `The command for ${what} (${program}) ${reason}`, {
    next: keychainTools.includes(program) ? outsideDesktop : inGeneral,
    cause: run.startFailure ?? saidBy(run),
  });
}

const inGeneral = 'run it by itself, or pd with --debug, to see what it says; or set the value another way';

const keychainTools = ['secret-tool', '/usr/bin/secret-tool', 'security', '/usr/bin/security'];
const outsideDesktop =
  'unlock the keychain. Cron, services and ssh sessions usually have none: there, export PD_API_KEY or PD_ROUTING_KEY, or use a profile that holds the key itself';

/** What the program wrote to stderr, without anything that looks like a key. Only --debug shows it. */
function saidBy({stderr}: Captured): Error | undefined {
  const text = withoutKeys(stderr.trim());
  return text === '' ? undefined : new Error(`the command said: ${shortened(text, 500)}`);
}

function failureOf(run: Captured, withinMs: number): string | undefined {
  if (run.startFailure) return `could not be run: ${run.startFailure.code}`;
  if (run.isLate) return `did not finish within ${withinMs / 1000} s and was stopped`;
  if (run.isTooLong) return 'printed too much and was stopped';
  if (run.status !== 0) return `failed with ${run.status === null ? 'a signal' : `status ${run.status}`}`;
  return run.stdout.trim() === '' ? 'printed nothing' : undefined;
}

function wordsOf(value: SecretCommand, what: string): [program: string, ...args: string[]] {
  const [program, ...args] = splitWords(value.command, what);
  if (!program) throw usageError(`${what}: the command is empty`, 'name a program: {"command": "op read op://…"}');
  return [program, ...args];
}
