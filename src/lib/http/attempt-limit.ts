import type {Io} from '../io/io.ts';

/** A timer this late could not run on time: pd was stopped and continued, or the machine slept. */
const latenessMs = 250;
/** In that case, how long pd first reads what arrived in the meantime. */
const graceMs = 1000;

/**
 * Limits an attempt from connecting to the last byte. got's own timeout does not cover the tunnel through a proxy: a
 * proxy that never answers CONNECT would hang forever.
 */
export class AttemptLimit {
  readonly #clock: Pick<Io, 'monotonic' | 'later'>;
  readonly #stops: (() => void)[] = []; // an AbortController costs twenty times as much
  #isAborted = false;
  readonly #reject: (error: Error) => void;
  #cancel: () => void;
  readonly passed: Promise<never>;

  constructor(clock: Pick<Io, 'monotonic' | 'later'>, timeoutMs: number) {
    const {promise, reject} = Promise.withResolvers<never>();
    this.#clock = clock;
    this.#reject = reject;
    this.passed = promise;
    promise.catch(() => undefined); // by then, nobody may be waiting for it
    const dueMs = clock.monotonic() + timeoutMs;
    this.#cancel = clock.later(timeoutMs, () => this.#isDue(dueMs));
  }

  /** Cancels the limit. */
  clear(): void {
    this.#cancel();
  }

  abort(): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    for (const stop of this.#stops) stop();
  }

  /** Calls it once the attempt is to be stopped: at once, if that has happened. */
  onAbort(stop: () => void): void {
    if (this.#isAborted) stop();
    else this.#stops.push(stop);
  }

  #isDue(dueMs: number): void {
    const isLate = this.#clock.monotonic() - dueMs >= latenessMs;
    if (isLate) this.#cancel = this.#clock.later(graceMs, () => this.#end());
    else this.#end();
  }

  #end(): void {
    this.#reject(Object.assign(new Error('timed out'), {code: 'ETIMEDOUT'}));
    this.abort();
  }
}
