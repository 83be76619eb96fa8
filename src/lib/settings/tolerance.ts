import {PdError} from '../base/errors.ts';

/** What becomes of a setting that is wrong: an error, or, where settings must stop nothing, a warning. */
export class Tolerance {
  readonly #isTolerant: boolean;
  readonly #warn: (text: string) => void;
  readonly #warned = new Set<string>();

  constructor(isTolerant: boolean, warn: (text: string) => void) {
    this.#isTolerant = isTolerant;
    this.#warn = warn;
  }

  /** Throws the error, or says it with what is done instead. */
  refuse(error: unknown, instead: string): void {
    if (!this.#isTolerant || !(error instanceof PdError)) throw error;
    this.warnOnce(error, instead);
  }

  /** What is read; undefined where that fails, which is said with what is done instead. */
  orUndefined<T>(read: () => T, instead: string): T | undefined {
    try {
      return read();
    } catch (error) {
      this.refuse(error, instead);
      return undefined;
    }
  }

  /** Says an error that stops nothing, with what is done instead. */
  warnOnce(error: PdError | undefined, instead: string): void {
    if (error === undefined || this.#warned.has(error.message)) return;
    this.#warned.add(error.message);
    this.#warn(`${error.message}; ${instead}`);
  }
}
