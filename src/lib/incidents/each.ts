import type {PdError} from '../base/errors.ts';
import {isObject, stringField} from '../base/json.ts';
import type {RestAnswer} from '../rest/rest-client.ts';
import {type IncidentOutcome, interruptedState, outcomeError} from './outcomes.ts';

/**
 * For requests that take one incident each: sent concurrently, within --concurrency, and reported in order. After an
 * interruption every incident still has its outcome, then it is thrown.
 */
export async function* eachIncident(
  ids: readonly string[],
  send: (id: string) => Promise<RestAnswer>,
): AsyncGenerator<IncidentOutcome[]> {
  const {pMapIterable} = await import('p-map');
  let interruption: PdError | undefined;
  const outcomes = pMapIterable(ids, async (id): Promise<IncidentOutcome> => {
    try {
      const {body} = await send(id);
      return isObject(body) && stringField(body, 'id') === id ? {id, incident: body} : {id};
    } catch (error) {
      const outcome = outcomeError(error); // rethrows anything that is not an outcome
      if (outcome.kind === 'interrupted') interruption ??= outcome;
      return {id, error: outcome, ...interruptedState(outcome)};
    }
  });
  for await (const outcome of outcomes) yield [outcome];
  if (interruption !== undefined) throw interruption;
}
