import type {PdError} from '../base/errors.ts';

const triesInARow = 3;
const firstRestMs = 10_000;
const longestRestMs = 60_000;

/**
 * Counts failures in a row. After a few, the host or key is left alone for a while, so that 20,000 events do not each
 * wait for a dead host.
 */
export class CircuitBreaker {
  #count = 0;
  #lastMs = 0;
  #error: PdError | undefined;
  #isHopeless = false;

  /** The last failure. */
  get error(): PdError | undefined {
    return this.#error;
  }

  add(error: PdError, nowMs: number): void {
    this.#count += 1;
    this.#error = error;
    this.#lastMs = nowMs;
  }

  /** Another attempt would fail the same way, however long it is left alone. */
  giveUp(error: PdError): void {
    this.#isHopeless = true;
    this.#error = error;
  }

  clear(): void {
    this.#isHopeless = false;
    this.#count = 0;
    this.#error = undefined;
  }

  /** How much longer to leave it alone, in milliseconds. */
  restMs(nowMs: number): number {
    if (this.#isHopeless) return Number.POSITIVE_INFINITY;
    if (this.#count < triesInARow) return 0;
    const restMs = Math.min(longestRestMs, firstRestMs * 2 ** (this.#count - triesInARow));
    return Math.max(0, this.#lastMs + restMs - nowMs);
  }
}
