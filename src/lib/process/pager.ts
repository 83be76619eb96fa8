import type {Io} from '../io/io.ts';
import {StartFailure} from './find-program.ts';
import {environmentWithoutKeys, startBySpawn} from './runtime-spawn.ts';

/**
 * Shows a text with a pager, which has the terminal until it ends; how it ends does not matter, early or not. False
 * where it cannot be started. `words`: the program and its arguments.
 */
export async function showInPager(io: Io, words: readonly string[], text: string): Promise<boolean> {
  // The terminal sends Ctrl-C to pd too. It is for the pager, which may use it to stop a search.
  const release = io.takeSignals(signal => {
    if (signal === 'SIGTSTP') io.signalProcess(io.pid, 'SIGSTOP');
    return signal !== 'SIGTERM' && signal !== 'SIGHUP';
  });
  try {
    const child = startBySpawn(io, words, (command, windowsVerbatimArguments) =>
      Bun.spawn(command, {
        argv0: words[0] ?? '',
        env: {LESS: 'FRX', LV: '-c', ...environmentWithoutKeys(io)},
        stdin: Buffer.from(text),
        stdout: 'inherit',
        stderr: 'inherit',
        windowsVerbatimArguments,
      }),
    );
    await child.exited;
    return true;
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    return false;
  } finally {
    release();
  }
}
