import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import {errorCode} from '../base/errors.ts';
import {ensurePrivateFolder} from '../files/folders.ts';

// Syncs at the same time share one commit of the file system's journal.
const writesAtOnce = 16;

export interface DurableFile {
  /** Where it is written first, on the same file system. */
  temporary: string;
  final: string;
  text: string;
}

/**
 * Writes the files whole and synced under another name, moves each to its own, then syncs the folders. When this
 * returns they outlive a power cut. When it throws, none of them is there.
 */
export async function writeDurably(files: readonly DurableFile[]): Promise<void> {
  try {
    await writeAll(files);
    for (const {temporary, final} of files) fs.renameSync(temporary, final);
    for (const folder of new Set(files.map(({final}) => path.dirname(final)))) syncFolder(folder);
  } catch (error) {
    for (const {temporary, final} of files) for (const each of [temporary, final]) removeQuietly(each);
    throw error;
  }
}

/** Makes the folder private, and makes it outlive a power cut. */
export function ensureDurableFolder(folder: string): void {
  const missing: string[] = [];
  for (let each = folder; !fs.existsSync(each); each = path.dirname(each)) missing.push(each);
  ensurePrivateFolder(folder);
  for (const made of missing) syncFolder(path.dirname(made));
}

/** A file's name is kept by its folder: without this the file can be gone after a power cut. */
export function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = fs.openSync(folder, 'r');
  } catch (error) {
    // Windows opens no folder; NTFS writes its names to a journal.
    if (['EISDIR', 'EPERM'].includes(errorCode(error) ?? '')) return;
    throw error;
  }
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

async function writeAll(files: readonly DurableFile[]): Promise<void> {
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
