import {isObject, stringField} from '../base/json.ts';
import type {RestAnswer} from '../rest/rest-client.ts';
import {type IncidentOutcome, outcomeError} from './outcomes.ts';

/** For requests that take one incident each: sent concurrently, within --concurrency, and reported in order. */
export async function* eachIncident(
  ids: readonly string[],
  send: (id: string) => Promise<RestAnswer>,
): AsyncGenerator<IncidentOutcome[]> {
  const {pMapIterable} = await import('p-map');
  const outcomes = pMapIterable(ids, async (id): Promise<IncidentOutcome> => {
    try {
      const {body} = await send(id);
      return isObject(body) && stringField(body, 'id') === id ? {id, incident: body} : {id};
    } catch (error) {
      return {id, error: outcomeError(error)}; // rethrows anything that is not an outcome
    }
  });
  for await (const outcome of outcomes) yield [outcome];
}
