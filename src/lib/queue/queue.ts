import fs from 'node:fs';
import path from 'node:path';
import {errorCode} from '../base/errors.ts';
import {refuseUnsafeFolder} from '../files/folders.ts';
import {addFiles, ensureDurableFolder, type NewFile, syncFolder} from '../files/placed-files.ts';
import type {Io} from '../io/io.ts';
import {decodeEntry, type Entry, encodeEntry, sameReference} from './entry.ts';
import {type EntryName, entryName, nextSeq, parseName, shardOf, shards} from './entry-name.ts';
import {filesIn, namesIn, Shard} from './shard.ts';

/** An entry on its way into the queue. */
export interface NewEntry {
  entry: Entry;
  keyHash: string;
  group: string;
}

export type Found = {entry: Entry} | {problem: string} | 'gone';

const folders = ['pending', 'rejected', 'aside', 'tmp'] as const;
const leftoverMs = 3_600_000;

/** The events that wait on disk, one file each. docs/queue.md says what is promised and how this keeps it. */
export class Queue {
  readonly folder: string;
  readonly #io: Io;
  readonly #shards: ReadonlyMap<string, Shard>;
  #lastSeq = 0;

  constructor(folder: string, io: Io) {
    this.folder = folder;
    this.#io = io;
    this.#shards = new Map(shards.map(shard => [shard, new Shard(path.join(folder, 'pending', shard), io)]));
    for (const each of [path.dirname(folder), folder]) if (fs.existsSync(each)) refuseUnsafeFolder(each);
  }

  /** Whether anything was ever queued. */
  get exists(): boolean {
    return fs.existsSync(this.folder);
  }

  get lockPath(): string {
    return path.join(this.folder, 'flush.lock');
  }

  place(name: EntryName): string {
    return path.join(this.folder, this.placeWithin(name));
  }

  placeWithin(name: EntryName): string {
    return path.join('pending', shardOf(name.keyHash), name.file);
  }

  /** Puts the entries at the end of their dedup keys and syncs them. All of them are kept, or it throws and none is. */
  async add(entries: readonly NewEntry[]): Promise<EntryName[]> {
    this.#ensureFolders(entries.map(({keyHash}) => shardOf(keyHash)));
    const names: EntryName[] = [];
    const files: NewFile[] = [];
    const byKey = new Map<string, EntryName[]>();
    for (const added of entries) {
      const {keyHash} = added;
      const before = byKey.get(keyHash) ?? this.ofKey(keyHash);
      const group = this.#groupOf(added, before);
      // Above the last one too, so that what was queued together is listed in its order.
      this.#lastSeq = Math.max(this.#lastSeq + 1, nextSeq(this.#io.now(), before));
      const name = entryName({seq: this.#lastSeq, keyHash, group});
      byKey.set(keyHash, [...before, name]);
      names.push(name);
      files.push(this.#file(this.place(name), added.entry));
    }
    await addFiles(files);
    return names;
  }

  /** The queued entries with this dedup key, in order. */
  ofKey(keyHash: string): EntryName[] {
    return this.#shard(shardOf(keyHash)).filter(name => name.keyHash === keyHash);
  }

  /** Whether something of the same alert is queued: same dedup key, and same host and routing key by value or by reference. */
  hasSame({entry, keyHash, group}: NewEntry): boolean {
    const names = this.ofKey(keyHash);
    return names.some(name => name.group === group) || this.#groupOf({entry, keyHash, group}, names) !== group;
  }

  /** Every queued entry, in order. */
  names(): EntryName[] {
    return shards
      .flatMap(shard => this.#shard(shard))
      .sort((one, other) => one.seq - other.seq || (one.file < other.file ? -1 : 1));
  }

  isEmpty(): boolean {
    return shards.every(shard => this.#shard(shard).length === 0);
  }

  read(name: EntryName): Found {
    return readEntry(this.place(name));
  }

  remove(name: EntryName): void {
    fs.rmSync(this.place(name), {force: true});
  }

  has(name: EntryName): boolean {
    return fs.existsSync(this.place(name));
  }

  /** PagerDuty will never take it: keeps it in rejected/ with the reason. */
  async reject(name: EntryName, entry: Entry, reason: string): Promise<void> {
    await this.#move({...entry, reason}, {to: this.#rejectedPlace(name), from: this.place(name)});
  }

  /** Puts a rejected entry back where it stood in its dedup key. */
  async retry(name: EntryName, entry: Entry): Promise<void> {
    const {reason: _, ...clean} = entry;
    this.#ensureFolders([shardOf(name.keyHash)]);
    await this.#move(clean, {to: this.place(name), from: this.#rejectedPlace(name)});
  }

  rejected(): EntryName[] {
    return namesIn(path.join(this.folder, 'rejected'));
  }

  readRejected(name: EntryName): Found {
    return readEntry(this.#rejectedPlace(name));
  }

  removeRejected(name: EntryName): void {
    fs.rmSync(this.#rejectedPlace(name), {force: true});
  }

  /** What lies in the folders and is not pd's: paths within the queue folder. */
  strangers(): string[] {
    const known = (name: string): boolean => folders.some(folder => folder === name) || name.startsWith('flush.lock');
    const atTop = filesIn(this.folder).filter(name => !known(name));
    const inPending = filesIn(path.join(this.folder, 'pending')).filter(name => !shards.includes(name));
    const inShards = shards.flatMap(shard => {
      const within = path.join('pending', shard);
      return filesIn(path.join(this.folder, within))
        .filter(name => !parseName(name))
        .map(name => path.join(within, name));
    });
    return [...atTop, ...inPending.map(name => path.join('pending', name)), ...inShards];
  }

  /** Moves a file that cannot be sent out of the way, and returns where it is kept. */
  setAside(within: string): string {
    const aside = path.join(this.folder, 'aside');
    ensureDurableFolder(aside);
    let kept = path.join(aside, path.basename(within));
    for (let count = 2; fs.existsSync(kept); count++) kept = path.join(aside, `${path.basename(within)}.${count}`);
    fs.renameSync(path.join(this.folder, within), kept);
    syncFolder(aside);
    return kept;
  }

  aside(): string[] {
    return filesIn(path.join(this.folder, 'aside'));
  }

  /** Removes what writers that were killed have left. The holder of the lock calls this. */
  sweep(): void {
    const temporary = path.join(this.folder, 'tmp');
    for (const name of filesIn(temporary)) {
      const file = path.join(temporary, name);
      const stat = fs.statSync(file, {throwIfNoEntry: false});
      if (stat && this.#io.now() - stat.mtimeMs > leftoverMs) fs.rmSync(file, {force: true, recursive: true});
    }
  }

  /** Makes what was removed stay removed after a power cut. */
  syncRemovals(): void {
    for (const shard of shards) {
      const folder = path.join(this.folder, 'pending', shard);
      if (fs.existsSync(folder)) syncFolder(folder);
    }
  }

  async #move(entry: Entry, {to, from}: {to: string; from: string}): Promise<void> {
    ensureDurableFolder(path.dirname(to));
    await addFiles([this.#file(to, entry)]);
    fs.rmSync(from, {force: true});
    syncFolder(path.dirname(from));
  }

  #file(final: string, entry: Entry): NewFile {
    const temporary = path.join(this.folder, 'tmp', `${this.#io.pid}-${crypto.randomUUID()}`);
    return {temporary, final, text: encodeEntry(entry)};
  }

  /** A profile's key may have been changed since: the entries of one reference stay together all the same. */
  #groupOf({entry, group}: NewEntry, before: readonly EntryName[]): string {
    if ('key' in entry.routing || before.some(name => name.group === group)) return group;
    const kin = before.find(name => {
      const found = this.read(name);
      return (
        typeof found === 'object' &&
        'entry' in found &&
        found.entry.host === entry.host &&
        sameReference(found.entry.routing, entry.routing)
      );
    });
    return kin?.group ?? group;
  }

  #ensureFolders(needed: readonly string[]): void {
    for (const folder of [path.dirname(this.folder), this.folder, path.join(this.folder, 'tmp')])
      ensureDurableFolder(folder);
    for (const shard of new Set(needed)) ensureDurableFolder(path.join(this.folder, 'pending', shard));
    // Another process may have made them a moment ago and not have synced them yet.
    for (const folder of [path.join(this.folder, 'pending'), this.folder, path.dirname(this.folder)])
      syncFolder(folder);
  }

  #shard(shard: string): readonly EntryName[] {
    return this.#shards.get(shard)?.names() ?? [];
  }

  #rejectedPlace(name: EntryName): string {
    return path.join(this.folder, 'rejected', name.file);
  }
}

/** Only a plain file: a link or a pipe put there by somebody is never followed or waited for. */
function readEntry(file: string): Found {
  try {
    if (!fs.lstatSync(file).isFile()) return {problem: 'it is not a plain file'};
    const decoded = decodeEntry(fs.readFileSync(file, 'utf8'));
    return 'problem' in decoded ? decoded : {entry: decoded};
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' ? 'gone' : {problem: `it cannot be read (${code})`};
  }
}
