import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {errorCode, messageOf, PdError, usageError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import {isMissing} from './disk-failure.ts';

/** Where the profile file lives. Undefined where nothing names a place: then there is no profile. */
export function configFolder(io: Io): string | undefined {
  return folder(io, 'PD_CONFIG_DIR', 'XDG_CONFIG_HOME', {unix: '.config', own: ''});
}

/** Where the queue of events lives. Undefined where nothing names a place. */
export function stateFolder(io: Io): string | undefined {
  return folder(io, 'PD_STATE_DIR', 'XDG_STATE_HOME', {unix: '.local/state', own: 'state'});
}

/** A folder of this user's that needs no disk to keep things for long. Undefined where the system has none. */
export function runtimeFolder(io: Io): string | undefined {
  const given = io.env['XDG_RUNTIME_DIR'];
  if (given && path.isAbsolute(given)) return path.join(given, 'pd');
  const user = io.userId();
  return user === undefined ? undefined : path.join(io.env['TMPDIR'] || '/tmp', `pd-${user}`);
}

/** Makes the folder, and those above it, for this user alone whatever the umask; refuses one that is not. */
export function ensurePrivateFolder(folderPath: string): void {
  makePrivately(folderPath);
  refuseForeignFolder(folderPath);
}

/** Refuses a folder of another user, and one in which others could put or replace files. */
export function refuseForeignFolder(folderPath: string): void {
  refuseUnsafeFolder(folderPath);
  const stat = folderStat(folderPath);
  if (!isForeign(stat)) return;
  throw usageError(
    `${folderPath} belongs to another user (id ${stat.uid}, this is id ${userId()}): files kept there would be lost to them`,
    'run pd as that user, or name another place with PD_CONFIG_DIR or PD_STATE_DIR',
  );
}

/** Refuses a folder in which others could put or replace files. */
export function refuseUnsafeFolder(folderPath: string): void {
  const stat = folderStat(folderPath);
  if (!stat.isDirectory()) throw usageError(`${folderPath} is not a folder`, 'move it away, or name another place');
  if (!hasFileModes || (stat.mode & 0o022) === 0) return;
  throw usageError(
    `${folderPath} can be written by others, so nothing in it can be trusted`,
    `run chmod 700 ${folderPath}`,
  );
}

/** Whether there is a folder or file. One that cannot be looked for is a usage error, not an absence. */
export function isThere(place: string): boolean {
  try {
    return fs.statSync(place, {throwIfNoEntry: false}) !== undefined;
  } catch (error) {
    if (isMissing(error)) return false;
    throw cannotBeRead(place, error);
  }
}

function folderStat(folderPath: string): fs.Stats {
  try {
    return fs.statSync(folderPath);
  } catch (error) {
    throw cannotBeRead(folderPath, error);
  }
}

const cannotBeRead = (place: string, error: unknown): PdError =>
  new PdError('usage', `${place} cannot be read: ${messageOf(error)}`, {
    next: 'run pd as the user it belongs to, or name another place with PD_CONFIG_DIR or PD_STATE_DIR',
    cause: error,
  });

/** Whether a file or folder belongs to another user. Not known on Windows, where it is never said. */
export function isForeign({uid}: {uid: number}): boolean {
  const user = hasFileModes ? userId() : undefined;
  return user !== undefined && uid !== user;
}

/** The system that the files are on. */
export const platform = os.platform();

/** Windows keeps access lists instead, and Node makes modes up there. */
export const hasFileModes = platform !== 'win32';

function folder(io: Io, own: string, xdg: string, names: {unix: string; own: string}): string | undefined {
  const explicit = io.env[own];
  if (explicit) return absolute(explicit, own);
  const base = io.env[xdg];
  // The XDG specification wants a relative path ignored.
  if (base && path.isAbsolute(base)) return path.join(base, 'pd');
  const appData = io.env['APPDATA'];
  if (io.platform === 'win32' && appData) return path.join(appData, 'pd', names.own);
  const home = io.homeFolder();
  if (!home || !path.isAbsolute(home)) return undefined;
  if (io.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'pd', names.own);
  return path.join(home, names.unix, 'pd');
}

/** A relative one would be another folder in each working directory: what cron queues, a shell would never find. */
function absolute(named: string, variable: string): string {
  if (path.isAbsolute(named)) return path.resolve(named);
  throw usageError(
    `${variable} is ${named}, which is relative`,
    `give the whole path: ${variable}=${path.resolve(named)}`,
  );
}

function makePrivately(folderPath: string): void {
  if (fs.existsSync(folderPath)) return;
  const parent = path.dirname(folderPath);
  if (parent !== folderPath) makePrivately(parent);
  try {
    fs.mkdirSync(folderPath, {mode: 0o700});
    fs.chmodSync(folderPath, 0o700);
  } catch (error) {
    // Another process was quicker.
    if (errorCode(error) === 'EEXIST') return;
    throw usageError(
      `The folder ${folderPath} cannot be made: ${messageOf(error)}`,
      'name a place that can be written with PD_CONFIG_DIR or PD_STATE_DIR',
    );
  }
}

function userId(): number | undefined {
  try {
    return os.userInfo().uid;
  } catch {
    // No passwd entry for this user, as in a bare container: the kernel still knows who it is.
    return fs.statSync('/proc/self', {throwIfNoEntry: false})?.uid;
  }
}
