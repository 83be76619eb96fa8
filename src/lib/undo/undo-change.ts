import {askFirst} from '../asking/ask-first.ts';
import {PdError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import {type IncidentOutcome, reportOutcomes} from '../incidents/outcomes.ts';
import {type Entry, type JournalItem, openItems} from '../journal/entry.ts';
import type {Journal} from '../journal/journal.ts';
import {journalOf, tellWayBack} from '../journal/journal-of.ts';
import type {Recording, ToldOutcome} from '../journal/recording.ts';
import {showRequests} from '../resources/send-change.ts';
import {chosen} from './choose.ts';
import {whatOf} from './list.ts';
import {overrides, windows} from './made-kinds.ts';
import {type Plan, planOf} from './plan.ts';
import {FieldRestorer} from './restore-fields.ts';
import {IncidentRestorer} from './restore-incidents.ts';
import {MadeRestorer} from './restore-made.ts';
import {ServiceRestorer} from './restore-services.ts';
import type {RestoreOutcome, Restorer, Step} from './restorer.ts';

/** How long to wait for another pd that is undoing the same change. */
const lockWaitMs = 10_000;

/**
 * `pd undo`: undoes a change, the last unless `which` names another. What somebody else has changed since stays as it
 * is, and is told. Throws `refused` for a change that cannot be undone.
 */
export async function undoChange(context: Context, which: string | undefined, yes: boolean): Promise<void> {
  const journal = journalOf(context);
  const {id} = refuseFinal(chosen(journal.entries(), journal, which));
  const lock = await journal.lock(id, lockWaitMs);
  if (lock === undefined) throw new PdError('refused', `Another pd is undoing ${id}`, {retryable: true});
  try {
    // As it is now: another may have undone it meanwhile.
    const entry = journal.entry(id);
    if (entry === undefined) throw new PdError('not-found', `${id} is not in the journal any more`);
    await undoEntry(context, journal, entry, yes);
  } finally {
    lock.release();
  }
}

function refuseFinal(entry: Entry): Entry {
  if (entry.kind !== 'final') return entry;
  const {id, command, why} = entry;
  const reason = why === undefined ? '' : `: ${why}`;
  throw new PdError('refused', `${id} (${command}, ${whatOf(entry)}) cannot be undone${reason}`, {
    next: 'pd undo --list',
  });
}

async function undoEntry(context: Context, journal: Journal, entry: Entry, yes: boolean): Promise<void> {
  const open = openItems(entry);
  if (open.length === 0) {
    const by = entry.undoneBy === undefined ? '' : `, by ${entry.undoneBy}: pd undo ${entry.undoneBy} redoes it`;
    const isUndone = entry.items.some(item => item.isUndone);
    const state = isUndone ? `is already undone${by}` : 'changed nothing';
    context.output.note(`${entry.id} (${entry.command}, ${whatOf(entry)}) ${state}.`);
    return;
  }
  const restorer = restorerFor(context, entry);
  const planned = async () => planOf(open, await restorer.now(open), restorer);
  const plan = await planned();
  if (context.dryRun) return await showPlan(context, {entry, plan, restorer});
  // While the question waited, somebody else may have changed something.
  const isAsked = await askAbout(context, {entry, plan, restorer}, yes);
  await carryOutPlan(context, journal, {entry, plan: isAsked ? await planned() : plan, restorer});
}

async function showPlan(context: Context, {plan, restorer}: Undoing): Promise<void> {
  for (const {item, why} of plan.hindered) context.output.note(`${item.name} stays as it is: ${why}`);
  for (const {name} of plan.already) context.output.note(`${name} is as it was before.`);
  await showRequests(context, await restorer.requests(plan.steps));
}

interface Undoing {
  entry: Entry;
  plan: Plan;
  restorer: Restorer;
}

/** Says what undoing it does, also where nobody can be asked. Returns whether it was asked. */
async function askAbout(context: Context, {entry, plan, restorer}: Undoing, yes: boolean): Promise<boolean> {
  const {steps, hindered} = plan;
  if (steps.length === 0) return false;
  const consequences = restorer.consequences(steps);
  if (hindered.length > 0) consequences.push(`${hindered.length} cannot be restored, and stay as they are.`);
  const count = steps.length === 1 ? `1 ${restorer.noun}` : `${steps.length} ${restorer.noun}s`;
  const change = {
    question: `Undo ${entry.id} (${entry.command}, ${count})?`,
    touched: steps.map(({item, now, target}) => `${item.name}: ${restorer.words(now, target)}`.replace(/: $/, '')),
    consequences,
  };
  const isAsked = await askFirst(context, change, yes);
  if (!isAsked) for (const line of consequences) context.output.note(line);
  return isAsked;
}

/** Puts the things back, writing down what becomes of each. */
async function carryOutPlan(context: Context, journal: Journal, {entry, plan, restorer}: Undoing): Promise<void> {
  const {steps, already, hindered} = plan;
  const recording = steps.length === 0 ? undefined : begun(journal, {entry, plan, restorer});
  const undone: ToldOutcome[] = already.map(({id, before}) => ({id, outcome: 'done', after: before}));
  const words = new Map<string, string>();
  const stepOf = new Map(steps.map(step => [step.item.id, step]));
  const outcomes = async function* (): AsyncGenerator<readonly IncidentOutcome[]> {
    if (already.length > 0) yield already.map(item => alreadyThere(item, restorer));
    for await (const batch of steps.length === 0 ? [] : restorer.restore(steps)) {
      recording?.tell(batch.map(toldOutcome));
      undone.push(...batch.map(toldOutcome).filter(({outcome}) => outcome === 'done'));
      yield batch.map(outcome => shown(outcome, {step: stepOf.get(outcome.id), restorer, words}));
    }
  };
  try {
    const {failure} = await reportOutcomes(context, outcomes(), {
      past: 'undone',
      missing: hindered.map(({item, why}) => ({id: restorer.shownId(item), error: new PdError('refused', why)})),
      total: steps.length + already.length + hindered.length,
      effect: incident => words.get(String(incident['id'])) ?? '',
    });
    if (failure !== undefined) throw failure;
  } finally {
    markUndone(context, {journal, entry, recording}, undone);
  }
}

function begun(journal: Journal, {entry, plan}: Undoing): Recording {
  const items = plan.steps.map(({item, now, target}) => ({
    ...{id: item.id, name: item.name, before: now, wanted: target},
  }));
  return journal.begin({kind: entry.kind, command: entry.command, items, undoes: entry.id});
}

interface Marking {
  journal: Journal;
  entry: Entry;
  recording: Recording | undefined;
}

function markUndone(context: Context, {journal, entry, recording}: Marking, undone: readonly ToldOutcome[]): void {
  if (undone.length === 0) return;
  const ids = undone.map(({id}) => id);
  const isMarked = journal.markUndone(entry.id, ids, recording?.id);
  // Undoing an undo makes the first change anew.
  if (entry.undoes !== undefined) journal.markRedone(entry.undoes, undone);
  if (!isMarked) context.output.warn(`The journal could not record that ${entry.id} was undone`);
  if (recording !== undefined) tellWayBack(context, recording);
}

function toldOutcome({id, after, error, state}: RestoreOutcome): ToldOutcome {
  if (after !== undefined && error === undefined) return {id, outcome: 'done', after};
  if (state === 'unknown' || error === undefined || error.facts.mayHaveBeenDone === true)
    return {id, outcome: 'unknown'};
  return {id, outcome: state === 'not tried' ? 'not tried' : 'refused'};
}

function alreadyThere(item: JournalItem, restorer: Restorer): IncidentOutcome {
  const status = item.before?.['status'];
  const incident = {status: typeof status === 'string' ? status : 'as before', title: item.name};
  return {id: restorer.shownId(item), incident, state: 'already'};
}

interface Showing {
  step: Step | undefined;
  restorer: Restorer;
  words: Map<string, string>;
}

/** The outcome as a row: with the ID that can be used, and what has changed. */
function shown(outcome: RestoreOutcome, {step, restorer, words}: Showing): IncidentOutcome {
  if (step === undefined) return outcome;
  const id = outcome.shownId ?? restorer.shownId(step.item);
  if (outcome.after !== undefined) words.set(id, restorer.words(step.now, outcome.after));
  const {incident, error, state} = outcome;
  return {id, ...(incident && {incident: {...incident, id}}), ...(error && {error}), ...(state && {state})};
}

function restorerFor(context: Context, {kind}: Entry): Restorer {
  switch (kind) {
    case 'services':
      return new ServiceRestorer(context);
    case 'fields':
      return new FieldRestorer(context);
    case 'windows':
      return new MadeRestorer(context, windows);
    case 'overrides':
      return new MadeRestorer(context, overrides);
    default:
      return new IncidentRestorer(context);
  }
}
