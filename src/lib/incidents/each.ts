import {isObject, stringField} from '../base/json.ts';
import type {RestAnswer} from '../rest/rest-client.ts';
import {type IncidentOutcome, outcomeError} from './outcomes.ts';

/** For what the API takes one at a time: all of them under way at once, within --concurrency, reported in order. */
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
      return {id, error: outcomeError(error)}; // what is no outcome goes on its way from there
    }
  });
  for await (const outcome of outcomes) yield [outcome];
}
