import type {Io} from '../../src/lib/io/io.ts';
import {main} from '../../src/main.ts';
import {recordedIo} from '../output/recorder.ts';
import {ioWith} from '../settings/fake-io.ts';
import {cleanEnv, type RunOptions, type RunResult} from './pd.ts';

export interface LineOptions extends Pick<RunOptions, 'env' | 'stdin'> {
  /** The width of the terminal that both streams are. Nobody types there. */
  terminal?: number;
}

/**
 * Runs a command line as runPd does, but in this process: for what a command asks, prints and returns, at a tenth of the
 * cost. What concerns the process is tested with the program: pipes, signals, a keyboard, a start, several at once.
 */
export async function runLine(args: readonly string[], options: LineOptions = {}): Promise<RunResult> {
  const {terminal, stdin = ''} = options;
  const both = terminal === undefined ? {} : {tty: true, stderrTty: true, columns: terminal};
  const {io: recorded, stdout, stderr} = recordedIo({...both, stdin});
  const env = cleanEnv(options.env);
  const cleanups = new Set<() => void>();
  const io: Io = ioWith(env, {
    stdin: recorded.stdin,
    stdout,
    stderr,
    homeFolder: () => env['HOME'],
    // These are about the whole process.
    settleIn: () => undefined,
    tidy: () => undefined,
    onExit: cleanup => {
      cleanups.add(cleanup);
      return () => cleanups.delete(cleanup);
    },
  });
  const code = await main([...args], io);
  for (const cleanup of cleanups) cleanup();
  return {stdout: stdout.text, stderr: stderr.text, code};
}
