import type {JsonObject} from '../../src/lib/base/json.ts';
import {HintLine} from '../../src/lib/io/file-descriptors.ts';
import {ClosedPipe, type Io, type MessageStream} from '../../src/lib/io/io.ts';
import {Output, type OutputFormat, type View} from '../../src/lib/output/output.ts';

export interface World {
  tty?: boolean;
  stderrTty?: boolean;
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
  nowMs?: number;
  /** How many writes succeed before the reader goes away. */
  readsWrites?: number;
  /** What standard input, a pipe, holds. */
  stdin?: string | Uint8Array;
  /** Told of every write to either stream, in their order. */
  onWrite?: (stream: 'stdout' | 'stderr', text: string) => void;
}

class RecordedStream implements MessageStream {
  readonly isTTY: boolean;
  columns: number;
  rows: number;
  readonly writes: string[] = [];
  /** Those who want to know of another size. */
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

interface Recorded {
  io: Io;
  stdout: RecordedStream;
  stderr: RecordedStream;
}

export function recordedIo(world: World = {}): Recorded {
  const {columns, rows, onWrite} = world;
  const told = (stream: 'stdout' | 'stderr') => onWrite && {onWrite: (text: string) => onWrite(stream, text)};
  const stdout = new RecordedStream(world.tty ?? false, {columns, rows, limit: world.readsWrites, ...told('stdout')});
  const stderr = new RecordedStream(world.stderrTty ?? false, told('stderr'));
  const io: Io = {
    env: world.env ?? {},
    stdin: {
      isTTY: false,
      chunks: () => new Blob([world.stdin ?? '']).stream(),
      keys: () => Promise.reject(new Error('nobody types')),
    },
    stdout,
    stderr,
    platform: 'linux',
    arch: 'x64',
    pid: 1,
    now: () => world.nowMs ?? Date.parse('2026-03-01T12:00:00Z'),
    monotonic: () => 0,
    sleep: () => Promise.resolve(),
    random: () => 0.5,
    hostname: () => 'host',
    homeFolder: () => undefined,
    userName: () => undefined,
    userId: () => undefined,
    settleIn: () => undefined,
    tidy: () => undefined,
    interrupt: new AbortController().signal,
    hold: () => () => undefined,
    takeSignals: () => () => undefined,
    signalGroup: () => false,
    onExit: () => () => undefined,
  };
  return {io, stdout, stderr};
}

export interface Choice extends World {
  format: OutputFormat;
  fields?: readonly string[];
  header?: boolean;
  utc?: boolean;
  color?: boolean;
  view?: View;
}

export function outputFor(choice: Choice): Recorded & {output: Output} {
  const {format, fields, header = true, utc = true, color} = choice;
  const recorded = recordedIo(choice);
  return {...recorded, output: new Output(recorded.io, {format, fields, header, utc, color})};
}

/** What stdout gets for these batches. */
export async function printed(choice: Choice, ...batches: (readonly JsonObject[])[]): Promise<string> {
  const {output, stdout} = outputFor(choice);
  await output.records(batches, choice.view);
  return stdout.text;
}
