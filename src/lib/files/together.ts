import fs from 'node:fs';
import path from 'node:path';
import {openFileSystemSync} from './file-system-sync.ts';
import {renameFile} from './rename.ts';

/** A file that is written under a temporary name and then renamed, so that nobody ever sees a part of it. */
export interface Placing {
  /** Where it is written first, on the same file system. */
  temporary: string;
  final: string;
}

export interface NewFile extends Placing {
  text: string;
}

/**
 * Writes the files, which are in one folder, syncs them all with one call, and gives them their names: what remains is to
 * sync the folders. Returns false, and has done nothing, where such a call is not possible or would take longer. If it
 * throws, it may have left some of the files behind.
 */
export function placeTogether(files: readonly NewFile[]): boolean {
  const [first] = files;
  const sync = first && openFileSystemSync(path.dirname(first.temporary));
  if (sync === undefined) return false;
  try {
    for (const file of files) fs.closeSync(written(file));
    if (!sync.isDone()) for (const {temporary} of files) withDescriptor(temporary, 'r+', fs.fsyncSync);
  } finally {
    sync.close();
  }
  for (const {temporary, final} of files) renameFile(temporary, final);
  return true;
}

/** Writes a new file, readable only by its owner, and returns its descriptor, which is still open. */
export function written({temporary, text}: NewFile): number {
  const descriptor = fs.openSync(temporary, 'wx', 0o600);
  try {
    // The umask may have removed the owner's permissions.
    fs.fchmodSync(descriptor, 0o600);
    fs.writeFileSync(descriptor, text);
    return descriptor;
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

export function withDescriptor(file: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = fs.openSync(file, flags, 0o600);
  try {
    use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
