import type {HttpAnswer} from '../http/client.ts';
import type {Io} from '../io.ts';

/** PagerDuty's word on one limit, counted down for what was sent since. */
interface Bucket {
  remaining: number;
  resetsAtMs: number;
  inFlight: number;
}

/**
 * One for all requests of a run: how many are in flight, and how many the account's rate limit still allows.
 * It waits only when that is used up, for the reset that the answers announced.
 */
export class Budget {
  readonly #io: Io;
  readonly #concurrency: number;
  readonly #maxWaitMs: number;
  readonly #buckets = new Map<string, Bucket>();
  readonly #waiting: (() => void)[] = [];
  #inFlight = 0;

  constructor(io: Io, options: {concurrency: number; maxWaitMs: number}) {
    this.#io = io;
    this.#concurrency = options.concurrency;
    this.#maxWaitMs = options.maxWaitMs;
  }

  /** Sends when there is room. `limit` names the rate limit: the account's, or one that an operation has of its own. */
  async run(limit: string, send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    await this.#enter();
    const bucket = this.#bucket(limit);
    try {
      await this.#pace(bucket);
      bucket.inFlight += 1;
      try {
        const answer = await send();
        this.#note(bucket, answer.headers);
        return answer;
      } finally {
        bucket.inFlight -= 1;
      }
    } finally {
      this.#leave();
    }
  }

  async #pace(bucket: Bucket): Promise<void> {
    while (bucket.remaining <= bucket.inFlight) {
      const waitMs = bucket.resetsAtMs - this.#io.monotonic();
      if (waitMs <= 0 || waitMs > this.#maxWaitMs) break;
      await this.#io.sleep(waitMs);
      // Whoever wakes first lets the others go too: the next answer tells what is left.
      if (this.#io.monotonic() >= bucket.resetsAtMs) bucket.remaining = Number.POSITIVE_INFINITY;
    }
  }

  #note(bucket: Bucket, headers: Readonly<Record<string, string>>): void {
    const remaining = wholeNumber(headers['ratelimit-remaining']);
    const resetSeconds = wholeNumber(headers['ratelimit-reset']);
    if (remaining === undefined || resetSeconds === undefined) return;
    bucket.remaining = remaining;
    bucket.resetsAtMs = this.#io.monotonic() + resetSeconds * 1000;
  }

  #bucket(limit: string): Bucket {
    const known = this.#buckets.get(limit);
    if (known) return known;
    const bucket: Bucket = {remaining: Number.POSITIVE_INFINITY, resetsAtMs: 0, inFlight: 0};
    this.#buckets.set(limit, bucket);
    return bucket;
  }

  async #enter(): Promise<void> {
    if (this.#inFlight < this.#concurrency) this.#inFlight += 1;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  /** Hands the place on to who has waited longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inFlight -= 1;
  }
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
