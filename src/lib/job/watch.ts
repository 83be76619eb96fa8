import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import {errorCode} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import {Passage, type Source} from './passage.ts';
import {isSame, openPipe} from './pipe.ts';
import type {Tail} from './tail.ts';

export interface WatchOptions {
  command: readonly [string, ...string[]];
  deadlineMs: number | undefined;
  tail: Tail;
}

export interface Ending {
  /** What a shell would give: 128 and the number of the signal; 127 and 126 for a command that cannot be started. */
  exitStatus: number;
  signal?: NodeJS.Signals;
  isLate: boolean;
  /** Why it could not be started. */
  startFailure?: string;
  durationMs: number;
  /** What pd could not pass on of its output. */
  outputFailures: string[];
}

const longestGraceMs = 10_000;

/** Runs the command to its end with pd's own stdin, stdout and stderr. */
export async function watch(io: Io, {command, deadlineMs, tail}: WatchOptions): Promise<Ending> {
  const startedMs = io.monotonic();
  const plumbing = await layPipes(io);
  const [file, ...args] = command;
  // A group of its own, so that a signal also reaches what the command has started. At a terminal the terminal does that.
  const detached = !io.stdin.isTTY;
  const child = spawn(file, args, {stdio: ['inherit', ...plumbing.stdio], env: {...io.env}, detached, argv0: file});
  const passages = plumbing.connect(child, tail);
  const running = passages.map(passage => ({passage, closed: passage.run()}));
  const deadline = new Deadline(io, child, deadlineMs);
  const release = io.takeSignals(signal => {
    if (child.pid !== undefined && !(signal === 'SIGINT' && !detached)) io.signalGroup(child.pid, signal);
  });
  try {
    const end = await ended(child);
    deadline.clear();
    await Promise.all(running.map(({passage, closed}) => Promise.race([closed, passage.drained()])));
    const outputFailures = passages.map(({failure}) => failure).filter(failure => failure !== undefined);
    return {...end, isLate: deadline.hasPassed, durationMs: io.monotonic() - startedMs, outputFailures};
  } finally {
    release();
    deadline.clear();
  }
}

type Target = 'inherit' | 'pipe' | number;

interface Plumbing {
  stdio: [Target, Target];
  /** Called once the command has its ends. */
  connect: (child: ChildProcess, tail: Tail) => Passage[];
}

/** A terminal is handed over as it is: the command sees a terminal, and whoever sits there has seen the output. */
async function layPipes(io: Io): Promise<Plumbing> {
  const piped = [1, 2].filter(descriptor => !(descriptor === 1 ? io.stdout : io.stderr).isTTY);
  // One pipe for both keeps the order of what is printed to either.
  const isShared = piped.length === 2 && isSame(1, 2);
  const pipes = new Map<number, {reader: number; writer: number} | 'socket'>();
  for (const descriptor of isShared ? [1] : piped) pipes.set(descriptor, (await openPipe(io)) ?? 'socket');
  const end = (descriptor: 1 | 2): Target => {
    const pipe = pipes.get(isShared ? 1 : descriptor);
    if (pipe === undefined) return 'inherit';
    return pipe === 'socket' ? 'pipe' : pipe.writer;
  };
  const connect = (child: ChildProcess, tail: Tail): Passage[] => {
    const passages: Passage[] = [];
    for (const [target, pipe] of pipes) {
      if (pipe !== 'socket') fs.closeSync(pipe.writer);
      const sources = pipe === 'socket' ? socketsOf(child, isShared ? [1, 2] : [target]) : [sourceOf(pipe.reader)];
      for (const source of sources) passages.push(new Passage(io, {source, target, tail}));
    }
    return passages;
  };
  return {stdio: [end(1), end(2)], connect};
}

function sourceOf(reader: number): Source {
  return {chunks: Bun.file(reader).stream(), close: () => fs.closeSync(reader)};
}

function socketsOf(child: ChildProcess, descriptors: readonly number[]): Source[] {
  const streams = descriptors.map(descriptor => (descriptor === 1 ? child.stdout : child.stderr));
  return streams.filter(stream => stream !== null).map(stream => ({chunks: stream, close: () => stream.destroy()}));
}

function ended(child: ChildProcess): Promise<Pick<Ending, 'exitStatus' | 'signal' | 'startFailure'>> {
  return new Promise(resolve => {
    child.once('error', error => {
      const code = errorCode(error);
      const startFailure =
        code === 'ENOENT' ? 'it was not found' : `it could not be started (${code ?? error.message})`;
      resolve({exitStatus: code === 'ENOENT' ? 127 : 126, startFailure});
    });
    child.once('exit', (code, signal) => {
      if (signal === null) resolve({exitStatus: code ?? 0});
      else resolve({exitStatus: 128 + (os.constants.signals[signal] ?? 0), signal});
    });
  });
}

/** TERM when the time is up; KILL as long again after that, at most ten seconds. */
class Deadline {
  readonly #forget: (() => void)[] = [];
  hasPassed = false;

  constructor(io: Io, child: ChildProcess, deadlineMs: number | undefined) {
    if (deadlineMs === undefined) return;
    const end = (signal: NodeJS.Signals): void => {
      this.hasPassed = true;
      if (child.pid !== undefined) io.signalGroup(child.pid, signal);
    };
    const graceMs = Math.min(deadlineMs, longestGraceMs);
    this.#forget.push(
      io.later(deadlineMs, () => end('SIGTERM')),
      io.later(deadlineMs + graceMs, () => end('SIGKILL')),
    );
  }

  clear(): void {
    for (const forget of this.#forget) forget();
  }
}
