import type {Io} from '../io/io.ts';
import {Attached, type ProgramEnd} from '../process/attached.ts';
import {OutputTee} from './output-tee.ts';
import {RunDeadline} from './run-deadline.ts';
import {largestBytes} from './size.ts';
import {Tail} from './tail.ts';

export type Command = readonly [string, ...string[]];

export interface Ending extends ProgramEnd {
  isLate: boolean;
  durationMs: number;
  /** Why some of its output could not be passed on. */
  outputFailures: string[];
}

/** A command, which the constructor starts with everything that pd itself was given. */
export class WatchedJob {
  readonly command: Command;
  readonly tail = new Tail(largestBytes);
  readonly #io: Io;
  readonly #startedMs: number;
  readonly #program: Attached;
  readonly #tees: readonly OutputTee[];
  readonly #ending: Promise<Ending>;
  readonly #letGo: () => void;
  #limit: RunDeadline | undefined;

  constructor(io: Io, command: Command) {
    this.#io = io;
    this.command = command;
    this.#startedMs = io.monotonic();
    // A signal ends the waiting but not pd, which still has to return the job's status.
    this.#letGo = io.hold();
    this.#program = new Attached(io, command);
    this.#tees = this.#program.outputs.map(output => new OutputTee(io, output, this.tail));
    this.#ending = this.#end();
  }

  /** Counted from the start of the command. */
  setDeadline(deadlineMs: number): void {
    const leftMs = deadlineMs - (this.#io.monotonic() - this.#startedMs);
    this.#limit = new RunDeadline(this.#io, this.#program, {leftMs, graceMs: deadlineMs});
  }

  /** How it ended, once its own output has been passed on. */
  ended(): Promise<Ending> {
    return this.#ending;
  }

  /** Call this last: waits until a passed deadline has ended the whole group, then stops handling signals. */
  async finish(): Promise<void> {
    await this.#limit?.finish();
    this.#program.release();
    this.#letGo();
  }

  async #end(): Promise<Ending> {
    const end = await this.#program.ended;
    const durationMs = this.#io.monotonic() - this.#startedMs;
    this.#limit?.programEnded();
    await Promise.all(this.#tees.map(tee => tee.drained()));
    const outputFailures = this.#tees.map(({failure}) => failure).filter(failure => failure !== undefined);
    return {...end, isLate: this.#limit?.hasPassed ?? false, durationMs, outputFailures};
  }
}
