import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {interruptedState, outcomeError} from '../incidents/outcomes.ts';
import type {RestoreOutcome, Step} from './restorer.ts';

interface Restored {
  /** What to print: `status` and `title`. */
  incident: JsonObject;
  after: JsonObject;
  shownId?: string;
}

/**
 * Sends one after the other, each with an outcome of its own. After an interruption the others are not tried, then it is
 * thrown.
 */
export async function* oneByOne(
  steps: readonly Step[],
  send: (step: Step) => Promise<Restored>,
): AsyncGenerator<readonly RestoreOutcome[]> {
  let interruption: PdError | undefined;
  for (const step of steps) {
    const {id} = step.item;
    if (interruption !== undefined) {
      yield [{id, error: new PdError('interrupted', 'not tried: pd was interrupted'), state: 'not tried'}];
      continue;
    }
    const outcome = await attempted(id, () => send(step));
    if (outcome.error?.kind === 'interrupted') interruption = outcome.error;
    yield [outcome];
  }
  if (interruption !== undefined) throw interruption;
}

async function attempted(id: string, send: () => Promise<Restored>): Promise<RestoreOutcome> {
  try {
    return {id, ...(await send())};
  } catch (error) {
    const outcome = outcomeError(error); // rethrows anything that is not an outcome
    return {id, error: outcome, ...interruptedState(outcome)};
  }
}
