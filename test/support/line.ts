import {main} from '../../src/main.ts';
import {fakeIo, type IoFacts} from './io.ts';
import {cleanEnv, type RunOptions, type RunResult} from './pd.ts';

export interface LineOptions extends Pick<RunOptions, 'env' | 'stdin'>, Pick<IoFacts, 'clock' | 'onWrite' | 'changes'> {
  /** The width of the terminal that both streams are connected to. Nobody types there. */
  terminal?: number;
}

/**
 * Runs a command line as runPd does, but in this process: for what a command requests, prints and returns, at a tenth
 * of the cost. What concerns the process is tested with the program: pipes, signals, a keyboard, start-up, concurrency.
 * It uses the test's clock: a wait takes no time, and a limit ends only if the test lets it.
 */
export async function runLine(args: readonly string[], options: LineOptions = {}): Promise<RunResult> {
  const {terminal, stdin = '', clock, onWrite, changes} = options;
  const terminals = terminal === undefined ? {} : {tty: true, stderrTty: true, columns: terminal};
  const cleanups = new Set<() => void>();
  const {io, stdout, stderr} = fakeIo({
    ...{...terminals, stdin, clock, onWrite},
    env: cleanEnv(options.env),
    changes: {
      onExit: cleanup => {
        cleanups.add(cleanup);
        return () => cleanups.delete(cleanup);
      },
      ...changes,
    },
  });
  const code = await main([...args], io);
  for (const cleanup of cleanups) cleanup();
  return {stdout: stdout.text, stderr: stderr.text, code};
}
