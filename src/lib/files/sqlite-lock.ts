import type {Database} from 'bun:sqlite';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {errorCode} from '../base/errors.ts';

/** Kept here, because a connection that is garbage collected is closed, and its lock with it. */
const held = new Map<string, Database>();

/** Check this before opening the file for anything else: closing any descriptor of it would drop the lock. */
export const isHeldHere = (file: string): boolean => held.has(file);

/**
 * Locks a file where flock(2) is not available (Windows), with SQLite's lock, which the kernel keeps until its holder
 * closes it or is gone. Undefined while another process holds it. Throws the errors of SQLite and of the file system.
 */
export function lockWithSqlite(file: string): {release: () => void} | undefined {
  const {Database: Connection} = createRequire(import.meta.url)('bun:sqlite') as typeof import('bun:sqlite');
  createPrivately(file);
  const database = new Connection(file, {readwrite: true, create: false});
  try {
    // The journal of a transaction that changes nothing need not be on the disk.
    database.run('PRAGMA journal_mode = MEMORY');
    database.run('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (errorCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  held.set(file, database);
  return {
    release: () => {
      held.delete(file);
      database.close();
    },
  };
}

/** Does nothing if the file exists. SQLite would leave its mode to the umask: 0644, or 0000. */
function createPrivately(file: string): void {
  try {
    const descriptor = fs.openSync(file, 'wx', 0o600);
    fs.fchmodSync(descriptor, 0o600);
    fs.closeSync(descriptor);
  } catch (error) {
    // An existing file is not opened, because closing it would drop the lock.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
