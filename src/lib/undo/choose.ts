import {PdError, usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';
import type {Entry} from '../journal/entry.ts';
import type {Found, Journal} from '../journal/journal.ts';

/** The changes that can be named by their place: those made with this profile, the last first. One that undoes another has none. */
export const counted = (entries: readonly Entry[], journal: Pick<Journal, 'isOwn'>): Entry[] =>
  entries.filter(entry => entry.undoes === undefined && journal.isOwn(entry));

/**
 * The change that `which` means: `C42`, or `2` for the last but one; undefined means the last. Throws `not-found` for one
 * that is not in the journal, a usage error for one that another profile made, and where it cannot be counted because a newer
 * pd has made changes since.
 */
export function chosen({entries, newer}: Found, journal: Pick<Journal, 'isOwn'>, which: string | undefined): Entry {
  const own = counted(entries, journal);
  const position = which === undefined ? 1 : /^[1-9]\d{0,5}$/.test(which) ? Number(which) : undefined;
  if (position !== undefined) {
    const entry = own[position - 1];
    const [unread] = newer;
    if (unread !== undefined && numberOf(unread.id) > numberOf(entry?.id)) throw notCounted(unread, entry);
    if (entry !== undefined) return entry;
    const message =
      own.length === 0
        ? 'The journal has no change that was made with this profile'
        : `The journal has only ${own.length} changes that were made with this profile`;
    throw new PdError('not-found', message, {next: 'pd undo --list'});
  }
  const id = which?.toUpperCase() ?? '';
  if (!/^C\d+$/.test(id))
    throw usageError(
      `"${shortened(which ?? '')}" is not a change`,
      'give a number, 1 for the last, or an ID from pd undo --list',
    );
  const entry = entries.find(one => one.id === id);
  const unread = newer.find(one => one.id === id);
  if (unread !== undefined)
    throw usageError(`${id} cannot be undone by this pd: ${written(unread)}`, 'use that version');
  if (entry === undefined) throw new PdError('not-found', `The journal has no change ${id}`, {next: 'pd undo --list'});
  if (!journal.isOwn(entry)) throw ofAnother(entry);
  return entry;
}

function ofAnother({id, profile, api}: Entry): PdError {
  const who = profile === undefined ? 'without a profile' : `with the profile ${profile}`;
  const next = profile === undefined ? 'use the same settings as then' : `pd undo ${id} -p ${profile}`;
  return usageError(`${id} was made ${who}, at ${api}: the current settings differ`, next);
}

type Unread = Found['newer'][number];

const numberOf = (id = 'C0'): number => Number(id.slice(1));

const written = ({file, problem}: Unread): string => `${problem}, ${file}`;

function notCounted(unread: Unread, entry: Entry | undefined): PdError {
  const next = entry === undefined ? 'use that version' : `use that version, or name the change: pd undo ${entry.id}`;
  return usageError(`Which change is the last is not known, because of ${unread.id}: ${written(unread)}`, next);
}
