import type {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {showRequests} from '../resources/send-change.ts';
import {unlessAlready} from './already.ts';
import {inBatches, updateBody, updateIncidents} from './batch.ts';
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
    return await showRequests(context, changes);
  }
  const rest = await context.rest();
  const status = stringField(fields, 'status');
  const outcomes = unlessAlready(rest, updateIncidents(rest, ids, fields), status);
  const {done, failure} = await reportOutcomes(context, outcomes, {
    ...change,
    status,
    missing,
    total: ids.length + missing.length,
  });
  if (change.undo !== undefined && done.length > 0) context.output.note(`To undo: ${change.undo(idList(done))}`);
  if (failure !== undefined) throw failure;
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
