import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';

/** The value of --limit and similar flags: a whole number of at least 1. Throws a usage error for anything else. */
export function positiveCount(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw usageError(`${what}: "${shortened(text)}" is not a whole number of at least 1`);
  return Number(text);
}
