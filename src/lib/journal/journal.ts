import fs from 'node:fs';
import path from 'node:path';
import {errorCode, messageOf} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Redactor} from '../base/redactor.ts';
import {isDiskFailure, isMissing} from '../files/disk-failure.ts';
import {byNewer, formats} from '../files/file-format.ts';
import {stateFolder} from '../files/folders.ts';
import {LineFile} from '../files/line-file.ts';
import {type Lock, waitForLock} from '../files/lock.ts';
import {checkKeptFolder} from '../files/private-file.ts';
import {ensurePrivateFolder, openTrusted} from '../files/trust.ts';
import type {Io} from '../io/io.ts';
import {type Entry, type NewEntry, type NewItem, readEntry} from './entry.ts';
import {Recording, type ToldOutcome} from './recording.ts';

/** The oldest entries are removed beyond either. */
const maxEntries = 200;
const maxBytes = 4 * 1024 * 1024;
const {O_WRONLY, O_APPEND, O_CREAT, O_EXCL} = fs.constants;

export interface Found {
  /** The newest first. */
  entries: Entry[];
  /** Those that a newer pd wrote, the newest first. */
  newer: {id: string; file: string; problem: string}[];
}

interface Place {
  number: number;
  file: string;
}

/**
 * The changes made from this machine, a file each, numbered in their order. Each file has one writer, the command that made
 * the change, and later the one that undoes it, which holds the file's lock. Nothing is synced: it outlives pd, not a power cut.
 */
export class Journal {
  readonly #io: Io;
  readonly #redactor: Redactor;
  readonly #origin: {profile: string | undefined; api: string};

  constructor(io: Io, redactor: Redactor, origin: {profile: string | undefined; api: string}) {
    this.#io = io;
    this.#redactor = redactor;
    this.#origin = origin;
  }

  /** Writes down a change that is about to be made. Never throws: the change is worth more than its journal. */
  begin(entry: NewEntry): Recording {
    try {
      const folder = this.#folder();
      if (folder === undefined)
        return new Recording(entry.items, {problem: 'there is no folder for its journal: set PD_STATE_DIR'});
      ensurePrivateFolder(path.dirname(folder), {isNamed: true});
      ensurePrivateFolder(folder);
      const {number, file} = claimed(folder);
      const lines = new LineFile(file);
      if (!lines.append(JSON.stringify(this.#firstLine(entry)))) {
        fs.rmSync(file, {force: true});
        return new Recording(entry.items, {problem: 'its journal could not be written'});
      }
      prune(folder, file);
      return new Recording(entry.items, {id: idOf(number), file: lines});
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      return new Recording(entry.items, {problem: `its journal could not be written: ${messageOf(error)}`});
    }
  }

  /** Every entry that can be read. Throws PdError `usage` for a folder that is not to be trusted. */
  entries(): Found {
    const folder = this.#folder();
    if (folder === undefined || !checkKeptFolder(folder)) return {entries: [], newer: []};
    const found: Found = {entries: [], newer: []};
    for (const {number, file} of placesIn(folder).reverse()) {
      const entry = readEntry(idOf(number), new LineFile(file).newLines());
      if (entry === undefined) continue;
      if ('newerFormat' in entry) found.newer.push({id: idOf(number), file, problem: byNewer(entry.newerFormat)});
      else found.entries.push(entry);
    }
    return found;
  }

  /** Whether the entry is of the account that this command works on. */
  isOwn({profile, api}: Entry): boolean {
    return profile === this.#origin.profile && api === this.#origin.api;
  }

  /** The lock of an entry, which one process at a time undoes. Undefined where another holds it for longer than that. */
  async lock(id: string, waitMs: number): Promise<Lock | undefined> {
    return await waitForLock(this.#io, this.#fileOf(id), {waitMs});
  }

  /** The entry as it is now. Undefined where it has been removed. */
  entry(id: string): Entry | undefined {
    const entry = readEntry(id, new LineFile(this.#fileOf(id)).newLines());
    return entry === undefined || 'newerFormat' in entry ? undefined : entry;
  }

  /** Writes down that these things were undone by another change. False where it could not be written. */
  markUndone(id: string, ids: readonly string[], by: string | undefined): boolean {
    return this.#append(id, {undone: [...ids], by: by ?? null});
  }

  /** Writes down that these things were changed anew, and what that left. False where it could not be written. */
  markRedone(id: string, outcomes: readonly ToldOutcome[]): boolean {
    const told = outcomes.map(({id, outcome, after}) => ({id, outcome, ...(after === undefined ? {} : {after})}));
    return this.#append(id, {redone: told.map(one => one.id), outcomes: told});
  }

  /** Writes down, in each entry of the profile, that it has another name now. False where a journal cannot be read or written. */
  renameProfile(from: string, to: string): boolean {
    try {
      const own = this.entries().entries.filter(({profile}) => profile === from);
      return own.map(({id}) => this.#append(id, {profile: to})).every(Boolean);
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      return false;
    }
  }

  #append(id: string, line: JsonObject): boolean {
    return new LineFile(this.#fileOf(id)).append(JSON.stringify(line));
  }

  #folder(): string | undefined {
    const state = stateFolder(this.#io);
    return state === undefined ? undefined : path.join(state, 'changes');
  }

  #fileOf(id: string): string {
    return path.join(this.#folder() ?? '', fileName(Number(id.slice(1))));
  }

  #firstLine({items, kind, command, why, undoes}: NewEntry): JsonObject {
    const line = {
      v: formats.journal,
      at: new Date(this.#io.now()).toISOString(),
      ...{kind, command, ...this.#originLine()},
      ...(why === undefined ? {} : {why}),
      ...(undoes === undefined ? {} : {undoes}),
    };
    return {...line, items: items.map(item => this.#withoutSecrets(item))};
  }

  #originLine(): JsonObject {
    const {profile, api} = this.#origin;
    return {api, ...(profile === undefined ? {} : {profile})};
  }

  /** A title that holds a key would be restored without it, so such a state is not kept. */
  #withoutSecrets({id, name, before, wanted}: NewItem): JsonObject {
    const item = {id, name, before: before ?? null, ...(wanted === undefined ? {} : {wanted})};
    const text = JSON.stringify(item);
    if (this.#redactor.redact(text) === text) return item;
    return {id, name: this.#redactor.redact(name), before: null};
  }
}

const idOf = (number: number): string => `C${number}`;
const fileName = (number: number): string => `${String(number).padStart(8, '0')}.jsonl`;

/** The files of the journal, the oldest first. */
function placesIn(folder: string): Place[] {
  return fs
    .readdirSync(folder)
    .flatMap(name =>
      /^\d{8,12}\.jsonl$/.test(name) ? [{number: Number.parseInt(name, 10), file: path.join(folder, name)}] : [],
    )
    .sort((a, b) => a.number - b.number);
}

/** Makes the next file, whose number no other process has. */
function claimed(folder: string): Place {
  for (let number = (placesIn(folder).at(-1)?.number ?? 0) + 1; ; number += 1) {
    const file = path.join(folder, fileName(number));
    try {
      const opened = openTrusted(file, {mostBytes: 0, flags: O_WRONLY | O_APPEND | O_CREAT | O_EXCL});
      if ('descriptor' in opened) fs.closeSync(opened.descriptor);
      return {number, file};
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error; // another process was quicker
    }
  }
}

/** Removes the oldest entries beyond the bounds, never the new one. */
function prune(folder: string, newest: string): void {
  let bytes = 0;
  for (const [index, {file}] of placesIn(folder).reverse().entries()) {
    bytes += sizeOf(file);
    if (file !== newest && (index >= maxEntries || bytes > maxBytes)) fs.rmSync(file, {force: true});
  }
}

function sizeOf(file: string): number {
  try {
    return fs.lstatSync(file).size;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return 0; // another process has removed it just now
  }
}
