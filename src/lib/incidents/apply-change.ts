import {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {type ChangeRequest, showRequests} from '../resources/send-change.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {unlessAlready} from './already.ts';
import {inBatches, updateBody, updateIncidents} from './batch.ts';
import {eachIncident} from './each.ts';
import {type IncidentOutcome, reportOutcomes} from './outcomes.ts';
import {type SelectFlags, selectIncidents, type Wish} from './select-incidents.ts';

export interface IncidentChange extends Wish {
  /** "acknowledged": completes "could not be …". */
  past: string;
  /** The fields to set; a function is called once the incidents are known. */
  fields: JsonObject | (() => Promise<JsonObject>);
  /** What happened to an incident, where its status does not show it. */
  effect?: (incident: JsonObject) => string;
  /** Why an already fetched incident must not be changed, if there is a reason. */
  obstacle?: (incident: JsonObject) => PdError | undefined;
  /** What is done to each incident that was changed. `past` completes "was acknowledged, but could not be …". */
  followUp?: {request: (id: string) => ChangeRequest; past: string};
  /** The command that undoes the change. */
  undo?: (ids: string) => string;
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
  const selection = await selectIncidents(context, argv, flags, change);
  const {ids, hindered} = await unhindered(context, selection.ids, change);
  const missing = [...hindered, ...selection.missing];
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
    change.followUp === undefined ? updates : followed(rest, updates, {...change.followUp, done: change.past});
  const {done, failure} = await reportOutcomes(context, outcomes, {
    ...change,
    status,
    missing,
    total: ids.length + missing.length,
  });
  if (change.undo !== undefined && done.length > 0) context.output.note(`To undo: ${change.undo(idList(done))}`);
  if (failure !== undefined) throw failure;
}

/** The outcomes once the next request has been sent for each that succeeded. */
async function* followed(
  rest: RestClient,
  outcomes: AsyncIterable<readonly IncidentOutcome[]>,
  {request, past, done}: {request: (id: string) => ChangeRequest; past: string; done: string},
): AsyncGenerator<IncidentOutcome[]> {
  for await (const batch of outcomes) {
    const failed = batch.filter(({error}) => error !== undefined);
    const ids = batch.filter(({error}) => error === undefined).map(({id}) => id);
    const next = eachIncident(ids, id => {
      const {method, path, body = null} = request(id);
      return rest.request(method, path, {body});
    });
    if (failed.length > 0) yield failed;
    for await (const some of next) yield some.map(one => halfDone(one, `It was ${done}, but could not be ${past}`));
  }
}

function halfDone(outcome: IncidentOutcome, message: string): IncidentOutcome {
  const {error} = outcome;
  if (error === undefined) return outcome;
  return {...outcome, error: new PdError(error.kind, `${message}: ${error.message}`, error.facts)};
}

async function unhindered({resolver}: Context, ids: readonly string[], {obstacle}: IncidentChange) {
  if (obstacle === undefined) return {ids, hindered: []};
  const find = await resolver();
  const outcomes = ids.map((id): IncidentOutcome => {
    const known = find.known(id);
    const error = known && obstacle(known);
    return error === undefined ? {id} : {id, error};
  });
  return {
    ids: outcomes.filter(({error}) => error === undefined).map(({id}) => id),
    hindered: outcomes.filter(({error}) => error !== undefined),
  };
}

export const idList = (ids: readonly string[]): string => (ids.length > 20 ? 'ID…' : ids.join(' '));
