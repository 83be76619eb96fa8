import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {type Entry, openItems} from '../journal/entry.ts';
import {journalOf} from '../journal/journal-of.ts';
import type {View} from '../output/output.ts';
import {column} from '../resources/column.ts';
import {counted} from './choose.ts';

const view: View = {
  columns: [
    column('#', 'number', {drop: 1}),
    column('ID', 'id'),
    column('AGE', 'at', {as: 'age'}),
    column('CHANGE', 'change'),
    column('STATE', 'state', {styles: {'can be undone': 'green', undone: 'dim', 'cannot be undone': 'dim'}}),
    column('PROFILE', 'profile', {sparse: true, drop: 3}),
    column('WHAT', 'what', {grow: true}),
  ],
  empty: 'No change has been made from here.',
};

/** `pd undo --list`: the journal, the last change first. Throws `partial` if a newer pd made some of the changes. */
export async function listChanges(context: Context): Promise<void> {
  const journal = journalOf(context);
  const {entries, newer} = journal.entries();
  const own = counted(entries, journal);
  const rows = entries.map((entry): JsonObject => {
    const number = own.indexOf(entry);
    return {
      number: number === -1 ? null : number + 1,
      id: entry.id,
      at: entry.at,
      change: entry.undoes === undefined ? entry.command : `undo ${entry.undoes}`,
      state: stateWords(entry),
      profile: entry.profile ?? null,
      api: entry.api,
      what: whatOf(entry),
      ids: entry.items.map(({id}) => id),
      undone_by: entry.undoneBy ?? null,
    };
  });
  for (const {file, problem} of newer) context.output.warn(`${file} is left alone: ${problem}`);
  await context.output.records(
    [rows],
    newer.length === 0 ? view : {...view, empty: 'There is no change that can be listed.'},
  );
  if (newer.length > 0) {
    const changes = newer.length === 1 ? '1 change' : `${newer.length} changes`;
    throw new PdError('partial', `${changes} could not be listed`, {next: 'use the version of pd that made them'});
  }
}

/** What has become of a change. Pure. */
function stateWords(entry: Entry): string {
  if (entry.kind === 'final') return 'cannot be undone';
  const open = openItems(entry).length;
  const undone = entry.items.filter(({isUndone}) => isUndone).length;
  if (open === 0) return undone > 0 ? 'undone' : 'nothing was changed';
  return undone > 0 ? 'undone in part' : 'can be undone';
}

/** `#8 Checkout is slow and 2 more`. Pure. */
export function whatOf({items}: Pick<Entry, 'items'>): string {
  const [first, ...more] = items.map(({name}) => name);
  return more.length === 0 ? (first ?? '') : `${first} and ${more.length} more`;
}
