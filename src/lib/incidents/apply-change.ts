import {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {type ChangeRequest, showRequests} from '../resources/send-change.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {unlessAlready} from './already.ts';
import {inBatches, updateBody, updateIncidents} from './batch.ts';
import {type Carried, carryOut} from './carry-out.ts';
import {eachIncident} from './each.ts';
import {wantedState} from './incident-state.ts';
import type {IncidentOutcome} from './outcomes.ts';
import {type SelectFlags, type Selection, selectIncidents, type Wish} from './select-incidents.ts';

export interface IncidentChange extends Wish, Pick<Carried, 'command' | 'past' | 'shows' | 'otherwise'> {
  /** The fields to set; a function is called once the incidents are known. */
  fields: JsonObject | (() => Promise<JsonObject>);
  /** Why an incident must not be changed, if there is a reason. */
  obstacle?: (incident: JsonObject) => PdError | undefined;
  /** What is done to each incident that was changed. `past` completes "was acknowledged, but could not be …". */
  followUp?: {request: (id: string) => ChangeRequest; past: string};
}

/**
 * Runs a command that sets the same fields on any number of incidents. Throws the failure once every outcome is
 * printed.
 */
export async function applyChange(
  context: Context,
  argv: readonly string[],
  flags: SelectFlags,
  change: IncidentChange,
): Promise<void> {
  const selection = unhindered(await selectIncidents(context, argv, flags, change), change);
  const {ids, missing} = selection;
  if (ids.length + missing.length === 0) return;
  const fields = typeof change.fields === 'function' ? await change.fields() : change.fields;
  if (context.dryRun) {
    const changes = inBatches(ids).map(batch => ({
      method: 'PUT',
      path: '/incidents',
      body: updateBody(batch, fields),
    }));
    const {followUp} = change;
    return await showRequests(context, [...changes, ...(followUp === undefined ? [] : ids.map(followUp.request))]);
  }
  const rest = await context.rest();
  const status = stringField(fields, 'status');
  const updates = unlessAlready(rest, updateIncidents(rest, ids, fields), status);
  const outcomes =
    change.followUp === undefined ? updates : followed(rest, updates, {...change.followUp, done: change.past, ids});
  await carryOut(context, outcomes, {...change, status, selection, wanted: wantedState(fields)});
}

interface FollowUp {
  request: (id: string) => ChangeRequest;
  past: string;
  /** Completes "It was …". */
  done: string;
  /** All the incidents that there are. */
  ids: readonly string[];
}

/** The outcomes once the next request has been sent for each that succeeded. */
async function* followed(
  rest: RestClient,
  outcomes: AsyncIterable<readonly IncidentOutcome[]>,
  {request, past, done, ids: all}: FollowUp,
): AsyncGenerator<IncidentOutcome[]> {
  const left = new Set(all);
  for await (const batch of outcomes) {
    const failed = batch.filter(({error}) => error !== undefined);
    const ids = batch.filter(({error}) => error === undefined).map(({id}) => id);
    const next = eachIncident(ids, id => {
      const {method, path, body = null} = request(id);
      return rest.request(method, path, {body});
    });
    for (const {id} of batch) left.delete(id);
    if (failed.length > 0) yield failed;
    try {
      for await (const some of next) yield some.map(one => halfDone(one, `It was ${done}, but could not be ${past}`));
    } catch (error) {
      // Interrupted: the batches after this one are not sent.
      if (left.size > 0) yield [...left].map(id => ({id, error: untried(), state: 'not tried'}));
      throw error;
    }
  }
}

const untried = () => new PdError('interrupted', 'not tried: pd was interrupted');

function halfDone(outcome: IncidentOutcome, message: string): IncidentOutcome {
  const {error} = outcome;
  if (error === undefined) return outcome;
  return {...outcome, isHalfDone: true, error: new PdError(error.kind, `${message}: ${error.message}`, error.facts)};
}

function unhindered({ids, missing, before}: Selection, {obstacle}: IncidentChange): Selection {
  const outcomes = ids.map((id): IncidentOutcome => {
    const known = before.get(id);
    const error = known && obstacle?.(known);
    return error === undefined ? {id} : {id, error};
  });
  return {
    ids: outcomes.filter(({error}) => error === undefined).map(({id}) => id),
    missing: [...outcomes.filter(({error}) => error !== undefined), ...missing],
    before,
  };
}
