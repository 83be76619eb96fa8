import type {Io} from '../io/io.ts';
import {StartFailure} from './find-program.ts';
import {environmentWithoutKeys, startBySpawn} from './runtime-spawn.ts';

interface TerminalOptions {
  /** The text it reads (default: the terminal). */
  stdin?: string;
  /** Variables that it gets if they are not set. */
  defaults?: Readonly<Record<string, string>>;
}

/**
 * Runs a program that has the terminal until it ends, without pd's keys in its environment. Returns its exit status, null
 * if a signal ended it, or why it could not be started. `words`: the program and its arguments.
 */
export async function runOnTerminal(
  io: Io,
  words: readonly string[],
  {stdin, defaults = {}}: TerminalOptions = {},
): Promise<number | null | StartFailure> {
  // The terminal sends Ctrl-C and Ctrl-Z to pd too. The first is for the program; the second stops both.
  const release = io.takeSignals(signal => {
    if (signal === 'SIGTSTP') io.signalProcess(io.pid, 'SIGSTOP');
    return signal !== 'SIGTERM' && signal !== 'SIGHUP';
  });
  try {
    const child = startBySpawn(io, words, (command, windowsVerbatimArguments) =>
      Bun.spawn(command, {
        argv0: words[0] ?? '',
        env: {...defaults, ...environmentWithoutKeys(io)},
        stdin: stdin === undefined ? 'inherit' : Buffer.from(stdin),
        stdout: 'inherit',
        stderr: 'inherit',
        windowsVerbatimArguments,
      }),
    );
    await child.exited;
    return child.exitCode;
  } catch (error) {
    if (error instanceof StartFailure) return error;
    throw error;
  } finally {
    release();
  }
}
