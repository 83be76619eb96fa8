import type {ReadableStreamDefaultReader} from 'node:stream/web';
import type {Io} from '../io/io.ts';
import {StartFailure} from './find-program.ts';
import {environmentWithoutKeys, startBySpawn} from './runtime-spawn.ts';

export interface CaptureOptions {
  withinMs: number;
  /** In bytes, of both streams together. */
  longestOutput: number;
  stdin?: string;
}

/** What a program printed, and how it ended. */
export interface Captured {
  stdout: string;
  stderr: string;
  /** Null when a signal ended it, or it was not started. */
  status: number | null;
  startFailure?: StartFailure;
  /** It was killed because its time was up. */
  isLate: boolean;
  /** It was killed because it printed too much. */
  isTooLong: boolean;
}

type Child = Bun.Subprocess<'ignore' | Buffer, 'pipe', 'pipe'>;

/** Runs a program without a shell and without pd's keys in its environment. A signal to pd ends its whole group. */
export async function runCaptured(io: Io, words: readonly string[], options: CaptureOptions): Promise<Captured> {
  const stdin = options.stdin === undefined ? 'ignore' : Buffer.from(options.stdin);
  try {
    const child = startBySpawn(io, words, (command, windowsVerbatimArguments): Child => {
      const streams = {stdin, stdout: 'pipe', stderr: 'pipe'} as const;
      return Bun.spawn(command, {...spawnOptions(io, words), ...streams, windowsVerbatimArguments});
    });
    return await collect(io, child, options);
  } catch (error) {
    return notStarted(error);
  }
}

async function collect(io: Io, child: Child, {withinMs, longestOutput}: CaptureOptions): Promise<Captured> {
  const readers = [child.stdout.getReader(), child.stderr.getReader()] as const;
  const outcome = {isLate: false, isTooLong: false};
  const end = (why?: keyof typeof outcome): void => {
    if (why !== undefined) outcome[why] = true;
    io.signalGroup(child.pid, 'SIGKILL');
    // A process that left the group may keep these open forever.
    for (const reader of readers) void reader.cancel();
  };
  let left = longestOutput;
  const texts = readers.map(reader =>
    readAll(reader, bytes => {
      left -= bytes;
      if (left < 0) end('isTooLong');
    }),
  );
  const onInterrupt = () => end();
  const forget = io.onExit(onInterrupt);
  io.interrupt.addEventListener('abort', onInterrupt, {once: true});
  const callOff = io.later(withinMs, () => end('isLate'));
  try {
    const [stdout = '', stderr = ''] = await Promise.all(texts);
    await child.exited;
    io.interrupt.throwIfAborted();
    return {stdout, stderr, status: child.exitCode, ...outcome};
  } finally {
    callOff();
    io.interrupt.removeEventListener('abort', onInterrupt);
    forget();
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    onBytes(next.value.length);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function notStarted(error: unknown): Captured {
  if (!(error instanceof StartFailure)) throw error;
  return {stdout: '', stderr: '', status: null, startFailure: error, isLate: false, isTooLong: false};
}

/** The same, synchronously. */
export function runCapturedSync(io: Io, words: readonly string[], options: CaptureOptions): Captured {
  try {
    const result = startBySpawn(io, words, (command, windowsVerbatimArguments) =>
      Bun.spawnSync(command, {
        ...spawnOptions(io, words),
        windowsVerbatimArguments,
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: 'pipe',
        timeout: options.withinMs,
        killSignal: 'SIGKILL',
        maxBuffer: options.longestOutput,
      }),
    );
    const isLate = result.exitedDueToTimeout === true;
    const isTooLong = result.exitedDueToMaxBuffer === true;
    if (isLate || isTooLong) io.signalGroup(result.pid, 'SIGKILL');
    const [stdout, stderr] = [result.stdout.toString(), result.stderr.toString()];
    return {stdout, stderr, status: result.exitCode, isLate, isTooLong};
  } catch (error) {
    return notStarted(error);
  }
}

/** In a process group of its own (POSIX), so that what it starts can be ended with it. */
const spawnOptions = (io: Io, words: readonly string[]) => ({
  argv0: words[0] ?? '',
  env: environmentWithoutKeys(io),
  detached: io.platform !== 'win32',
  windowsHide: true,
});
