import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import {errorCode} from '../base/errors.ts';
import {ensurePrivateFolder, type FolderWanted, isThere} from './trust.ts';

// Syncs at the same time share one commit of the file system's journal.
const writesAtOnce = 16;

/** A file that is written under one name and then takes its own, so that nobody ever sees a part of it. */
export interface Placing {
  /** Where it is written first, on the same file system. */
  temporary: string;
  final: string;
}

export interface NewFile extends Placing {
  text: string;
}

/**
 * Adds new files, readable by their owner alone whatever the umask. When this returns they outlive a power cut. When it
 * throws, none of them is there.
 */
export async function addFiles(files: readonly NewFile[]): Promise<void> {
  try {
    await writeAll(files);
    place(files);
  } catch (error) {
    for (const {temporary, final} of files) for (const each of [temporary, final]) removeQuietly(each);
    throw error;
  }
}

/**
 * Puts a file in the place of the one that is there, if one is, readable by its owner alone whatever the umask. `fill`
 * writes the temporary file, which is there and empty. When this returns it outlives a power cut. When it throws, what
 * was there before is whole. Synchronous, so that no signal comes between a token that was granted and its file.
 */
export function replaceFile(placing: Placing, fill: (file: string) => void): void {
  const {temporary} = placing;
  try {
    // A writer that was killed may have left it.
    fs.rmSync(temporary, {force: true});
    withDescriptor(temporary, 'wx', descriptor => fs.fchmodSync(descriptor, 0o600));
    fill(temporary);
    withDescriptor(temporary, 'r+', fs.fsyncSync);
    place([placing]);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** Makes the folder private, and makes it outlive a power cut. */
export function ensureDurableFolder(folder: string, wanted: FolderWanted = {}): void {
  const missing: string[] = [];
  for (let each = folder; !isThere(each); each = path.dirname(each)) missing.push(each);
  ensurePrivateFolder(folder, wanted);
  for (const made of missing) syncFolder(path.dirname(made));
}

/** A file's name is kept by its folder: without this the file can be gone after a power cut. */
export function syncFolder(folder: string): void {
  try {
    withDescriptor(folder, 'r', fs.fsyncSync);
  } catch (error) {
    // Windows opens no folder; NTFS writes its names to a journal.
    if (!['EISDIR', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
  }
}

function place(files: readonly Placing[]): void {
  for (const {temporary, final} of files) fs.renameSync(temporary, final);
  for (const folder of new Set(files.map(({final}) => path.dirname(final)))) syncFolder(folder);
}

/** Waits for all that were begun, also where one fails: what is under way could not be removed. */
async function writeAll(files: readonly NewFile[]): Promise<void> {
  const waiting = files.values();
  const work = async (): Promise<void> => {
    for (const {temporary, text} of waiting) await writeSynced(temporary, text);
  };
  const results = await Promise.allSettled(Array.from({length: Math.min(writesAtOnce, files.length)}, work));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await fsp.open(file, 'wx', 0o600);
  try {
    // The umask may have taken away what the owner needs.
    await handle.chmod(0o600);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What is left behind is swept up later; the failure that led here is what counts. */
function removeQuietly(file: string): void {
  try {
    fs.rmSync(file, {force: true});
  } catch {
    return; // a read-only disk: nothing was put there either
  }
}

function withDescriptor(file: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = fs.openSync(file, flags, 0o600);
  try {
    use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
