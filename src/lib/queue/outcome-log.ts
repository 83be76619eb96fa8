import path from 'node:path';
import {isDiskFailure} from '../files/disk-failure.ts';
import {LineFile} from '../files/line-file.ts';
import {checkFolder, ensurePrivateFolder} from '../files/trust.ts';

/** PagerDuty has accepted the event, or will never accept it. */
export type FinalOutcome = 'delivered' | 'rejected';

/** About ten thousand outcomes. */
const manyBytes = 256 * 1024;

/**
 * The outcomes of the latest entries, one line each. It tells a pd that waits for its event whether another pd has
 * delivered it, and keeps an event whose file cannot be removed from being sent again. The holder of the lock writes
 * it. It is in the queue folder; if that disk cannot be written, what must be remembered is in another folder of this
 * user.
 */
export class OutcomeLog {
  readonly #own: LineFile;
  readonly #older: LineFile;
  readonly #elsewhere: LineFile | undefined;
  readonly #outcomes = new Map<string, FinalOutcome>();

  constructor(folder: string, elsewhere: string | undefined) {
    this.#own = new LineFile(path.join(folder, 'outcomes'));
    this.#older = new LineFile(path.join(folder, 'outcomes.old'));
    this.#elsewhere = elsewhere === undefined ? undefined : new LineFile(elsewhere);
  }

  /** Reads what was written since the last call. A log that cannot be read is ignored. */
  refresh(): void {
    for (const file of [this.#older, this.#own]) this.#takeIn(file);
    if (this.#elsewhere && isSafe(this.#elsewhere)) this.#takeIn(this.#elsewhere);
  }

  /** The outcome as of the last refresh; undefined if it has none. */
  of(id: string): FinalOutcome | undefined {
    return this.#outcomes.get(id);
  }

  /** Returns whether it was written. */
  add(id: string, outcome: FinalOutcome): boolean {
    this.#outcomes.set(id, outcome);
    return this.#own.append(`${outcome} ${id}`);
  }

  /**
   * The same, for an event whose file cannot be removed. Returns whether it was written where the next pd will find it.
   */
  keep(id: string, outcome: FinalOutcome): boolean {
    this.#outcomes.set(id, outcome);
    return this.#write(`${outcome} ${id}`);
  }

  /** Forgets the outcome of an entry that was put back by hand and is to be sent again. */
  revoke(id: string): void {
    this.refresh();
    if (!this.#outcomes.delete(id)) return;
    this.#write(`queued ${id}`);
    this.close();
  }

  /** This pd no longer needs it: there is no file left that could be sent again. */
  forget(id: string): void {
    this.#outcomes.delete(id);
  }

  /** Drops the oldest lines if there are many, except those of entries whose files still exist. */
  trim(stillThere: readonly string[]): void {
    if ((this.#own.size ?? 0) < manyBytes || !this.#own.moveTo(this.#older)) return;
    for (const id of stillThere) {
      const outcome = this.#outcomes.get(id);
      if (outcome) this.keep(id, outcome);
    }
  }

  close(): void {
    this.#own.close();
    this.#elsewhere?.close();
  }

  #write(line: string): boolean {
    if (this.#own.append(line)) return true;
    const file = this.#elsewhere;
    if (file === undefined) return false;
    try {
      ensurePrivateFolder(path.dirname(file.path));
      return file.append(line);
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      return false;
    }
  }

  #takeIn(file: LineFile): void {
    for (const line of file.newLines()) {
      const [outcome, id] = line.split(' ');
      if (id === undefined) continue;
      if (outcome === 'delivered' || outcome === 'rejected') this.#outcomes.set(id, outcome);
      else if (outcome === 'queued') this.#outcomes.delete(id);
    }
  }
}

/**
 * Everybody can write to temporary folders: what is there counts only in a real folder that belongs to this user alone.
 */
function isSafe({path: file}: LineFile): boolean {
  try {
    return checkFolder(path.dirname(file));
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
    return false;
  }
}
