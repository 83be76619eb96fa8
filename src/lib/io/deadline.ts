import type {Io} from './io.ts';

/** An attempt that is begun near the end has at least this long: any less would be an attempt in vain. */
const leastAttemptMs = 500;
/** With less than this left nothing more is tried. */
const leastLeftMs = 50;

interface Interval {
  startMs: number;
  endMs: number;
}

/**
 * How long one command may spend, in all, waiting and trying again (--max-wait). There is one for each command, handed to
 * all that waits: attempts, pauses, locks. Only trouble is counted, from the beginning of the first attempt that failed,
 * and what happens at the same time is counted once: a list that goes on arriving takes as long as it takes.
 */
export class Deadline {
  readonly maxWaitMs: number;
  readonly #clock: Pick<Io, 'monotonic'>;
  /** When there was trouble, in order, none touching another. */
  #past: Interval[] = [];
  #pastMs = 0;
  #troubles = 0;
  #sinceMs = Number.POSITIVE_INFINITY;
  #endMs = Number.POSITIVE_INFINITY;

  constructor(clock: Pick<Io, 'monotonic'>, maxWaitMs: number) {
    this.#clock = clock;
    this.maxWaitMs = maxWaitMs;
  }

  /** What may still be spent, in milliseconds. */
  get leftMs(): number {
    const nowMs = this.#clock.monotonic();
    const runningMs = this.#troubles > 0 ? nowMs - this.#sinceMs : 0;
    return Math.max(0, Math.min(this.maxWaitMs - this.#pastMs - runningMs, this.#endMs - nowMs));
  }

  /** Nothing is left. With --max-wait 0 there never was anything: each request has its one attempt. */
  get isOver(): boolean {
    if (this.maxWaitMs === 0) return this.#clock.monotonic() >= this.#endMs;
    return this.leftMs < leastLeftMs;
  }

  /** How long an attempt that begins now may take. `timeoutMs` bounds it, and never lengthens it. */
  attemptMs(timeoutMs: number): number {
    const untilEndMs = Math.max(1, this.#endMs - this.#clock.monotonic());
    return Math.min(timeoutMs, untilEndMs, this.#roomMs(timeoutMs));
  }

  #roomMs(timeoutMs: number): number {
    if (this.maxWaitMs === 0) return timeoutMs;
    const {leftMs} = this;
    // What goes well goes on, also when all has been spent on something else.
    const isWell = this.#troubles === 0 && leftMs < leastLeftMs;
    return isWell ? this.maxWaitMs : Math.max(leftMs, Math.min(leastAttemptMs, this.maxWaitMs));
  }

  /** Counts the time from `sinceMs` (monotonic) on, until the function returned is called. */
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

  /** From now on everything ends within `ms`, well or not: for what nobody waits for longer. */
  endWithin(ms: number): void {
    this.#endMs = Math.min(this.#endMs, this.#clock.monotonic() + ms);
  }

  /** Begins anew: for what has no end, and counts each of its rounds apart. */
  restart(): void {
    this.#past = [];
    this.#pastMs = 0;
  }
}
