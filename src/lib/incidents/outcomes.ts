import {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {failureText} from '../output/error-text.ts';
import type {View} from '../output/output.ts';
import {ProgressLine} from '../output/progress.ts';
import {column} from '../resources/column.ts';
import {noIncident} from './incident.ts';
import {titleOf} from './incident-columns.ts';

const maxDetails = 10;

/** What happened to one ID. */
export interface IncidentOutcome {
  id: string;
  /** The incident as the API returned it. */
  incident?: JsonObject;
  error?: PdError;
  /**
   * What neither of those shows: the ID names nothing, the answer omitted it, no request was made, or nothing had to
   * change.
   */
  state?: 'not found' | 'unknown' | 'not tried' | 'already';
  /** Whether it was changed although the request after that failed, which `error` is about. */
  isHalfDone?: boolean;
}

const view: View = {
  columns: [
    column('ID', 'id'),
    column('STATUS', 'status', {
      styles: {
        refused: 'red',
        failed: 'red',
        'not found': 'red',
        unknown: 'red',
        'not tried': 'red',
        triggered: 'red',
        acknowledged: 'yellow',
        resolved: 'green',
      },
    }),
    column('MESSAGE', 'message', {grow: true}),
  ],
};

export interface Report {
  /** "acknowledged": completes "could not be …". */
  past: string;
  missing: readonly IncidentOutcome[];
  /** How many incidents there are. */
  total: number;
  /** The requested status. */
  status?: string | undefined;
  /** What happened to an incident, where its status does not show it: "assigned to Ada". */
  effect?: ((incident: JsonObject) => string) | undefined;
  /** Told of each outcome before it is printed. */
  onOutcomes?: ((outcomes: readonly IncidentOutcome[]) => void) | undefined;
}

/**
 * Prints each outcome as it arrives. Returns the IDs that were changed and the error to end with: none if all were
 * changed, the refusal itself if none was, `partial` in between.
 */
export async function reportOutcomes(
  {io, output}: Pick<Context, 'io' | 'output'>,
  outcomes: AsyncIterable<readonly IncidentOutcome[]>,
  {past, missing, total, status, effect = () => '', onOutcomes}: Report,
): Promise<{done: string[]; failure: PdError | undefined}> {
  const progress = new ProgressLine(io, {streams: output.streams});
  const done: string[] = [];
  let already = 0;
  const failed: Failed[] = [];
  const all = async function* (): AsyncGenerator<readonly IncidentOutcome[]> {
    yield* outcomes;
    if (missing.length > 0) yield missing;
    progress.clear();
  };
  const rows = async function* (): AsyncGenerator<JsonObject[]> {
    for await (const outcomes of all()) {
      const batch = outcomes.map(outcome => confirmed(outcome, status));
      onOutcomes?.(batch);
      for (const {id, error, state} of batch) {
        if (error !== undefined) failed.push({id, error, state: state ?? stateOf(error)});
        else if (state === 'already') already += 1;
        else done.push(id);
      }
      progress.update(done.length + already + failed.length, total);
      // An ID on stdout is one for the next command to work on.
      yield batch
        .filter(({error}) => error === undefined || output.format !== 'id')
        .map(outcome => row(outcome, effect));
    }
  };
  // A signal ends the change, but not before it is told what became of each incident.
  const release = io.hold();
  try {
    await output.records(rows(), view);
  } catch (error) {
    throw isInterruption(error) ? interruptedAt(error, done.length + already, failed, {past, total}) : error;
  } finally {
    release();
    progress.clear();
  }
  return {done, failure: failureOf(done.length + already, failed, {past, hasRows: output.format !== 'id'})};
}

interface Failed {
  id: string;
  error: PdError;
  state: string;
}

const isInterruption = (error: unknown): error is PdError => error instanceof PdError && error.kind === 'interrupted';

/** The interruption, with what it means for each incident: the records may not be read by anybody. */
function interruptedAt(
  {message, facts}: PdError,
  done: number,
  failed: readonly Failed[],
  {past, total}: {past: string; total: number},
): PdError {
  const counts = [`${done} of ${total} were ${past}`];
  const details: string[] = [];
  for (const state of ['unknown', 'not tried', 'refused', 'failed', 'not found']) {
    const ids = failed.filter(one => one.state === state).map(({id}) => id);
    if (ids.length === 0) continue;
    counts.push(`${ids.length} ${state}`);
    const more = ids.length > maxDetails ? ` and ${ids.length - maxDetails} more` : '';
    details.push(`${state}: ${ids.slice(0, maxDetails).join(' ')}${more}`);
  }
  const signal = /^Interrupted by \w+|^Interrupted/.exec(message)?.[0] ?? message;
  return new PdError('interrupted', `${signal}: ${counts.join(', ')}`, {...facts, details});
}

/** `hasRows`: each reason is in its row already, and is not repeated. */
function failureOf(
  done: number,
  failed: readonly Failed[],
  {past, hasRows}: {past: string; hasRows: boolean},
): PdError | undefined {
  const [first] = failed;
  if (first === undefined) return undefined;
  if (done === 0 && failed.length === 1) return first.error;
  const details = failed.slice(0, maxDetails).map(({id, error}) => (hasRows ? id : `${id}: ${failureText(error)}`));
  if (failed.length > maxDetails) details.push(`and ${failed.length - maxDetails} more`);
  const unknown = failed.filter(({state}) => state === 'unknown').length;
  const sum = shortfall({total: done + failed.length, failed: failed.length - unknown, unknown, past});
  if (done > 0) return new PdError('partial', sum, {details});
  const {kind, message, facts} = first.error;
  // A reason that all share is worth stating; one that only the first has is not.
  const isShared = failed.every(({error}) => error.message === message);
  if (isShared) return new PdError(kind, `${sum}: ${message}`, {...facts, details: hasRows ? [] : details});
  const {status, code, next, retryable} = facts;
  return new PdError(kind, sum, {status, code, next, retryable, details});
}

function shortfall(facts: {total: number; failed: number; unknown: number; past: string}): string {
  const {total, failed, unknown, past} = facts;
  if (failed === total) return `None of the ${total} could be ${past}`;
  const could = `${failed} of ${total} could not be ${past}`;
  const unclear = `t is not known whether ${unknown} of ${total} were ${past}`;
  if (unknown === 0) return could;
  return failed === 0 ? `I${unclear}` : `${could}; i${unclear}`;
}

/**
 * A success counts only if the answer contains the incident, since PagerDuty returns every incident it has changed, and
 * only if the incident has the requested status.
 */
function confirmed(outcome: IncidentOutcome, wanted: string | undefined): IncidentOutcome {
  const status = stringField(outcome.incident, 'status');
  if (outcome.error === undefined && wanted !== undefined && status !== undefined && status !== wanted)
    return {id: outcome.id, error: new PdError('refused', `PagerDuty accepted the request, but left it ${status}`)};
  if (outcome.error?.kind === 'not-found' && outcome.error.facts.status === 404 && outcome.state === undefined) {
    const {kind, facts} = outcome.error;
    return {...outcome, error: new PdError(kind, noIncident(outcome.id), facts), state: 'not found'};
  }
  if (outcome.error !== undefined || outcome.incident !== undefined) return outcome;
  const error = new PdError('unreachable', "PagerDuty's answer does not say whether it was changed", {
    next: `check with pd incidents show ${outcome.id}`,
  });
  return {id: outcome.id, error, state: 'unknown'};
}

function row({id, incident = {}, error, state}: IncidentOutcome, effect: (incident: JsonObject) => string): JsonObject {
  if (error !== undefined) return {id, status: state ?? stateOf(error), message: failureText(error)};
  const status = stringField(incident, 'status') ?? 'done';
  const what = state === 'already' ? `already ${status}` : effect(incident);
  return {id, status, message: what === '' ? titleOf(incident) : `${what}: ${titleOf(incident)}`};
}

function stateOf(error: PdError): string {
  if (error.facts.mayHaveBeenDone === true) return 'unknown';
  return isRefusal(error) ? 'refused' : 'failed';
}

/** Whether PagerDuty answered this very request, and refused it. */
const isRefusal = (error: PdError): boolean => ['refused', 'not-found', 'credentials'].includes(error.kind);

/** What an interruption means for an incident whose request was under way or was to be sent. */
export const interruptedState = ({kind, facts}: PdError): Pick<IncidentOutcome, 'state'> =>
  kind === 'interrupted' ? {state: facts.mayHaveBeenDone === true ? 'unknown' : 'not tried'} : {};

/** Returns an error that is one incident's outcome. Rethrows one that ends the command: wrong usage, a defect. */
export function outcomeError(error: unknown): PdError {
  const isOutcome =
    error instanceof PdError &&
    (isRefusal(error) || ['unreachable', 'rate-limited', 'interrupted'].includes(error.kind));
  if (!isOutcome) throw error;
  return error;
}
