import type {Io} from '../io/io.ts';
import type {Attached} from '../process/attached.ts';

const longestGraceMs = 10_000;
const pollMs = 50;

/** Ends a program whose time is up: TERM to its whole group, then KILL after the same time again, at most 10 s. */
export class RunDeadline {
  readonly #io: Io;
  readonly #program: Attached;
  readonly #killAtMs: number;
  readonly #cancels: readonly (() => void)[];
  hasPassed = false;

  /** `leftMs`: until the time is up. `graceMs`: between TERM and KILL, before it is bounded. */
  constructor(io: Io, program: Attached, {leftMs, graceMs}: {leftMs: number; graceMs: number}) {
    this.#io = io;
    this.#program = program;
    const termMs = Math.max(0, leftMs);
    const killMs = termMs + Math.min(graceMs, longestGraceMs);
    this.#killAtMs = io.monotonic() + killMs;
    this.#cancels = [io.later(termMs, () => this.#send('SIGTERM')), io.later(killMs, () => this.#send('SIGKILL'))];
  }

  /** The program has ended: cancels the limit unless it has passed. */
  programEnded(): void {
    if (!this.hasPassed) this.#cancel();
  }

  /** Waits until everything that was sent TERM has ended or been sent KILL. */
  async finish(): Promise<void> {
    while (this.hasPassed && this.#io.monotonic() < this.#killAtMs && this.#program.isRunning()) await this.#pause();
    if (this.hasPassed && this.#program.isRunning()) this.#send('SIGKILL');
    this.#cancel();
  }

  /** Not io.sleep(), which a signal ends. */
  #pause(): Promise<void> {
    return new Promise(resolve => void this.#io.later(pollMs, resolve));
  }

  #send(signal: NodeJS.Signals): void {
    this.hasPassed = true;
    this.#program.signalAll(signal);
  }

  #cancel(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
