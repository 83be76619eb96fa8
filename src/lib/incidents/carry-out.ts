import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import type {ChangeKind} from '../journal/entry.ts';
import type {Recording, ToldOutcome} from '../journal/recording.ts';
import {titleOf} from './incident-columns.ts';
import {changeWords, fieldWords, type StateField, stateOf} from './incident-state.ts';
import {type IncidentOutcome, type Report, reportOutcomes} from './outcomes.ts';
import type {Selection} from './select-incidents.ts';

/** The states of something that belongs to an incident, by the ID of the incident. */
export interface OtherStates {
  kind: ChangeKind;
  before: (id: string) => JsonObject | undefined;
  /** Known once the answer has come. */
  after: (id: string) => JsonObject | undefined;
  /** `environment prod → test` */
  words: (id: string) => string;
}

export interface Carried extends Pick<Report, 'past' | 'status'> {
  /** As typed: `incidents resolve`. */
  command: string;
  /** Those to change, and what was found out about them. */
  selection: Selection;
  /** The fields to tell of, besides those that the outcome's status shows. */
  shows: readonly StateField[];
  /** What the change sets, in the journal's terms, for what is not known to have been changed. */
  wanted?: JsonObject | ((id: string) => JsonObject);
  /** Why it cannot be undone, if it cannot. */
  why?: string;
  /** What is changed, if it is not the incidents' own state. */
  states?: OtherStates;
  /** The command that does what `pd undo` would do, where there is one. */
  otherwise?: (ids: string) => string;
}

/**
 * Makes a change to incidents: written down before it is sent, its outcomes printed with the former values, then
 * how to undo it. Throws the failure once every outcome is printed.
 */
export async function carryOut(
  context: Context,
  outcomes: AsyncIterable<readonly IncidentOutcome[]>,
  change: Carried,
): Promise<void> {
  const {past, status} = change;
  const {ids, missing} = change.selection;
  const recording = ids.length === 0 ? undefined : await begun(context, change);
  const done: string[] = [];
  try {
    const {failure} = await reportOutcomes(context, outcomes, {
      ...{past, status, missing, total: ids.length + missing.length},
      effect: incident => effectOf(incident, change, context.settings.utc),
      onOutcomes: batch => {
        const told = batch.map(outcome => toldOutcome(outcome, change));
        recording?.tell(told);
        done.push(
          ...batch.flatMap(({id, isHalfDone}, index) => (isHalfDone || told[index]?.outcome === 'done' ? id : [])),
        );
      },
    });
    if (failure !== undefined) throw failure;
  } finally {
    if (recording !== undefined && done.length > 0 && change.why === undefined) {
      const {tellWayBack} = await import('../journal/journal-of.ts');
      tellWayBack(context, recording, change.otherwise?.(idList(done)));
    }
  }
}

async function begun(context: Context, {selection, command, wanted, why, states}: Carried): Promise<Recording> {
  const {journalOf} = await import('../journal/journal-of.ts');
  const items = selection.ids.map(id => {
    const incident = selection.before.get(id);
    return {
      id,
      name: incident ? titleOf(incident) : id,
      before: states ? states.before(id) : incident && stateOf(incident),
      wanted: typeof wanted === 'function' ? wanted(id) : wanted,
    };
  });
  return journalOf(context).begin({
    kind: why === undefined ? (states?.kind ?? 'incidents') : 'final',
    command,
    items,
    why,
  });
}

/** IDs for a command line, where they are not too many. */
export const idList = (ids: readonly string[]): string => (ids.length > 20 ? 'ID…' : ids.join(' '));

function toldOutcome(
  {id, incident, error, state, isHalfDone}: IncidentOutcome,
  {selection, states}: Carried,
): ToldOutcome {
  // What was so before was not changed by this command. What was not, was changed by a request whose answer was lost.
  const former = stringField(selection.before.get(id), 'status');
  if (state === 'already' && (former === undefined || former === stringField(incident, 'status')))
    return {id, outcome: 'not tried'};
  if (incident !== undefined && error === undefined)
    return {id, outcome: 'done', after: states ? states.after(id) : stateOf(incident)};
  if (isHalfDone || state === 'unknown' || error?.facts.mayHaveBeenDone === true) return {id, outcome: 'unknown'};
  return {id, outcome: state === 'not tried' ? 'not tried' : 'refused'};
}

/** `urgency high → low`; where nothing has changed, or the former value is not known, what it is now. */
function effectOf(incident: JsonObject, {selection, shows, states}: Carried, utc: boolean): string {
  if (states !== undefined) return states.words(String(incident['id']));
  const after = stateOf(incident);
  const former = selection.before.get(String(incident['id']));
  const before = former && stateOf(former);
  if (before !== undefined) {
    const words = changeWords(before, after, {fields: shows, utc});
    if (words !== '') return words;
  }
  const [main] = shows.filter(name => name !== 'status');
  return main === undefined ? '' : fieldWords(after, main, utc);
}
