import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import type {NewEntry} from './entry.ts';
import {journalOf} from './journal-of.ts';
import type {Recording} from './recording.ts';

/**
 * Makes a change that is one request, written down before it is sent and after its answer. `after` reads the states that
 * it left from the answer, in the order of the items. Returns the answer and the recording, without one if --dry-run is given.
 */
export async function recorded<T>(
  context: Context,
  entry: NewEntry,
  send: () => Promise<T>,
  after: (answer: T) => readonly (JsonObject | undefined)[] = () => [],
): Promise<{answer: T; recording: Recording | undefined}> {
  if (context.dryRun) return {answer: await send(), recording: undefined};
  const recording = journalOf(context).begin(entry);
  const ids = entry.items.map(item => item.id);
  // A signal ends the change, but not before it is written down what became of it.
  const release = context.io.hold();
  try {
    const answer = await send();
    const states = after(answer);
    recording.tell(ids.map((id, index) => ({id, outcome: 'done', after: states[index]})));
    return {answer, recording};
  } catch (error) {
    const isUnknown = !(error instanceof PdError) || error.facts.mayHaveBeenDone === true;
    recording.tell(ids.map(id => ({id, outcome: isUnknown ? 'unknown' : 'refused'})));
    throw error;
  } finally {
    release();
  }
}
