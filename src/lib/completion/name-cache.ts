import fs from 'node:fs';
import path from 'node:path';
import {field, isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import {sha256} from '../base/sha256.ts';
import {stateFolder} from '../files/folders.ts';
import {checkKeptFolder, readPrivateFile, removeFile, writePrivateFile} from '../files/private-file.ts';
import type {Io} from '../io/io.ts';
import {type AccountKind, accountKinds, type Named} from './kinds.ts';

export interface Kept {
  atMs: number;
  /** Whether these are all that there are. */
  isWhole: boolean;
  records: readonly Named[];
}

/** More than this is too much to wait for, and to choose from. */
export const mostRecords = 1000;
/** In characters: a file that is too large to be read again is not written. */
const longestFile = 256 * 1024;
/** Files of accounts that have not been used for that long are removed. */
const unusedMs = 7 * 24 * 3_600_000;

/** The names last fetched from one account: `completion/HASH-KIND.json` in the state folder, which only its owner can read. */
export class NameCache {
  readonly #io: Io;
  readonly #folder: string | undefined;
  readonly #account: string;

  /** `account`: all that decides what is seen: host, profile, key. Only its hash is stored. */
  constructor(io: Io, account: readonly string[]) {
    this.#io = io;
    const state = stateFolder(io);
    this.#folder = state && path.join(state, 'completion');
    this.#account = sha256(account.join('\n')).slice(0, 32);
  }

  /** Undefined if there is nothing that can be trusted. */
  read(kind: AccountKind): Kept | undefined {
    const file = this.#file(kind);
    return file === undefined ? undefined : keptOf(readPrivateFile(file));
  }

  write(kind: AccountKind, {atMs, isWhole, records}: Kept): void {
    const file = this.#file(kind);
    if (file === undefined) return;
    const rows = records.slice(0, mostRecords).map(({id, name, text}) => [id, name, text]);
    const document: JsonObject = {at: new Date(atMs).toISOString(), whole: isWhole, names: rows};
    if (JSON.stringify(document).length > longestFile) return;
    if (writePrivateFile(file, document, this.#io.pid)) this.#removeUnused(file);
  }

  #file(kind: AccountKind): string | undefined {
    return this.#folder && path.join(this.#folder, `${this.#account}-${kind}.json`);
  }

  /** Files are compared with the one just written, since the disk may have a clock of its own. */
  #removeUnused(written: string): void {
    const folder = path.dirname(written);
    if (!checkKeptFolder(folder)) return;
    const ours = new RegExp(`^[0-9a-f]{32}-(?:${accountKinds.join('|')})\\.json(?:\\.\\d+\\.new)?$`);
    const {mtimeMs} = fs.statSync(written);
    for (const name of fs.readdirSync(folder).filter(each => ours.test(each))) {
      const file = path.join(folder, name);
      const stat = fs.statSync(file, {throwIfNoEntry: false});
      if (stat !== undefined && mtimeMs - stat.mtimeMs > unusedMs) removeFile(file);
    }
  }
}

function keptOf(document: Json | undefined): Kept | undefined {
  const atMs = Date.parse(stringField(document, 'at') ?? '');
  if (!isObject(document) || Number.isNaN(atMs)) return undefined;
  const rows = field(document, 'names');
  if (!Array.isArray(rows)) return undefined;
  const records = rows.flatMap(row => {
    const [id, name, text] = Array.isArray(row) ? row : [];
    return typeof id === 'string' && typeof name === 'string' && typeof text === 'string' ? {id, name, text} : [];
  });
  return {atMs, isWhole: document['whole'] === true, records};
}
