import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import type {World} from '../support/events-world.ts';
import {cleanEnv, program, type RunResult} from '../support/pd.ts';
import {type Fault, hitsIn, straceWords} from './fault.ts';

/** Without strace nothing makes a system call fail, and the tests that need it are skipped. */
export const canTrace = spawnSync('strace', ['-V']).status === 0;

export interface TracedRun extends RunResult {
  /** How many of its system calls failed. */
  hits: number;
  wasKilled: boolean;
}

/** What is typed in two parts, between which strace joins a program at work. */
export type Stdin = readonly [string, string];

// Whatever fails, pd ends by itself long before.
const longestMs = 120_000;

/** Runs the program with the fault from its start. */
export async function runTraced(
  {env, folder, state}: World,
  args: readonly string[],
  stdin: Stdin,
  fault: Fault,
): Promise<TracedRun> {
  const log = join(folder, 'strace');
  // It makes strace cheap, and takes its signals away.
  const cheaply = fault.isKill ? [] : ['--seccomp-bpf'];
  const child = Bun.spawn([...straceWords(fault, log, state), '-qq', ...cheaply, program, ...args], {
    ...{env: cleanEnv(env), cwd: folder, stdout: 'pipe', stderr: 'pipe', timeout: longestMs, killSignal: 'SIGKILL'},
    stdin: Buffer.from(stdin.join('')),
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return {stdout, stderr, code, wasKilled: child.signalCode === 'SIGKILL', hits: hitsIn(log)};
}

/** Runs the program with the fault from the moment on at which it has printed something and waits for more input. */
export async function runJoined(
  {env, folder, state}: World,
  args: readonly string[],
  [first, rest]: Stdin,
  fault: Fault,
): Promise<TracedRun> {
  const log = join(folder, 'strace');
  const child = Bun.spawn([program, ...args], {
    ...{
      env: cleanEnv(env),
      cwd: folder,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      timeout: longestMs,
      killSignal: 'SIGKILL',
    },
  });
  const stderr = new Response(child.stderr).text();
  child.stdin.write(first);
  child.stdin.flush();
  const reader = child.stdout.getReader();
  const printed = [await reader.read()];
  const strace = Bun.spawn([...straceWords(fault, log, state), '-p', String(child.pid)], {
    ...{stdin: 'ignore', stdout: 'ignore', stderr: 'pipe'},
  });
  // It says that it is attached.
  await strace.stderr.getReader().read();
  child.stdin.write(rest);
  await child.stdin.end();
  for (let more = await reader.read(); !more.done; more = await reader.read()) printed.push(more);
  const code = await child.exited;
  await strace.exited;
  const stdout = Buffer.concat(printed.map(({value}) => value ?? new Uint8Array())).toString('utf8');
  return {stdout, stderr: await stderr, code, wasKilled: child.signalCode === 'SIGKILL', hits: hitsIn(log)};
}

/** Runs the program under strace, with more words for strace, such as `-e inject=fsync:error=EIO`. */
export async function runUnderStrace(
  {env, state}: World,
  words: readonly string[],
  args: readonly string[],
  stdin = '',
): Promise<RunResult> {
  const child = Bun.spawn(['strace', '-f', '-qq', ...words, program, ...args], {
    env: {PATH: process.env['PATH'], ...env, HOME: state},
    stdin: Buffer.from(stdin),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return {stdout, stderr, code: await child.exited};
}
