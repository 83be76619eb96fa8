import {HintLine} from '../../src/lib/io/file-descriptors.ts';
import {ClosedPipe, type Io, type MessageStream} from '../../src/lib/io/io.ts';
import {processIo} from '../../src/lib/io/process-io.ts';
import {Clock} from './clock.ts';
import {program} from './pd.ts';

const real = processIo();

export interface IoFacts {
  tty?: boolean;
  stderrTty?: boolean;
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
  clock?: Clock | undefined;
  /** How many writes succeed before the reader goes away. */
  readsWrites?: number;
  /** The contents of standard input, a pipe. */
  stdin?: string | Uint8Array;
  /** Called for every write to either stream, in order. */
  onWrite?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
  /** Replaces parts of the io. */
  changes?: Partial<Io>;
}

class RecordedStream implements MessageStream {
  readonly isTTY: boolean;
  columns: number;
  rows: number;
  readonly writes: string[] = [];
  /** Listeners for a new size. */
  readonly resizeListeners = new Set<() => void>();
  readonly #hint = new HintLine();
  readonly #limit: number;
  readonly #onWrite: (text: string) => void;

  constructor(
    isTTY: boolean,
    {columns = 80, rows = 24, limit = Number.POSITIVE_INFINITY, onWrite = (_text: string): void => undefined} = {},
  ) {
    this.isTTY = isTTY;
    this.columns = columns;
    this.rows = rows;
    this.#limit = limit;
    this.#onWrite = onWrite;
  }

  onResize(listener: () => void): () => void {
    this.resizeListeners.add(listener);
    return () => this.resizeListeners.delete(listener);
  }

  checkOpen(): void {
    if (this.writes.length >= this.#limit) throw new ClosedPipe();
  }

  write(text: string): void {
    this.#record(this.#hint.before(text));
  }

  hint(line: string): void {
    this.#record(this.#hint.replacing(line));
  }

  #record(text: string): void {
    if (this.writes.length >= this.#limit) throw new ClosedPipe();
    this.writes.push(text);
    this.#onWrite(text);
  }

  get text(): string {
    return this.writes.join('');
  }
}

export interface Recorded {
  io: Io;
  stdout: RecordedStream;
  stderr: RecordedStream;
}

/** An io for a test: it records what is written, and its clock is the test's. Only child processes are real. */
export function fakeIo(facts: IoFacts = {}): Recorded {
  const {columns, rows, onWrite, env = {}, clock = new Clock()} = facts;
  const told = (stream: 'stdout' | 'stderr') => onWrite && {onWrite: (text: string) => onWrite(stream, text)};
  const stdout = new RecordedStream(facts.tty ?? false, {columns, rows, limit: facts.readsWrites, ...told('stdout')});
  const stderr = new RecordedStream(facts.stderrTty ?? false, told('stderr'));
  const {now, monotonic, sleep, later} = clock;
  const io: Io = {
    env,
    stdin: {
      isTTY: false,
      chunks: () => new Blob([facts.stdin ?? '']).stream(),
      keys: () => Promise.reject(new Error('nobody types')),
    },
    // A terminal is a matter of the program's, but for a test that brings its own.
    terminal: {
      isThere: false,
      keys: () => Promise.reject(new Error('nobody types')),
      discardTyped: () => Promise.resolve(),
      onContinue: () => () => undefined,
    },
    noInput: undefined,
    stdout,
    stderr,
    ...{now, monotonic, sleep, later},
    random: () => 0.5,
    ...{platform: real.platform, arch: real.arch, pid: real.pid, parentPid: real.parentPid},
    ownProgram: program,
    ignoredSignals: new Set(),
    hostname: () => 'host',
    homeFolder: () => env['HOME'],
    userName: () => undefined,
    userId: () => undefined,
    settleIn: () => undefined,
    tidy: () => undefined,
    interrupt: new AbortController().signal,
    hold: () => () => undefined,
    takeSignals,
    signalGroup: real.signalGroup,
    signalProcess: real.signalProcess,
    asFound: start => start(),
    onExit: () => () => undefined,
    ...facts.changes,
  };
  return {io, stdout, stderr};
}

/** Tells of the one signal that is about child processes: without it pd looks once a second whether its job has ended. */
function takeSignals(take: (signal: NodeJS.Signals) => boolean): () => void {
  const onChild = () => void take('SIGCHLD');
  process.on('SIGCHLD', onChild);
  return () => void process.off('SIGCHLD', onChild);
}

/** The same, for tests that only need an environment. Programs that profiles name are found. */
export const ioWith = (env: Record<string, string>, changes: Partial<Io> = {}): Io =>
  fakeIo({env: {PATH: process.env['PATH'] ?? '', ...env}, changes}).io;
