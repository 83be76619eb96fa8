import {chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {type Entry, isLink} from './entries.ts';

/** Writes the entries into a folder. */
export function layOut(folder: string, entries: readonly Entry[], timeS: number): void {
  for (const entry of entries) {
    const path = join(folder, entry.path);
    mkdirSync(dirname(path), {recursive: true});
    if (isLink(entry)) {
      symlinkSync(entry.target, path);
      continue;
    }
    writeFileSync(path, entry.data);
    chmodSync(path, entry.executable ? 0o755 : 0o644);
    utimesSync(path, timeS, timeS);
  }
}
