import type {SafeText} from '../base/errors.ts';

/** The reader of the output has closed the pipe (`| head -1`). Not an error for a command that only reads. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';
}

export interface OutStream {
  readonly isTTY: boolean;
  /** Width of the terminal in cells; 80 if unknown. */
  readonly columns: number;
  /** Height of the terminal in lines; 24 if unknown. */
  readonly rows: number;
  /** Calls `listener` when the terminal's size has changed. Returns a function that stops it. */
  onResize(listener: () => void): () => void;
  /** Throws ClosedPipe if it is known, without writing, that the reader has gone. */
  checkOpen(): void;
  /**
   * Writes everything synchronously. Throws ClosedPipe if the reader has gone, PdError `output` if it cannot be
   * written.
   */
  write(text: string): void;
}

export interface MessageStream extends OutStream {
  write(text: SafeText): void;
  /** Shows a line on a terminal until something else is written there; '' removes it. */
  hint(line: SafeText): void;
}

/** The keys of a terminal, as `node:tty` reads them. */
export interface Keys {
  setEncoding(encoding: 'utf8'): unknown;
  /** Raw: nothing is echoed, and the keys that edit a line are passed through. */
  setRawMode(isRaw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data' | 'end' | 'error', listener: (text: string) => void): this;
  off(event: 'data' | 'end' | 'error', listener: (text: string) => void): this;
}

interface InStream {
  readonly isTTY: boolean;
  chunks(): AsyncIterable<Uint8Array>;
  /** The keys typed, if this is a terminal. */
  keys(): Promise<Keys>;
}

/** The terminal that pd was started from, which answers a question also where standard input is a pipe or a file. */
export interface Terminal {
  /** Whether there is one to read from. */
  readonly isThere: boolean;
  keys(): Promise<Keys>;
  /** Discards what has been typed and not been read yet, also a line that was not ended. */
  discardTyped(): Promise<void>;
  /** Calls `listener` whenever pd goes on after it was stopped (Ctrl-Z, `fg`). Returns a function that stops it. */
  onContinue(listener: () => void): () => void;
}

/**
 * The world a command runs in. Outside this folder, only the files listed in test/architecture use `process`, the clock
 * or random numbers.
 */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InStream;
  readonly terminal: Terminal;
  /** Why nothing may be asked (`--no-input is given`). Undefined where questions are allowed. */
  readonly noInput: string | undefined;
  readonly stdout: OutStream;
  readonly stderr: MessageStream;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly pid: number;
  readonly parentPid: number;
  /** The path of the program that runs: pd itself. */
  readonly ownProgram: string;
  /** The numbers of the signals that pd was started with as ignored (nohup, `trap ''`). */
  readonly ignoredSignals: ReadonlySet<number>;
  /** Milliseconds since 1970, by the wall clock. */
  now(): number;
  /** Milliseconds on a clock that is never adjusted. */
  monotonic(): number;
  /** Rejects with the interruption when a signal arrives first. */
  sleep(ms: number): Promise<void>;
  /** Calls `work` after this many milliseconds. Returns a function that cancels it. */
  later(ms: number, work: () => void): () => void;
  /** In [0, 1). */
  random(): number;
  hostname(): string;
  /** Undefined if there is none: in a bare container, or for a user without a passwd entry. */
  homeFolder(): string | undefined;
  userName(): string | undefined;
  /** The numeric user ID. Undefined on Windows. */
  userId(): number | undefined;
  /**
   * Announces that there is much to do, so that hot code is worth compiling (see jitPolicy in scripts/compile.ts).
   * `fully`: as soon as the runtime itself would, which costs 30 MB more.
   */
  settleIn(options?: {fully: boolean}): void;
  /** Frees unused memory, so that a command that runs indefinitely stays small. */
  tidy(): void;
  /** Aborted, with a PdError `interrupted` as its reason, by INT, TERM or HUP. */
  readonly interrupt: AbortSignal;
  /** While held, a signal aborts `interrupt` and lets the command end by itself. Returns the release function. */
  hold(): () => void;
  /**
   * From now on `listener` gets every signal that can be caught, CHLD among them, and none ends pd, except INT, TERM
   * and HUP if it returns false. Returns a function that stops it.
   */
  takeSignals(listener: (signal: NodeJS.Signals) => boolean): () => void;
  /** Signals a process, and its whole process group if `pid` leads one; 0 only checks. False if it no longer exists. */
  signalGroup(pid: number, signal: NodeJS.Signals | number): boolean;
  /** Signals one process. False if it no longer exists. */
  signalProcess(pid: number, signal: NodeJS.Signals | number): boolean;
  /** Runs `start`, which starts somebody else's program, with the process settings that pd was started with. */
  asFound<T>(start: () => T): T;
  /** Runs `cleanup` when the process ends in any way but KILL. Returns a function that cancels it. */
  onExit(cleanup: () => void): () => void;
}
