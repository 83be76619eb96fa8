import type {Io} from '../io/io.ts';

/** A timer that is this late was kept from running: pd was stopped and continued, or the machine slept. */
const latenessMs = 250;
/** Then what has come meanwhile is read first. */
const graceMs = 1000;

/**
 * Bounds an attempt from connecting to the last byte, in place of got's own timeout, which does not reach the tunnel
 * through a proxy: one that never answers CONNECT would hang for ever.
 */
export class AttemptLimit {
  readonly #clock: Pick<Io, 'monotonic' | 'later'>;
  readonly #controller = new AbortController();
  readonly #reject: (error: Error) => void;
  #cancel: () => void;
  readonly signal = this.#controller.signal;
  readonly passed: Promise<never>;

  constructor(clock: Pick<Io, 'monotonic' | 'later'>, timeoutMs: number) {
    const {promise, reject} = Promise.withResolvers<never>();
    this.#clock = clock;
    this.#reject = reject;
    this.passed = promise;
    promise.catch(() => undefined); // it may be that nobody waits for it any more
    const dueMs = clock.monotonic() + timeoutMs;
    this.#cancel = clock.later(timeoutMs, () => this.#isDue(dueMs));
  }

  /** Calls it off. */
  clear(): void {
    this.#cancel();
  }

  abort(): void {
    this.#controller.abort();
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
