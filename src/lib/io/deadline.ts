import type {Io} from './io.ts';

/** An attempt that starts near the end gets at least this long, since a shorter one would be in vain. */
const leastAttemptMs = 500;
/** With less than this left, nothing more is tried. */
const leastLeftMs = 50;

interface Interval {
  startMs: number;
  endMs: number;
}

/**
 * How long one command may spend in total waiting and retrying (--max-wait). Each command has one, passed to everything
 * that waits: attempts, pauses, locks. Only trouble counts, from the start of the first attempt that failed, and what
 * happens at the same time counts once: a list that keeps arriving takes as long as it takes.
 */
export class Deadline {
  readonly maxWaitMs: number;
  readonly #clock: Pick<Io, 'monotonic'>;
  /** The intervals of trouble, in order, without overlaps. */
  #past: Interval[] = [];
  #pastMs = 0;
  #troubles = 0;
  #sinceMs = Number.POSITIVE_INFINITY;
  #endMs = Number.POSITIVE_INFINITY;

  constructor(clock: Pick<Io, 'monotonic'>, maxWaitMs: number) {
    this.#clock = clock;
    this.maxWaitMs = maxWaitMs;
  }

  /** The time left, in milliseconds. */
  get leftMs(): number {
    const nowMs = this.#clock.monotonic();
    const runningMs = this.#troubles > 0 ? nowMs - this.#sinceMs : 0;
    return Math.max(0, Math.min(this.maxWaitMs - this.#pastMs - runningMs, this.#endMs - nowMs));
  }

  /** Whether no time is left. With --max-wait 0 there never was any: each request has one attempt. */
  get isOver(): boolean {
    if (this.maxWaitMs === 0) return this.#clock.monotonic() >= this.#endMs;
    return this.leftMs < leastLeftMs;
  }

  /** How long an attempt that starts now may take, in milliseconds. `timeoutMs` limits it, and never extends it. */
  attemptMs(timeoutMs: number): number {
    const untilEndMs = Math.max(1, this.#endMs - this.#clock.monotonic());
    return Math.min(timeoutMs, untilEndMs, this.#roomMs(timeoutMs));
  }

  #roomMs(timeoutMs: number): number {
    if (this.maxWaitMs === 0) return timeoutMs;
    const {leftMs} = this;
    // What goes well may continue, even if all the time has been spent on something else.
    const isWell = this.#troubles === 0 && leftMs < leastLeftMs;
    return isWell ? this.maxWaitMs : Math.max(leftMs, Math.min(leastAttemptMs, this.maxWaitMs));
  }

  /** Counts the time from `sinceMs` (monotonic) until the returned function is called. */
  count(sinceMs: number): () => void {
    this.#troubles += 1;
    this.#sinceMs = Math.min(this.#sinceMs, sinceMs);
    for (let last = this.#past.at(-1); last && last.endMs >= this.#sinceMs; last = this.#past.at(-1)) {
      this.#past.pop();
      this.#pastMs -= last.endMs - last.startMs;
      this.#sinceMs = Math.min(this.#sinceMs, last.startMs);
    }
    let isEnded = false;
    return () => {
      if (isEnded) return;
      isEnded = true;
      this.#troubles -= 1;
      if (this.#troubles > 0) return;
      const endMs = this.#clock.monotonic();
      this.#past.push({startMs: this.#sinceMs, endMs});
      this.#pastMs += endMs - this.#sinceMs;
      this.#sinceMs = Number.POSITIVE_INFINITY;
    };
  }

  /** From now on everything ends within `ms`, successful or not. */
  endWithin(ms: number): void {
    this.#endMs = Math.min(this.#endMs, this.#clock.monotonic() + ms);
  }

  /** Starts over, for a command that runs indefinitely and counts each round separately. */
  restart(): void {
    this.#past = [];
    this.#pastMs = 0;
  }
}
