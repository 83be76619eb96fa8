import type {Context} from '../context.ts';
import {Journal} from './journal.ts';
import type {Recording} from './recording.ts';

/** The journal of changes, for the account that the command works on. */
export const journalOf = ({io, settings}: Pick<Context, 'io' | 'settings'>): Journal =>
  new Journal(io, settings.redactor, {profile: settings.profileName, api: settings.apiUrl().href});

/**
 * Says how to undo what was done: with `pd undo`, or why that cannot be done, and `otherwise` with the command that
 * does the same.
 */
export function tellWayBack(
  {output}: Pick<Context, 'output'>,
  {id, problem, hasChanged}: Recording,
  otherwise?: string,
): void {
  if (!hasChanged) return;
  if (problem === undefined && id !== undefined) {
    output.note(`To undo: pd undo ${id}`);
    return;
  }
  output.warn(`pd undo cannot undo this change: ${problem ?? 'it is not in the journal'}`);
  if (otherwise !== undefined) output.note(`To undo: ${otherwise}`);
}
