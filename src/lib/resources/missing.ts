import {PdError} from '../base/errors.ts';

/** PagerDuty's "not found" names a path. A caller that knows what was asked for replaces it with a better message. */
function missing(error: unknown, message: string, next?: string): unknown {
  if (!(error instanceof PdError) || error.kind !== 'not-found') return error;
  return new PdError('not-found', message, {...error.facts, ...(next === undefined ? {} : {next})});
}

/** For catch(): `.catch(notThere('No user has the ID …'))`. */
export const notThere =
  (message: string, next?: string) =>
  (error: unknown): never => {
    throw missing(error, message, next);
  };
