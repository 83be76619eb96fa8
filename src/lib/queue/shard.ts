import fs from 'node:fs';
import path from 'node:path';
import {messageOf, PdError} from '../base/errors.ts';
import {isMissing} from '../files/disk-failure.ts';
import {checkFolder} from '../files/trust.ts';
import {type EntryName, keyHashIn, parseName} from './entry-name.ts';

/**
 * One folder of queued files. It is read once per turn of the event loop: what another pd queues during that turn
 * counts as queued at the same time, not before. The folder's timestamps cannot be used, as some file systems only
 * count seconds.
 */
export class Shard {
  readonly #folder: string;
  /** By hashed dedup key. */
  #files: Map<string, string[]> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In order. Throws PdError `unreachable` if the folder cannot be read, or calls `unlisted` with it. */
  names(unlisted?: (error: PdError) => void): EntryName[] {
    try {
      return parsed([...this.#list().values()].flat());
    } catch (error) {
      if (!(error instanceof PdError) || unlisted === undefined) throw error;
      unlisted(error);
      return [];
    }
  }

  /** The entries of one dedup key, in order. */
  ofKey(keyHash: string): EntryName[] {
    return parsed(this.#list().get(keyHash) ?? []);
  }

  isEmpty(): boolean {
    return !this.#list()
      .values()
      .some(files => files.some(parseName));
  }

  /** Removes a file, unless it is gone already. */
  remove(file: string): void {
    fs.rmSync(path.join(this.#folder, file), {force: true});
    this.#forget();
  }

  /** The same, without waiting for the disk, which may take as long as a server takes for an event. */
  async removeMeanwhile(file: string): Promise<void> {
    await fs.promises.unlink(this.#folder + path.sep + file).catch(error => {
      if (!isMissing(error)) throw error;
    });
    this.#forget();
  }

  /** This process has put the file there. */
  added(file: string): void {
    const keyHash = keyHashIn(file);
    const ofKey = this.#files?.get(keyHash);
    if (ofKey === undefined) this.#files?.set(keyHash, [file]);
    else if (!ofKey.includes(file)) ofKey.push(file);
  }

  #forget(): void {
    this.#files = undefined;
  }

  #list(): ReadonlyMap<string, string[]> {
    if (this.#files) return this.#files;
    setImmediate(() => this.#forget());
    this.#files = Map.groupBy(filesIn(this.#folder), keyHashIn);
    return this.#files;
  }
}

/**
 * The names in a folder; none if it has not been created yet. Throws PdError `unreachable` if it cannot be read,
 * `usage` if it cannot be trusted: a link, another user's folder.
 */
export function filesIn(folder: string): string[] {
  if (!checkFolder(folder)) return [];
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw new PdError('unreachable', `The queue cannot be read: ${messageOf(error)}`, {
      next: `make sure that ${folder} belongs to this user and its disk works, or name another place with PD_STATE_DIR`,
      retryable: true,
      cause: error,
    });
  }
}

const parsed = (files: readonly string[]): EntryName[] =>
  files
    .map(parseName)
    .filter(name => name !== undefined)
    .sort((one, other) => one.seq - other.seq);
