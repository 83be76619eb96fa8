import {PdError} from '../base/errors.ts';

/** What happens to a bad setting: an error or, if settings must not stop the command, a warning. */
export class Tolerance {
  readonly #isTolerant: boolean;
  readonly #warn: (text: string) => void;
  readonly #warned = new Set<string>();

  constructor(isTolerant: boolean, warn: (text: string) => void) {
    this.#isTolerant = isTolerant;
    this.#warn = warn;
  }

  /** Throws the error, or warns about it and says what is done instead. */
  refuse(error: unknown, instead: string): void {
    if (!this.#isTolerant || !(error instanceof PdError)) throw error;
    this.warnOnce(error, instead);
  }

  /** The result of `read`; if that fails, undefined, with a warning that says what is done instead. */
  orUndefined<T>(read: () => T, instead: string): T | undefined {
    try {
      return read();
    } catch (error) {
      this.refuse(error, instead);
      return undefined;
    }
  }

  /** Warns, only once, about an error that does not stop the command, and says what is done instead. */
  warnOnce(error: PdError | undefined, instead: string): void {
    if (error === undefined || this.#warned.has(error.message)) return;
    this.#warned.add(error.message);
    this.#warn(`${error.message}; ${instead}`);
  }
}
