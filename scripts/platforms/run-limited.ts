import type {Result} from './machine.ts';

/** Runs a program for three minutes at most. Line ends are those of Unix in what it printed. */
export async function runLimited(
  words: string[],
  env: Record<string, string>,
  cwd: string,
  stdin?: string,
): Promise<Result> {
  const child = Bun.spawn(words, {
    env,
    cwd,
    stdin: stdin === undefined ? 'ignore' : Buffer.from(stdin),
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 180_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const code = await child.exited;
  return {
    code: child.signalCode === null ? code : -1,
    stdout: stdout.replaceAll('\r\n', '\n'),
    stderr: stderr.replaceAll('\r\n', '\n'),
  };
}
