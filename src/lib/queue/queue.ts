import fs from 'node:fs';
import path from 'node:path';
import type {PdError, SafeText} from '../base/errors.ts';
import {addFiles, ensureDurableFolder, syncFolder} from '../files/placed-files.ts';
import {outcomesElsewhere} from '../files/queue-folder.ts';
import {renameFile} from '../files/rename.ts';
import type {NewFile} from '../files/together.ts';
import {checkFolder, isThere} from '../files/trust.ts';
import type {Io} from '../io/io.ts';
import {Batches} from './batches.ts';
import {type Entry, encodeEntry, sameReference} from './entry.ts';
import {type EntryName, entryName, nextSeq, shardOf, shards} from './entry-name.ts';
import {type FinalOutcome, OutcomeLog} from './outcome-log.ts';
import {QueueFolders} from './queue-folders.ts';
import {type Found, kindOfEntry, readEntry} from './read-entry.ts';
import {Shard} from './shard.ts';

/** An entry on its way into the queue. */
export interface NewEntry {
  entry: Entry;
  keyHash: string;
  group: string;
}

/** The events that wait on disk, one file each. docs/queue.md says what is guaranteed, and how. */
export class Queue {
  readonly folder: string;
  /** What became of the entries that were sent, including those whose files still exist. */
  readonly outcomes: OutcomeLog;
  readonly #io: Io;
  readonly #folders: QueueFolders;
  readonly #shards: ReadonlyMap<string, Shard>;
  readonly #batches = new Batches((entries: readonly NewEntry[]) => this.#addAll(entries));
  #lastSeq = 0;

  /** Throws PdError `usage` for a folder that others could write to, before anything in it is read. */
  constructor(folder: string, io: Io) {
    if (checkFolder(path.dirname(folder), {isNamed: true}) && checkFolder(folder))
      checkFolder(path.join(folder, 'pending'));
    this.folder = folder;
    this.outcomes = new OutcomeLog(folder, outcomesElsewhere(io, folder));
    this.#io = io;
    this.#folders = new QueueFolders(folder);
    this.#shards = new Map(shards.map(shard => [shard, new Shard(path.join(folder, 'pending', shard))]));
  }

  /** Whether anything was ever queued. */
  get exists(): boolean {
    return isThere(this.folder);
  }

  placeWithin(name: EntryName): string {
    return path.join('pending', shardOf(name.keyHash), name.file);
  }

  /**
   * Adds the entry after the others of its dedup key and syncs it, together with any that arrive in the meantime.
   * Throws if it could not be stored.
   */
  async add(entry: NewEntry): Promise<EntryName> {
    return await this.#batches.add(entry);
  }

  /**
   * The entries with this dedup key that wait to be sent, in order. Throws PdError `unreachable` if they cannot be
   * listed.
   */
  ofKey(keyHash: string): EntryName[] {
    const names = this.#shardOf({keyHash})?.ofKey(keyHash) ?? [];
    if (names.length > 0) this.outcomes.refresh();
    return names.filter(({id}) => this.outcomes.of(id) === undefined);
  }

  /** Whether something of the same alert is queued: same dedup key, and same host and routing key by value or by reference. */
  hasSame({entry, keyHash, group}: NewEntry): boolean {
    const names = this.ofKey(keyHash);
    return names.some(name => name.group === group) || this.#groupOf({entry, keyHash, group}, names) !== group;
  }

  /**
   * The files of all entries, in order, including entries that are done. `unlisted` is called for each folder that
   * cannot be read; without it, the error is thrown.
   */
  names(unlisted?: (error: PdError) => void): EntryName[] {
    return [...this.#shards.values()]
      .flatMap(shard => shard.names(unlisted))
      .sort((one, other) => one.seq - other.seq || (one.file < other.file ? -1 : 1));
  }

  isEmpty(): boolean {
    return [...this.#shards.values()].every(shard => shard.isEmpty());
  }

  read(name: EntryName): Found {
    return readEntry(this.#place(name));
  }

  /** Whether there still is a file to read. False also if that cannot be found out: `read` says why. */
  hasFile(name: EntryName): boolean {
    return fs.existsSync(this.#place(name));
  }

  /** What `read` would find, without reading the whole entry. */
  kindOf(name: EntryName): ReturnType<typeof kindOfEntry> {
    return kindOfEntry(this.#place(name));
  }

  /** Whether the entry still waits to be sent. */
  isWaiting(name: EntryName): boolean {
    // In this order, because the outcome of an entry is written before its file is removed.
    const isStillThere = isThere(this.#place(name));
    this.outcomes.refresh();
    return isStillThere && this.outcomes.of(name.id) === undefined;
  }

  remove(name: EntryName): void {
    this.#shardOf(name)?.remove(name.file);
  }

  /** The same, while pd does something else. */
  async removeMeanwhile(name: EntryName): Promise<void> {
    await this.#shardOf(name)?.removeMeanwhile(name.file);
  }

  /**
   * PagerDuty will never accept it: keeps it in rejected/ with the reason, or without the reason if the disk is full.
   */
  async reject(name: EntryName, entry: Entry, reason: SafeText): Promise<void> {
    const rejected = path.join(this.folder, 'rejected', name.file);
    try {
      ensureDurableFolder(path.dirname(rejected));
      await this.#write([{final: rejected, entry: {...entry, reason}}]);
    } catch (error) {
      // Even on a full disk, an existing file can be moved.
      if (!this.#moved(name, rejected)) throw error;
    }
    this.remove(name);
  }

  /**
   * Cleans up after an entry that is done: removes its file, or moves it to rejected/. Throws if the disk does not
   * allow it.
   */
  clear(name: EntryName, outcome: FinalOutcome): void {
    const rejected = path.join(this.folder, 'rejected', name.file);
    if (outcome === 'rejected' && !isThere(rejected)) {
      // It may still be missing: a disk that could not store the event could not store the folder either.
      ensureDurableFolder(path.dirname(rejected));
      this.#moveTo(name, rejected);
    }
    this.remove(name);
  }

  /**
   * Returns an entry that was rejected or set aside, and is at `from`, to its former place among those of its dedup
   * key.
   */
  async putBack(name: EntryName, entry: Entry, from: string): Promise<void> {
    const {reason: _, ...clean} = entry;
    this.#folders.ensure(new Set([shardOf(name.keyHash)]));
    await this.#write([{final: this.#place(name), entry: clean}]);
    this.#shardOf(name)?.added(name.file);
    this.outcomes.revoke(name.id);
    fs.rmSync(from, {force: true});
    syncFolder(path.dirname(from));
  }

  /** Makes removals survive a power cut. */
  syncRemovals(): void {
    for (const shard of shards) {
      const folder = path.join(this.folder, 'pending', shard);
      if (isThere(folder)) syncFolder(folder);
    }
  }

  async #addAll(entries: readonly NewEntry[]): Promise<EntryName[]> {
    this.#folders.ensure(new Set(entries.map(({keyHash}) => shardOf(keyHash))));
    const names: EntryName[] = [];
    const byKey = new Map<string, EntryName[]>();
    for (const added of entries) {
      const {keyHash} = added;
      const before = byKey.get(keyHash) ?? this.ofKey(keyHash);
      const group = this.#groupOf(added, before);
      // Also above the last one, so that what was queued together is listed in order.
      this.#lastSeq = Math.max(this.#lastSeq + 1, nextSeq(this.#io.now(), before));
      const name = entryName({seq: this.#lastSeq, keyHash, group});
      byKey.set(keyHash, [...before, name]);
      names.push(name);
    }
    await this.#write(
      names.flatMap((name, index) => {
        const entry = entries[index]?.entry;
        return entry ? [{final: this.#place(name), entry}] : [];
      }),
    );
    for (const name of names) this.#shardOf(name)?.added(name.file);
    return names;
  }

  /** Stores all of them, in folders that are there, or throws and stores none. */
  async #write(files: readonly {final: string; entry: Entry}[]): Promise<void> {
    const temporary = path.join(this.folder, 'tmp', `${this.#io.pid}-`);
    const added = files.map(({final, entry}): NewFile => {
      return {temporary: temporary + crypto.randomUUID(), final, text: encodeEntry(entry)};
    });
    await addFiles(added);
  }

  /** A profile's key may have changed since: the entries of one reference stay together nevertheless. */
  #groupOf({entry, group}: NewEntry, before: readonly EntryName[]): string {
    if ('key' in entry.routing || before.some(name => name.group === group)) return group;
    const related = before.find(name => {
      const found = this.read(name);
      // What cannot be read may belong to the same alert, and no event may overtake another of its alert.
      if (found.is === 'unreadable') return true;
      return (
        found.is === 'event' && found.entry.host === entry.host && sameReference(found.entry.routing, entry.routing)
      );
    });
    return related?.group ?? group;
  }

  #shardOf({keyHash}: Pick<EntryName, 'keyHash'>): Shard | undefined {
    return this.#shards.get(shardOf(keyHash));
  }

  #place(name: EntryName): string {
    return [this.folder, 'pending', shardOf(name.keyHash), name.file].join(path.sep); // in less time than path.join
  }

  #moveTo(name: EntryName, to: string): void {
    checkFolder(path.dirname(to));
    renameFile(this.#place(name), to);
  }

  #moved(name: EntryName, to: string): boolean {
    try {
      this.#moveTo(name, to);
      return true;
    } catch {
      return false; // the earlier failure is the one to report
    }
  }
}
