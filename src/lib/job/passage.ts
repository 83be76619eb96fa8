import fs from 'node:fs';
import {setImmediate, setTimeout} from 'node:timers/promises';
import {errorCode, messageOf} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import {statOf} from './pipe.ts';
import type {Tail} from './tail.ts';

const pollMs = 20;
const idleMs = 260;
const longestDrainMs = 1000;
// More than the largest pipe, 1 MiB, and what is read ahead of a slow reader can hold.
const longestDrainBytes = 2 * 1024 * 1024;
const longestPauseMs = 8;

export interface Source {
  chunks: AsyncIterable<Uint8Array>;
  close: () => void;
}

/** Carries what the command prints to where pd itself was told to print, byte for byte, and lets the tail see it. */
export class Passage {
  readonly #io: Io;
  readonly #source: Source;
  readonly #target: number;
  readonly #tail: Tail;
  #passedBytes = 0;
  /** For how long nothing has come, counted by looks: a busy machine, where pd has its turn late, loses nothing. */
  #idleMs = 0;
  #isWriting = false;
  #isDone = false;
  /** Why the rest could not be passed on. */
  failure: string | undefined;

  constructor(io: Io, parts: {source: Source; target: number; tail: Tail}) {
    this.#io = io;
    this.#source = parts.source;
    this.#target = openTarget(io, parts.target);
    this.#tail = parts.tail;
  }

  /** Ends when the command, and whatever it left running, has closed its end. */
  async run(): Promise<void> {
    for await (const chunk of this.#source.chunks) {
      this.#idleMs = 0;
      this.#tail.push(chunk);
      this.#isWriting = true;
      const isOpen = await this.#write(chunk);
      this.#isWriting = false;
      this.#passedBytes += chunk.length;
      if (!isOpen) break;
    }
    this.#isDone = true;
    // The reader may have gone. Closing our end tells the command, as it would have been told without pd.
    this.#source.close();
  }

  /**
   * Called when the command has ended. Ends when what it printed itself is passed on, however slow the reader: what it
   * has left running may hold the pipe, and print, for ever.
   */
  async drained(): Promise<void> {
    const mostBytes = this.#passedBytes + longestDrainBytes;
    for (let waitedMs = 0; waitedMs < longestDrainMs && this.#passedBytes < mostBytes && !this.#isIdle; ) {
      await this.#io.sleep(pollMs);
      // Time in which the reader was waited for does not count.
      if (this.#isWriting) continue;
      waitedMs += pollMs;
      this.#idleMs += pollMs;
    }
  }

  /** Nothing has come for a moment. */
  get #isIdle(): boolean {
    return this.#isDone || this.#idleMs >= idleMs;
  }

  async #write(bytes: Uint8Array): Promise<boolean> {
    let written = 0;
    for (let pauses = 0; written < bytes.length; ) {
      try {
        written += fs.writeSync(this.#target, bytes, written);
        pauses = 0;
      } catch (error) {
        const code = errorCode(error);
        if (code === 'EPIPE') return false;
        if (code !== 'EAGAIN') {
          this.failure = `its output could not be written: ${code ?? messageOf(error)}`;
          return false;
        }
        // The reader is slower. Signals and the deadline must still be minded.
        if (pauses < 4) await setImmediate();
        else await setTimeout(Math.min(longestPauseMs, pauses - 3));
        pauses += 1;
      }
    }
    return true;
  }
}

/** A pipe is opened anew so that a full one does not stop pd; its old descriptor is shared with others and stays as it is. */
function openTarget({platform}: Io, descriptor: number): number {
  if (platform !== 'linux' || statOf(descriptor)?.isFIFO() !== true) return descriptor;
  try {
    return fs.openSync(`/proc/self/fd/${descriptor}`, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  } catch {
    return descriptor; // no /proc, or the reader has gone already: the next write tells
  }
}
