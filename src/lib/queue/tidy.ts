import fs from 'node:fs';
import path from 'node:path';
import {messageOf} from '../base/errors.ts';
import {isDiskFailure} from '../files/disk-failure.ts';
import {parseName, shards} from './entry-name.ts';
import {setAside} from './kept-files.ts';
import {readEntry} from './read-entry.ts';
import {filesIn} from './shard.ts';

export interface Tidied {
  /** The files that were set aside: where they are now, and why. */
  aside: {path: string; problem: string}[];
  /** What could not be done, as whole sentences. */
  problems: string[];
}

const folders = ['pending', 'rejected', 'aside', 'tmp'];
const ownAtTop = /^(?:flush\.lock.*|outcomes(?:\.old)?)$/;
const ownTemporary = /^\d+-[0-9a-f]{8}-[0-9a-f-]{27}$/;
const leftoverMs = 3_600_000;

/**
 * What is in the folders but is not pd's, as paths within the queue folder. `unlisted` is called for a folder that
 * cannot be read.
 */
export function strangersIn(folder: string, unlisted: (error: unknown) => void): string[] {
  const within = (place: string, isOwn: (name: string) => boolean): string[] => {
    try {
      return filesIn(path.join(folder, place))
        .filter(name => !isOwn(name))
        .map(name => path.join(place, name));
    } catch (error) {
      unlisted(error);
      return [];
    }
  };
  return [
    ...within('', name => folders.includes(name) || ownAtTop.test(name)),
    ...within('pending', name => shards.includes(name)),
    ...shards.flatMap(shard => within(path.join('pending', shard), name => parseName(name) !== undefined)),
  ];
}

/**
 * Moves what is not pd's out of the way and removes what killed writers left. Only the holder of the lock may call
 * this.
 */
export function tidy(folder: string, nowMs: number): Tidied {
  const tidied: Tidied = {aside: [], problems: []};
  const attempt = (what: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      tidied.problems.push(`${what}: ${messageOf(error)}`);
    }
  };
  const unlisted = (error: unknown): void => {
    if (tidied.problems.length === 0)
      tidied.problems.push(`Files that are not pd's cannot be looked for: ${messageOf(error)}`);
  };
  for (const stranger of strangersIn(folder, unlisted)) {
    const found = readEntry(path.join(folder, stranger));
    // It may be an event after all: of a newer pd, or on a failing disk.
    if (found.is === 'unreadable') tidied.problems.push(`${stranger} was left where it is: ${found.problem}`);
    else if (found.is !== 'gone')
      attempt(`${stranger} is not pd's and cannot be set aside`, () => {
        tidied.aside.push({path: setAside(folder, stranger), problem: 'it is not a file that pd put there'});
      });
  }
  attempt('Files left by killed writers cannot be removed', () => sweep(path.join(folder, 'tmp'), nowMs));
  return tidied;
}

/** Only regular files with names that pd creates: whatever else is there is not ours to remove. */
function sweep(temporary: string, nowMs: number): void {
  for (const name of filesIn(temporary)) {
    if (!ownTemporary.test(name)) continue;
    const file = path.join(temporary, name);
    const stat = fs.lstatSync(file, {throwIfNoEntry: false});
    if (stat?.isFile() && nowMs - stat.mtimeMs > leftoverMs) fs.unlinkSync(file);
  }
}
