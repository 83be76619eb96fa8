import type {Keys} from './io.ts';

/**
 * Takes the keys again once a stopped process goes on. A shell may have changed the terminal's mode meanwhile, but the runtime
 * skips a change to the mode that it set last.
 */
export function rawAgain(keys: Keys): void {
  keys.setRawMode(false);
  keys.setRawMode(true);
}
