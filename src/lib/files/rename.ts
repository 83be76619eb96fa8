import fs from 'node:fs';
import {errorCode} from '../base/errors.ts';
import {platform} from '../io/os.ts';

const held: ReadonlySet<string | undefined> = new Set(['EPERM', 'EACCES', 'EBUSY']);
const pauseMs = 50;
const mostPauses = 40;

/**
 * Gives a file another name, in the place of the file that has it. On Windows a virus scanner or an indexer may have
 * either open for a moment: then it is tried again for two seconds, during which pd does nothing else.
 */
export function renameFile(from: string, to: string): void {
  for (let left = platform === 'win32' ? mostPauses : 0; ; left--) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      if (left === 0 || !held.has(errorCode(error))) throw error;
    }
    Bun.sleepSync(pauseMs);
  }
}
