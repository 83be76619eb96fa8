/** The reader of our output has gone (`| head -1`). Not an error for a command that only reads. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';
}

export interface OutStream {
  readonly isTTY: boolean;
  /** Width of the terminal in cells; 80 where it is not known. */
  readonly columns: number;
  /** Height of the terminal in lines; 24 where it is not known. */
  readonly rows: number;
  /** Calls `listener` when the terminal's size has changed. Returns the end of that. */
  onResize(listener: () => void): () => void;
  /** Throws ClosedPipe where it can be told without writing that nobody reads any more. */
  checkOpen(): void;
  /** Writes at once and whole. Throws ClosedPipe when nobody reads any more, PdError `output` when it cannot be written. */
  write(text: string): void;
}

export interface MessageStream extends OutStream {
  /** Shows a line on a terminal until something else is written there; '' takes it away. */
  hint(line: string): void;
}

/** The keys of a terminal, as `node:tty` reads them. */
export interface Keys {
  setEncoding(encoding: 'utf8'): unknown;
  /** Raw: nothing is echoed, and the keys that edit a line come as they are. */
  setRawMode(isRaw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data' | 'end' | 'error', listener: (text: string) => void): this;
  off(event: 'data' | 'end' | 'error', listener: (text: string) => void): this;
}

interface InStream {
  readonly isTTY: boolean;
  chunks(): AsyncIterable<Uint8Array>;
  /** What is typed, where this is a terminal. */
  keys(): Promise<Keys>;
}

/** The world a command runs in. Outside this room `process`, the clock and chance are touched only where test/architecture.test.ts says. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InStream;
  readonly stdout: OutStream;
  readonly stderr: MessageStream;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly pid: number;
  readonly parentPid: number;
  /** The numbers of the signals that pd was started to ignore (nohup, `trap ''`). */
  readonly ignoredSignals: ReadonlySet<number>;
  /** Milliseconds since 1970, as the wall clock tells it. */
  now(): number;
  /** Milliseconds on a clock that no time correction moves. */
  monotonic(): number;
  /** Rejects with the interruption when a signal arrives first. */
  sleep(ms: number): Promise<void>;
  /** Does the work in so many milliseconds. Returns what calls it off. */
  later(ms: number, work: () => void): () => void;
  /** In [0, 1). */
  random(): number;
  hostname(): string;
  /** Undefined where there is none: a bare container, a user without a passwd entry. */
  homeFolder(): string | undefined;
  userName(): string | undefined;
  /** As the kernel knows the user. Undefined on Windows. */
  userId(): number | undefined;
  /** Says that there is much to do: hot code becomes worth compiling (see jitPolicy in scripts/build.ts). */
  settleIn(): void;
  /** Gives back the memory of what is done with, so that work without an end stays small. */
  tidy(): void;
  /** Aborted, with a PdError `interrupted` as its reason, by INT, TERM or HUP. */
  readonly interrupt: AbortSignal;
  /** While held, a signal aborts `interrupt` and lets the command end by itself. Returns the release. */
  hold(): () => void;
  /**
   * From now on `listener` gets every signal that can be caught, CHLD among them, and none ends pd but INT, TERM and HUP
   * where it returns false. Returns the end of that.
   */
  takeSignals(listener: (signal: NodeJS.Signals) => boolean): () => void;
  /** Signals a process and all of its process group, where `pid` leads one; 0 only asks. False when it is gone. */
  signalGroup(pid: number, signal: NodeJS.Signals | number): boolean;
  /** Signals one process. False when it is gone. */
  signalProcess(pid: number, signal: NodeJS.Signals | number): boolean;
  /** Runs `start`, which starts a program that is not pd's own business, with the process as pd found it. */
  asFound<T>(start: () => T): T;
  /** Runs when the process ends, by whatever way but KILL. Returns the cancel. */
  onExit(cleanup: () => void): () => void;
}
