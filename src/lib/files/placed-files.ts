import fs from 'node:fs';
import path from 'node:path';
import {errorCode} from '../base/errors.ts';
import {canSyncAsAWhole} from './file-system-sync.ts';
import {placeMeanwhile} from './file-thread.ts';
import {renameFile} from './rename.ts';
import {type NewFile, type Placing, placeTogether, withDescriptor, written} from './together.ts';
import {ensurePrivateFolder, type FolderWanted, isThere} from './trust.ts';

// Concurrent syncs share one commit of the file system's journal.
const syncsAtOnce = 16;
/** From this many files on, one sync of the file system takes less time than a sync of each. */
const many = 64;
/** From this many on, more of them are waiting, and pd prepares those while they are written. */
const worthAThread = 256;

/**
 * Adds new files, readable only by their owner whatever the umask. Once this returns, they survive a power cut. If it
 * throws, none of them exists.
 */
export async function addFiles(files: readonly NewFile[]): Promise<void> {
  try {
    if (!(await placedTogether(files))) {
      await inParallel(files, file => syncAndClose(written(file)));
      for (const {temporary, final} of files) renameFile(temporary, final);
    }
    await inParallel(new Set(files.map(folderOf)), syncFolderMeanwhile);
  } catch (error) {
    for (const file of files) removeBoth(file);
    throw error;
  }
}

/**
 * Creates or replaces a file, readable only by its owner whatever the umask. `fill` writes the temporary file, which
 * exists and is empty. Once this returns, the file survives a power cut. If it throws, the old file is intact.
 * Synchronous, so that no signal can come between the granting of a token and the storing of it.
 */
export function replaceFile({temporary, final}: Placing, fill: (file: string) => void): void {
  try {
    // A killed writer may have left it.
    fs.rmSync(temporary, {force: true});
    withDescriptor(temporary, 'wx', descriptor => fs.fchmodSync(descriptor, 0o600));
    fill(temporary);
    withDescriptor(temporary, 'r+', fs.fsyncSync);
    renameFile(temporary, final);
    syncFolder(path.dirname(final));
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** Creates a private folder that survives a power cut. */
export function ensureDurableFolder(folder: string, wanted: FolderWanted = {}): void {
  const missing: string[] = [];
  for (let each = folder; !isThere(each); each = path.dirname(each)) missing.push(each);
  ensurePrivateFolder(folder, wanted);
  for (const made of missing) syncFolder(path.dirname(made));
}

/** A file's name is stored in its folder: without this, the file can be missing after a power cut. */
export function syncFolder(folder: string): void {
  try {
    withDescriptor(folder, 'r', fs.fsyncSync);
  } catch (error) {
    if (!isOfWindowsFolder(error)) throw error;
  }
}

/** The same, while pd does something else. */
async function syncFolderMeanwhile(folder: string): Promise<void> {
  try {
    await syncAndClose(fs.openSync(folder, 'r'));
  } catch (error) {
    if (!isOfWindowsFolder(error)) throw error;
  }
}

/** Windows cannot open a folder; NTFS journals the names of files. */
const isOfWindowsFolder = (error: unknown): boolean => ['EISDIR', 'EPERM'].includes(errorCode(error) ?? '');

/** Whether the files were placed with one sync for all of them. */
async function placedTogether(files: readonly NewFile[]): Promise<boolean> {
  const [first] = files;
  if (first === undefined || files.length < many || !canSyncAsAWhole(path.dirname(first.temporary))) return false;
  if (files.length >= worthAThread) {
    const isPlaced = await placeMeanwhile(files);
    if (isPlaced !== undefined) return isPlaced;
    for (const file of files) removeBoth(file); // the thread may have ended in the middle
  }
  return placeTogether(files);
}

/** Waits for every sync that was started, even if one fails: a file still being written could not be removed. */
async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = Iterator.from(items);
  const workOff = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  const results = await Promise.allSettled(Array.from({length: syncsAtOnce}, workOff));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function syncAndClose(descriptor: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => fs.fsync(descriptor, error => (error ? reject(error) : resolve())));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Thousands of times path.dirname takes long. */
const folderOf = ({final}: Placing): string => final.slice(0, final.lastIndexOf(path.sep));

function removeBoth({temporary, final}: Placing): void {
  removeQuietly(temporary);
  removeQuietly(final);
}

/** What is left behind is cleaned up later; the failure that led here matters more. */
function removeQuietly(file: string): void {
  try {
    fs.rmSync(file, {force: true});
  } catch {
    return; // a read-only disk: nothing was put there either
  }
}
