import type {Database} from 'bun:sqlite';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {errorCode, messageOf, PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';

// bun:sqlite is loaded when the first lock is taken: most commands take none.
const require = createRequire(import.meta.url);

const pollMs = 20;

/** Kept here, because a connection that is garbage collected is closed, and its lock with it. */
const held = new Set<Database>();

export interface Lock {
  release(): void;
}

/**
 * Takes the lock, or undefined while another process, or this one, holds it. It is SQLite's file lock, kept by
 * the kernel: gone the moment its holder dies, and never taken from a holder that is merely stopped.
 * Nothing else in this process may open the lock file: closing any descriptor of it would drop the lock.
 */
export function tryLock(lockPath: string): Lock | undefined {
  createPrivately(lockPath);
  const {Database: Connection} = require('bun:sqlite') as typeof import('bun:sqlite');
  let database: Database | undefined;
  try {
    database = new Connection(lockPath, {readwrite: true, create: false});
    database.run('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (errorCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw unusable(lockPath, error);
  }
  const connection = database;
  held.add(connection);
  return {
    release: () => {
      held.delete(connection);
      connection.close();
    },
  };
}

/** The lock, or undefined when `waitMs` have passed or, as `isDone` tells, there is no need for it any more. */
export async function waitForLock(
  io: Pick<Io, 'monotonic' | 'sleep'>,
  lockPath: string,
  {waitMs, isDone = () => false}: {waitMs: number; isDone?: () => boolean},
): Promise<Lock | undefined> {
  const deadlineMs = io.monotonic() + waitMs;
  for (;;) {
    const lock = tryLock(lockPath);
    if (lock || isDone()) return lock;
    const leftMs = deadlineMs - io.monotonic();
    if (leftMs <= 0) return undefined;
    await io.sleep(Math.min(pollMs, leftMs));
  }
}

/** Runs the work while holding the lock, after waiting for it no longer than `waitMs`. */
export async function withLock<T>(
  io: Pick<Io, 'monotonic' | 'sleep'>,
  lockPath: string,
  options: {waitMs: number},
  work: () => Promise<T>,
): Promise<T> {
  const lock = await waitForLock(io, lockPath, options);
  if (!lock) throw stillHeld(lockPath, options.waitMs);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** SQLite would create the file by the umask: 0644, or 0000. */
function createPrivately(lockPath: string): void {
  if (fs.existsSync(lockPath)) return;
  try {
    const descriptor = fs.openSync(lockPath, 'wx', 0o600);
    fs.fchmodSync(descriptor, 0o600);
    fs.closeSync(descriptor);
  } catch (error) {
    // Another process was quicker: its file serves as well.
    if (errorCode(error) !== 'EEXIST') throw unusable(lockPath, error);
  }
}

function unusable(lockPath: string, error: unknown): PdError {
  return new PdError('usage', `${lockPath} cannot be used as a lock: ${messageOf(error)}`, {
    next: `make sure that ${path.dirname(lockPath)} can be written, and that the file is pd's own`,
    cause: error,
  });
}

function stillHeld(lockPath: string, waitMs: number): PdError {
  return new PdError('usage', `Another pd has held ${lockPath} for more than ${waitMs / 1000} s; nothing was changed`, {
    next: 'try again when it is done, or end it',
    retryable: true,
  });
}
