import fs from 'node:fs';
import {errorCode, messageOf, PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import {type EntryName, parseName} from './entry-name.ts';

// A change of the folder in the same tick of the file system's clock would not show in its time stamp.
const tickMs = 20;

interface Listing {
  changedMs: number;
  names: readonly EntryName[];
}

/** One folder of queued files. It is read again only when it has changed: `send` asks once for each of its lines. */
export class Shard {
  readonly #folder: string;
  readonly #io: Io;
  #listing: Listing | undefined;

  constructor(folder: string, io: Io) {
    this.#folder = folder;
    this.#io = io;
  }

  /** In order. */
  names(): readonly EntryName[] {
    const changedMs = reading(this.#folder, () => fs.statSync(this.#folder).mtimeMs);
    if (changedMs === undefined) return [];
    if (this.#listing?.changedMs === changedMs) return this.#listing.names;
    const isSettled = this.#io.now() - changedMs > tickMs;
    const names = namesIn(this.#folder);
    this.#listing = isSettled ? {changedMs, names} : undefined;
    return names;
  }
}

export const namesIn = (folder: string): EntryName[] =>
  filesIn(folder)
    .map(parseName)
    .filter(name => name !== undefined)
    .sort((one, other) => one.seq - other.seq);

/** Nothing where the folder has not been made yet. */
export const filesIn = (folder: string): string[] => reading(folder, () => fs.readdirSync(folder)) ?? [];

function reading<T>(folder: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new PdError('usage', `The queue cannot be read: ${messageOf(error)}`, {
      next: `see that ${folder} belongs to this user, or name another place with PD_STATE_DIR`,
      cause: error,
    });
  }
}
