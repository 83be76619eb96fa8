import fs from 'node:fs';
import path from 'node:path';
import {PdError} from '../base/errors.ts';
import {ensureDurableFolder, syncFolder} from '../files/placed-files.ts';
import {type EntryName, hash, parseName} from './entry-name.ts';
import {type Found, readEntry} from './read-entry.ts';
import {filesIn} from './shard.ts';

/** A file that is not sent but kept until a person has dealt with it. */
export interface KeptFile {
  /** What a person types after `queue restore`, `retry` and `rm`. */
  readonly id: string;
  readonly state: 'rejected' | 'set aside';
  readonly path: string;
  /** Undefined if it is not the name of a queued file. */
  readonly name: EntryName | undefined;
}

/**
 * First what PagerDuty has rejected, then what was set aside, ordered by name. `unlisted` is called for each folder
 * that cannot be read or trusted; without it, the error is thrown.
 */
export const keptFiles = (folder: string, unlisted?: (error: PdError) => void): KeptFile[] =>
  [rejectedFiles, asideFiles].flatMap(list => {
    try {
      return list(folder);
    } catch (error) {
      if (!(error instanceof PdError) || unlisted === undefined) throw error;
      unlisted(error);
      return [];
    }
  });

export const readKept = ({path: file}: KeptFile): Found => readEntry(file);

/** Moves a file that cannot be sent out of the way, and returns its new path. Throws if the disk does not allow it. */
export function setAside(folder: string, within: string): string {
  const aside = path.join(folder, 'aside');
  ensureDurableFolder(aside);
  let kept = path.join(aside, path.basename(within));
  for (let count = 2; fs.lstatSync(kept, {throwIfNoEntry: false}); count++)
    kept = path.join(aside, `${path.basename(within)}.${count}`);
  fs.renameSync(path.join(folder, within), kept);
  syncFolder(aside);
  return kept;
}

const rejectedFiles = (folder: string): KeptFile[] =>
  filesIn(path.join(folder, 'rejected'))
    .toSorted()
    .flatMap(file => {
      const name = parseName(file);
      return name ? [{id: name.id, state: 'rejected', path: path.join(folder, 'rejected', file), name}] : [];
    });

const asideFiles = (folder: string): KeptFile[] =>
  filesIn(path.join(folder, 'aside'))
    .toSorted()
    .map(file => {
      const [, first = file, count = ''] = /^(.*\.json)(\.\d+)?$/.exec(file) ?? [];
      const name = parseName(first);
      // Such a name may be too long or strange to type.
      const id = name ? `${name.id}${count}` : `aside-${hash(file).slice(0, 8)}`;
      return {id, state: 'set aside', path: path.join(folder, 'aside', file), name};
    });
