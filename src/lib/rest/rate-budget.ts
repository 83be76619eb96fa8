import {PdError} from '../base/errors.ts';
import type {Admit, AttemptOutcome, HttpAnswer} from '../http/attempt.ts';
import type {Deadline} from '../io/deadline.ts';
import type {Io} from '../io/io.ts';

/** PagerDuty's word on one limit. */
interface Bucket {
  /** As the newest answer told; what was sent since is in flight. */
  remaining: number;
  resetsAtMs: number;
  /** What a reset brings. */
  whole: number;
  inFlight: number;
  /** How many were sent, and the number of the one whose answer is the newest that was noted. */
  sent: number;
  noted: number;
  /** Whether anything but a refusal came since the last pause, and whether the pause of now is one between such. */
  hasBrought: boolean;
  isPacing: boolean;
  pausesUntilMs: number;
  /** Who waits for one of those in flight to be answered. */
  readonly waiting: (() => void)[];
}

export interface BudgetOptions {
  concurrency: number;
  /** The command's own: what may still be spent waiting and trying again. */
  deadline: Deadline;
  /** Says why, and sleeps. */
  pause: (delayMs: number, why: string) => Promise<void>;
}

/**
 * One for all requests of a run: how many are in flight, and how many the account's rate limit still allows. Towards the
 * end of the limit fewer are in flight, half of what is left, so that other programs with the same key find some too;
 * it sleeps only once nothing is left, until the reset that the answers announced.
 */
export class Budget {
  readonly #io: Io;
  readonly #options: BudgetOptions;
  readonly #buckets = new Map<string, Bucket>();
  readonly #waiting: (() => void)[] = [];
  #inFlight = 0;

  constructor(io: Io, options: BudgetOptions) {
    this.#io = io;
    this.#options = options;
  }

  /**
   * Sends a request when a place is free. Each of its attempts goes through the admit, which holds it back while the
   * limit is used up. `limit` names the rate limit: the account's, or one that an operation has of its own.
   */
  async run<T>(limit: string, send: (admit: Admit) => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await send(attempt => this.#pass(this.#bucket(limit), attempt));
    } finally {
      this.#leave();
    }
  }

  async #pass(bucket: Bucket, attempt: () => Promise<AttemptOutcome>): Promise<AttemptOutcome> {
    const lateMs = await this.#admit(bucket);
    if (lateMs !== undefined) return {kind: 'held back', error: usedUp(lateMs)};
    const number = ++bucket.sent;
    try {
      const outcome = await attempt();
      if (outcome.kind === 'answer') this.#note(bucket, number, outcome.answer);
      return outcome;
    } finally {
      bucket.inFlight -= 1;
      for (const wake of bucket.waiting.splice(0)) wake();
    }
  }

  /**
   * Counts itself among those in flight in the same step as it finds room: nobody comes between. Or returns how long it
   * would have to wait, where that is longer than what is left.
   */
  async #admit(bucket: Bucket): Promise<number | undefined> {
    while (bucket.inFlight >= Math.ceil(bucket.remaining / 2)) {
      if (bucket.remaining > 0) {
        await new Promise<void>(resolve => bucket.waiting.push(resolve));
        continue;
      }
      const waitMs = bucket.resetsAtMs - this.#io.monotonic();
      const {maxWaitMs, leftMs} = this.#options.deadline;
      if (waitMs > maxWaitMs) break; // refused it will be, which says what is wrong
      if (waitMs > leftMs) return waitMs;
      if (waitMs > 0) await this.#untilReset(bucket, waitMs);
      // Whoever wakes first lets the others go too: the next answer tells what is left.
      if (this.#io.monotonic() >= bucket.resetsAtMs) bucket.remaining = bucket.whole;
    }
    bucket.inFlight += 1;
    return undefined;
  }

  /** Between windows that brought something, to wait is to go on: a list that arrives is not cut. Else it is counted. */
  async #untilReset(bucket: Bucket, waitMs: number): Promise<void> {
    if (bucket.pausesUntilMs !== bucket.resetsAtMs) {
      bucket.pausesUntilMs = bucket.resetsAtMs;
      bucket.isPacing = bucket.hasBrought;
      bucket.hasBrought = false;
    }
    const uncount = bucket.isPacing ? undefined : this.#options.deadline.count(this.#io.monotonic());
    try {
      await this.#options.pause(waitMs, 'the rate limit is used up; going on');
    } finally {
      uncount?.();
    }
  }

  #note(bucket: Bucket, number: number, {status, headers}: HttpAnswer): void {
    bucket.hasBrought ||= status !== 429;
    const remaining = status === 429 ? 0 : wholeNumber(headers['ratelimit-remaining']);
    const resetSeconds = wholeNumber(
      headers['ratelimit-reset'] ?? (status === 429 ? headers['retry-after'] : undefined),
    );
    if (remaining === undefined || resetSeconds === undefined) return;
    // Answers overtake each other: one to an earlier request knows less.
    if (number < bucket.noted && remaining >= bucket.remaining) return;
    bucket.noted = number;
    bucket.remaining = remaining;
    bucket.whole = wholeNumber(headers['ratelimit-limit']) || bucket.whole;
    bucket.resetsAtMs = this.#io.monotonic() + resetSeconds * 1000;
  }

  #bucket(limit: string): Bucket {
    const known = this.#buckets.get(limit);
    if (known) return known;
    const unknown = Number.POSITIVE_INFINITY;
    const bucket = {
      ...{remaining: unknown, whole: unknown, resetsAtMs: 0},
      ...{inFlight: 0, sent: 0, noted: 0, waiting: []},
      ...{hasBrought: false, isPacing: false, pausesUntilMs: 0},
    };
    this.#buckets.set(limit, bucket);
    return bucket;
  }

  async #enter(): Promise<void> {
    if (this.#inFlight < this.#options.concurrency) this.#inFlight += 1;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  /** Hands the place on to who has waited longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inFlight -= 1;
  }
}

const usedUp = (waitMs: number): PdError =>
  new PdError('rate-limited', `The rate limit is used up for ${Math.ceil(waitMs / 1000)} s more`, {
    waitMs,
    retryable: true,
    next: 'allow more time with --max-wait',
  });

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
