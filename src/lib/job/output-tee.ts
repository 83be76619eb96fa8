import fs from 'node:fs';
import type {ReadableStreamDefaultReader} from 'node:stream/web';
import {setImmediate, setTimeout} from 'node:timers/promises';
import {errorCode, messageOf} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import type {CapturedOutput} from '../process/attached.ts';
import {statOf} from '../process/descriptor-identity.ts';
import type {Tail} from './tail.ts';

const pollMs = 20;
const idleMs = 260;
const longestDrainMs = 1000;
// More than the largest pipe (1 MiB) and what is read ahead of a slow reader together.
const longestDrainBytes = 2 * 1024 * 1024;
const longestPauseMs = 8;

/** Copies the program's output to pd's own descriptor, byte for byte, and into the tail. */
export class OutputTee {
  readonly #io: Io;
  readonly #output: CapturedOutput;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #target: number;
  readonly #tail: Tail;
  readonly #closed: Promise<void>;
  #passedBytes = 0;
  /**
   * For how long nothing has arrived, counted in polls, so that nothing is lost on a busy machine where pd runs late.
   */
  #idleMs = 0;
  #isWriting = false;
  #isDone = false;
  /** Why some of it was not passed on. */
  failure: string | undefined;

  constructor(io: Io, output: CapturedOutput, tail: Tail) {
    this.#io = io;
    this.#output = output;
    this.#reader = output.chunks.getReader();
    this.#target = openTarget(io, output.target);
    this.#tail = tail;
    this.#closed = this.#run();
  }

  /**
   * Call this when the program has ended. Resolves when its own output has been passed on, however slow the reader. A
   * process that it left running may keep the pipe open forever; another program then reads from it.
   */
  async drained(): Promise<void> {
    await Promise.race([this.#closed, this.#idle()]);
    if (this.#isDone) return;
    this.#isDone = true;
    await this.#reader.cancel();
    // cron and ssh read a pipe to its end: passing the output on would keep them waiting for the background process.
    this.#output.leaveBehind?.(statOf(this.#output.target)?.isFile() ? this.#output.target : undefined);
  }

  /** Ends when the program, and whatever it left running, has closed its end. */
  async #run(): Promise<void> {
    while (!this.#isDone) {
      const {value: chunk} = await this.#reader.read();
      if (chunk === undefined) break;
      this.#idleMs = 0;
      this.#tail.push(chunk);
      this.#isWriting = true;
      const isRead = await this.#write(chunk);
      this.#isWriting = false;
      this.#passedBytes += chunk.length;
      if (!isRead) break;
    }
    if (this.#isDone) return;
    this.#isDone = true;
    // The reader may have gone. Closing our end lets the program know, as it would without pd.
    await this.#reader.cancel();
    this.#output.close();
  }

  async #idle(): Promise<void> {
    const mostBytes = this.#passedBytes + longestDrainBytes;
    const {interrupt} = this.#io;
    for (let waitedMs = 0; waitedMs < longestDrainMs && this.#passedBytes < mostBytes && !this.#isIdle; ) {
      await this.#io.sleep(pollMs).catch(() => undefined);
      // A signal ends the wait for further output.
      if (interrupt.aborted) return;
      // Time spent waiting for the reader does not count.
      if (this.#isWriting) continue;
      waitedMs += pollMs;
      this.#idleMs += pollMs;
    }
  }

  /** Whether nothing has arrived for a moment. */
  get #isIdle(): boolean {
    return this.#isDone || this.#idleMs >= idleMs;
  }

  /** Returns false if the reader has gone. What cannot be written (a full disk) is lost, and the program continues. */
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
          this.failure ??= `its output could not be written: ${code ?? messageOf(error)}`;
          return true;
        }
        // The reader is slower. Signals and the deadline must still be handled.
        if (pauses < 4) await setImmediate();
        else await setTimeout(Math.min(longestPauseMs, pauses - 3));
        pauses += 1;
      }
    }
    return true;
  }
}

/**
 * A pipe is opened again, non-blocking, so that a full one does not stop pd; the original descriptor, which others
 * share, stays as it is.
 */
function openTarget({platform}: Io, descriptor: number): number {
  if (platform !== 'linux' || statOf(descriptor)?.isFIFO() !== true) return descriptor;
  try {
    return fs.openSync(`/proc/self/fd/${descriptor}`, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  } catch {
    return descriptor; // no /proc, or the reader has already gone: the next write will show it
  }
}
