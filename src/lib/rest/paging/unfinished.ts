import {PdError} from '../../base/errors.ts';

/** The error for a list that ends early. */
export const unfinished = (why: string): PdError =>
  new PdError('partial', `The list cannot be fetched completely: ${why}`);
