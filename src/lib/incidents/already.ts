import {PdError} from '../base/errors.ts';
import {isObject, type JsonObject, stringField} from '../base/json.ts';
import {valueAt} from '../output/fields.ts';
import {pathPart} from '../resources/record-id.ts';
import type {RestClient} from '../rest/rest-client.ts';
import type {IncidentOutcome} from './outcomes.ts';

/**
 * A change can be carried out and its answer lost; sent again, it is refused. So each refused incident is fetched, and
 * one that already has the wanted status counts as done.
 */
export async function* unlessAlready(
  rest: RestClient,
  outcomes: AsyncIterable<readonly IncidentOutcome[]>,
  status: string | undefined,
): AsyncGenerator<readonly IncidentOutcome[]> {
  for await (const batch of outcomes) {
    yield status === undefined ? batch : await Promise.all(batch.map(outcome => lookedAt(rest, outcome, status)));
  }
}

async function lookedAt(rest: RestClient, outcome: IncidentOutcome, status: string): Promise<IncidentOutcome> {
  if (outcome.error?.kind !== 'refused') return outcome;
  const incident = await incidentNow(rest, outcome.id);
  if (incident === undefined || stringField(incident, 'status') !== status) return outcome;
  return {id: outcome.id, incident, state: 'already'};
}

/** The target of a merge that was refused because all its sources are already in it; undefined if one is not. */
export async function alreadyMerged(
  rest: RestClient,
  target: string,
  sources: readonly string[],
): Promise<JsonObject | undefined> {
  const incidents = await Promise.all([target, ...sources].map(id => incidentNow(rest, id)));
  const isIn = (source: JsonObject | undefined) => valueAt(source, 'resolve_reason.incident.id') === target;
  return incidents.slice(1).every(isIn) ? incidents[0] : undefined;
}

async function incidentNow(rest: RestClient, id: string): Promise<JsonObject | undefined> {
  try {
    const {body} = await rest.request('GET', `/incidents/${pathPart(id)}`);
    return isObject(body) ? body : undefined;
  } catch (error) {
    // If the incident cannot be fetched, the refusal stands.
    if (error instanceof PdError && error.kind !== 'interrupted') return undefined;
    throw error;
  }
}
