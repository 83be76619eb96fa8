import type {ReadableStream} from 'node:stream/web';

/** How a program ended. */
export interface ProgramEnd {
  /** What a shell would give: 128 and the number of the signal; 127 and 126 for one that cannot be started. */
  exitStatus: number;
  signal?: string;
  /** Why it could not be started. */
  startFailure?: string;
}

/** A program's output that pd reads and passes on. */
export interface CapturedOutput {
  /** pd's own descriptor that it is meant for. */
  target: 1 | 2;
  chunks: ReadableStream<Uint8Array>;
  /** Stops reading: whatever continues to print gets EPIPE. */
  close(): void;
  /**
   * Lets another program continue the reading, so that a process left in the background is not ended by its next line
   * of output. That program writes to the descriptor `target`, or nowhere.
   */
  leaveBehind?(target: number | undefined): void;
}

/** Which of pd's outputs are captured: only 1 where both lead to the same place (`isShared`). */
export interface Capture {
  readonly targets: readonly (1 | 2)[];
  readonly isShared: boolean;
}

export interface StartOptions {
  /** The program's name and its arguments. */
  words: readonly string[];
  capture: Capture;
  /** Whether it leads a process group of its own. */
  ownGroup: boolean;
  /** The variables that differ from pd's environment; undefined removes one. */
  changes: EnvironmentChanges;
}

export type EnvironmentChanges = Readonly<Record<string, string | undefined>>;

export interface Started {
  readonly pid: number | undefined;
  readonly ended: Promise<ProgramEnd>;
  readonly outputs: readonly CapturedOutput[];
  /** To be called on SIGCHLD. Returns whether the program has been stopped. */
  childChanged(): 'stopped' | undefined;
  /** Ends the program and everything that it has started, at once, if the system keeps track of that (Windows). */
  endAll?(): void;
}
