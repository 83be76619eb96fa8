import fs from 'node:fs';
import path from 'node:path';
import {errorCode, messageOf, PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import {lockDescriptor} from './flock.ts';
import {isHeldHere, lockWithSqlite} from './sqlite-lock.ts';
import {isForeign} from './trust.ts';

const pollMs = 20;

export interface Lock {
  release(): void;
}

/**
 * Takes the lock. Returns undefined while another process, or this one, holds it. The kernel keeps it: it is released
 * the moment its holder dies, and never taken from a holder that is merely stopped. `lockPath` is a folder, which is
 * itself locked, or a file, which is created if missing. If the file cannot be created or belongs to another user, its
 * folder is locked instead. Throws PdError `usage` if nothing there can be locked.
 */
export function tryLock(lockPath: string): Lock | undefined {
  if (isHeldHere(lockPath)) return undefined;
  try {
    const isFolder = fs.statSync(lockPath, {throwIfNoEntry: false})?.isDirectory() === true;
    const descriptor = opened(lockPath) ?? (isFolder ? undefined : opened(path.dirname(lockPath)));
    const locking = descriptor === undefined ? 'unsupported' : lockDescriptor(descriptor);
    if (descriptor !== undefined && locking === 'taken') return {release: () => fs.closeSync(descriptor)};
    if (descriptor !== undefined) fs.closeSync(descriptor);
    if (locking === 'held') return undefined;
    // flock(2) is not available, or not for a folder (NFS).
    return isFolder ? tryLock(path.join(lockPath, 'flush.lock')) : lockWithSqlite(lockPath);
  } catch (error) {
    if (error instanceof PdError) throw error;
    throw new PdError('usage', `${lockPath} cannot be used as a lock: ${messageOf(error)}`, {
      next: `make sure that ${path.dirname(lockPath)} can be written, or try again later`,
      cause: error,
    });
  }
}

/** The lock, or undefined once `waitMs` have passed or `isDone` says that it is no longer needed. */
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

/** Opens the folder, or the file, which is created if missing. Undefined if it is not ours to use. */
function opened(place: string): number | undefined {
  const {O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0} = fs.constants;
  const plain = O_RDONLY | O_NONBLOCK | O_NOFOLLOW;
  const descriptor = openUnless(['ENOENT'], place, plain) ?? created(place, plain);
  if (descriptor === undefined) return undefined;
  const stat = fs.fstatSync(descriptor);
  if (!isForeign(stat) && (stat.isFile() || stat.isDirectory())) return descriptor;
  fs.closeSync(descriptor);
  return undefined;
}

function created(file: string, flags: number): number | undefined {
  const {O_CREAT, O_EXCL} = fs.constants;
  const made = openUnless(['EEXIST'], file, flags | O_CREAT | O_EXCL);
  // Another process was quicker.
  if (made === undefined) return openUnless([], file, flags);
  // The umask may have removed the owner's permissions.
  fs.fchmodSync(made, 0o600);
  return made;
}

const notOurs = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ELOOP', 'EISDIR', 'ENXIO'];

/** Undefined if opening fails with one of `codes`, or because this user cannot use the file. Throws any other error. */
function openUnless(codes: readonly string[], place: string, flags: number): number | undefined {
  try {
    return fs.openSync(place, flags, 0o600);
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (codes.includes(code) || notOurs.includes(code)) return undefined;
    throw error;
  }
}

function stillHeld(lockPath: string, waitMs: number): PdError {
  return new PdError('usage', `Another pd has held ${lockPath} for more than ${waitMs / 1000} s; nothing was changed`, {
    next: 'try again when it is done, or end it',
    retryable: true,
  });
}
