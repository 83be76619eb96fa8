import {PdError} from '../base/errors.ts';
import type {Admit, AttemptOutcome, HttpAnswer} from '../http/exchange.ts';
import type {Deadline} from '../io/deadline.ts';
import type {Io} from '../io/io.ts';
import {KeyShare} from './key-share.ts';

/** The state of one rate limit, as PagerDuty reports it. */
interface Bucket {
  /** As reported in the newest answer; requests sent since then are in flight. */
  remaining: number;
  resetsAtMs: number;
  /** When the next request may be sent, given what others leave of the limit. */
  readyMs: number;
  readonly share: KeyShare;
  /** How many requests a reset allows. */
  whole: number;
  inFlight: number;
  /** The number of requests sent, and the number of the latest one whose answer was noted. */
  sent: number;
  noted: number;
  /** Whether any answer but a 429 came since the last pause, and whether the current pause follows such an answer. */
  hasBrought: boolean;
  isPacing: boolean;
  pausesUntilMs: number;
  /** Requests that wait for one of those in flight to be answered. */
  readonly waiting: (() => void)[];
}

export interface BudgetOptions {
  concurrency: number;
  /** The command's own deadline: the time left for waiting and retrying. */
  deadline: Deadline;
  /** Reports why, and sleeps. */
  pause: (delayMs: number, why: string) => Promise<void>;
}

/**
 * Shared by all requests of a run: limits how many are in flight, and how many the account's rate limit still allows.
 * Towards the end of the limit it sends fewer at once, half of what is left, so that other programs with the same key
 * get their share; it sleeps only once nothing is left, until the reset that the answers announced.
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
   * Sends a request when a slot is free. Each of its attempts goes through admit, which holds it back while the limit
   * is used up. `limit` names the rate limit: the account's, or that of one operation.
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
   * Finds room and takes it in the same step, so that no other request comes in between. Otherwise returns how long it
   * would have to wait, if that is longer than the time left.
   */
  async #admit(bucket: Bucket): Promise<number | undefined> {
    for (;;) {
      const nowMs = this.#io.monotonic();
      // The first to wake lets the others through too: the next answer says what is left.
      if (bucket.remaining <= 0 && nowMs >= bucket.resetsAtMs) bucket.remaining = bucket.whole;
      const isUsedUp = bucket.remaining <= 0;
      const waitMs = Math.max(bucket.readyMs, isUsedUp ? bucket.resetsAtMs : 0) - nowMs;
      const {maxWaitMs, leftMs} = this.#options.deadline;
      if (waitMs > 0) {
        if (waitMs > maxWaitMs || (waitMs > leftMs && !isUsedUp)) break; // sent nevertheless: its refusal says what is wrong
        if (waitMs > leftMs) return waitMs;
        await this.#untilReset(bucket, waitMs);
        continue;
      }
      const most = bucket.share.isScarce ? 1 : Math.ceil(bucket.remaining / 2);
      if (bucket.inFlight < most) break;
      await new Promise<void>(resolve => bucket.waiting.push(resolve));
    }
    bucket.inFlight += 1;
    bucket.share.sent(this.#io.monotonic());
    return undefined;
  }

  /**
   * A wait between windows that brought answers is progress and not counted, so that a long list is not cut short. Any
   * other wait counts towards the deadline.
   */
  async #untilReset(bucket: Bucket, waitMs: number): Promise<void> {
    const untilMs = Math.max(bucket.resetsAtMs, bucket.readyMs);
    if (bucket.pausesUntilMs !== untilMs) {
      bucket.pausesUntilMs = untilMs;
      bucket.isPacing = bucket.hasBrought;
      bucket.hasBrought = false;
    }
    const uncount = bucket.isPacing ? undefined : this.#options.deadline.count(this.#io.monotonic());
    try {
      const why = bucket.remaining > 0 ? 'others use the rate limit too' : 'the rate limit is used up';
      await this.#options.pause(waitMs, `${why}; continuing`);
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
    // Answers may overtake each other: one to an earlier request is out of date.
    if (number < bucket.noted && remaining >= bucket.remaining) return;
    bucket.noted = number;
    bucket.remaining = remaining;
    bucket.whole = wholeNumber(headers['ratelimit-limit']) || bucket.whole;
    const nowMs = this.#io.monotonic();
    const resetsAtMs = nowMs + resetSeconds * 1000;
    // Whole seconds, rounded up: of several answers in one window, the earliest moment is the most accurate.
    const isSame = bucket.resetsAtMs > nowMs && Math.abs(bucket.resetsAtMs - resetsAtMs) <= 1500;
    bucket.resetsAtMs = isSame ? Math.min(bucket.resetsAtMs, resetsAtMs) : resetsAtMs;
    bucket.readyMs = bucket.share.answered({
      ...{nowMs, remaining, resetsAtMs: bucket.resetsAtMs},
      ...{limit: bucket.whole, isRefused: status === 429, random: this.#io.random()},
    });
  }

  #bucket(limit: string): Bucket {
    const known = this.#buckets.get(limit);
    if (known) return known;
    const unknown = Number.POSITIVE_INFINITY;
    const bucket = {
      ...{remaining: unknown, whole: unknown, resetsAtMs: 0, readyMs: 0, share: new KeyShare()},
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

  /** Hands the slot to the request that has waited longest. */
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
