import {PdError} from '../base/errors.ts';
import {field, isObject, type JsonObject, stringField} from '../base/json.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {type IncidentOutcome, interruptedState, outcomeError} from './outcomes.ts';

/** The most that PUT /incidents accepts; one more is a 413. */
const maxBatch = 250;
// A 403 may concern some incidents or the key. More of them than it takes to halve a full batch down to one incident,
// and not one success, mean the key.
const maxForbidden = 20;

/** The fields to set: the same for all, or those of each incident. */
export type Fields = JsonObject | ((id: string) => JsonObject);

/** The body of one PUT /incidents. */
export function updateBody(ids: readonly string[], fields: Fields): JsonObject {
  const fieldsOf = typeof fields === 'function' ? fields : () => fields;
  return {incidents: ids.map(id => ({id, type: 'incident_reference', ...fieldsOf(id)}))};
}

export function inBatches(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < ids.length; start += maxBatch) batches.push(ids.slice(start, start + maxBatch));
  return batches;
}

/**
 * Sets fields of every incident. One that cannot be changed fails the whole request it is in, so a refused request is
 * halved until each culprit is alone in its request. After an interruption every incident still has its outcome, then it is thrown.
 */
export async function* updateIncidents(
  rest: RestClient,
  ids: readonly string[],
  fields: Fields,
): AsyncGenerator<IncidentOutcome[]> {
  const doubt: Doubt = {forbidden: 0, hasSucceeded: false, settled: undefined, interruption: undefined};
  const send: Send = async batch => {
    const {body} = await rest.request('PUT', '/incidents', {body: updateBody(batch, fields)});
    doubt.hasSucceeded = true;
    return byId(body, batch);
  };
  const batches = inBatches(ids);
  for (const [index, batch] of batches.entries()) {
    let broken: PdError | undefined;
    for await (const outcomes of settle(send, batch, {suspect: false, doubt})) {
      broken ??= outcomes.find(({error}) => error !== undefined && !isAboutIncident(error, doubt))?.error;
      yield outcomes;
    }
    broken ??= doubt.interruption;
    const left = batches.slice(index + 1).flat();
    if (broken === undefined) continue;
    const error = notTried(broken);
    if (left.length > 0) yield left.map(id => ({id, error, state: 'not tried'}));
    if (doubt.interruption !== undefined) throw doubt.interruption;
    return;
  }
}

/** Whether it is the key that is forbidden to make the change, or some incidents that it may not change. */
interface Doubt {
  /** How many requests were answered 403. */
  forbidden: number;
  hasSucceeded: boolean;
  /** The refusal, once it is clear that it is the key. */
  settled: PdError | undefined;
  /** By a signal: nothing more is sent. */
  interruption: PdError | undefined;
}

type Send = (ids: readonly string[]) => Promise<IncidentOutcome[]>;

/** `suspect`: some of these are known to be refused, so sending them all again would waste a request. */
async function* settle(
  send: Send,
  ids: readonly string[],
  {suspect, doubt}: {suspect: boolean; doubt: Doubt},
): AsyncGenerator<IncidentOutcome[], boolean> {
  const spared = sparedBy(doubt, ids);
  if (spared !== undefined) {
    yield spared;
    return true;
  }
  if (!suspect || ids.length === 1) {
    const outcome = await attempt(send, ids, doubt);
    if (!(outcome instanceof PdError)) {
      yield outcome;
      return false;
    }
    if (outcome.kind === 'interrupted') doubt.interruption = outcome;
    if (ids.length === 1 || !isAboutIncident(outcome, doubt)) {
      yield ids.map(id => ({id, error: outcome, ...interruptedState(outcome)}));
      return true;
    }
    if (outcome.facts.status === 413) {
      // Too many at once: no single incident is to blame.
      yield* settle(send, ids.slice(0, Math.ceil(ids.length / 2)), {suspect: false, doubt});
      yield* settle(send, ids.slice(Math.ceil(ids.length / 2)), {suspect: false, doubt});
      return true;
    }
    const culprits = namedIn(outcome, ids);
    if (culprits.length > 0) {
      yield culprits.map(id => ({id, error: outcome}));
      yield* settle(
        send,
        ids.filter(id => !culprits.includes(id)),
        {suspect: false, doubt},
      );
      return true;
    }
  }
  const middle = Math.ceil(ids.length / 2);
  const isLeftRefused = yield* settle(send, ids.slice(0, middle), {suspect: false, doubt});
  yield* settle(send, ids.slice(middle), {suspect: !isLeftRefused, doubt});
  return true;
}

/** The outcomes of incidents for which nothing more is sent. Undefined where it is. */
function sparedBy({interruption, settled}: Doubt, ids: readonly string[]): IncidentOutcome[] | undefined {
  if (interruption !== undefined) {
    const error = notTried(interruption);
    return ids.map(id => ({id, error, state: 'not tried'}));
  }
  return settled && ids.map(id => ({id, error: settled}));
}

async function attempt(send: Send, ids: readonly string[], doubt: Doubt): Promise<IncidentOutcome[] | PdError> {
  try {
    return await send(ids);
  } catch (error) {
    const outcome = outcomeError(error); // rethrows anything that is not an outcome
    if (outcome.facts.status === 403) doubt.forbidden += 1;
    if (doubt.forbidden >= maxForbidden && !doubt.hasSucceeded) doubt.settled = outcome;
    return outcome;
  }
}

/** The incidents that the refusal itself names, so that no further request is needed to find them. */
function namedIn({message, facts}: PdError, ids: readonly string[]): string[] {
  const words = new Set([message, ...(facts.details ?? [])].join(' ').split(/[^A-Za-z0-9]+/));
  const named = ids.filter(id => words.has(id));
  return named.length < ids.length ? named : [];
}

/** Whether one of the incidents may be the reason; if not, every part of the batch would get the same answer. */
function isAboutIncident(error: PdError, doubt: Doubt): boolean {
  const {status} = error.facts;
  if (status === 403) return doubt.settled === undefined;
  if (status === 413) return true;
  if (status === 401 || status === 402) return false;
  return (error.kind === 'refused' || error.kind === 'not-found') && !/\brequester|\bfrom header/i.test(error.message);
}

const notTried = ({kind, facts}: PdError): PdError => {
  const why = kind === 'interrupted' ? 'pd was interrupted' : 'an earlier request failed';
  return new PdError(kind, `not tried: ${why}`, {next: facts.next, retryable: facts.retryable});
};

function byId(body: unknown, ids: readonly string[]): IncidentOutcome[] {
  const list = Array.isArray(body) ? body : field(body, 'incidents');
  const answered = new Map(
    (Array.isArray(list) ? list : []).filter(isObject).map(row => [stringField(row, 'id'), row]),
  );
  return ids.map(id => {
    const incident = answered.get(id);
    return incident === undefined ? {id} : {id, incident};
  });
}
