import fs from 'node:fs';
import path from 'node:path';
import {errorCode, messageOf, PdError, usageError} from '../base/errors.ts';
import {platform} from '../io/os.ts';
import {effectiveUserId} from '../io/user-id.ts';
import {checkAncestors} from './ancestors.ts';
import {isMissing} from './disk-failure.ts';

/** Windows has access lists instead, and Node makes up the modes there. */
const hasFileModes = platform !== 'win32';

const {O_RDONLY, O_CREAT, O_NONBLOCK = 0, O_NOFOLLOW = 0, O_NOCTTY = 0} = fs.constants;
const writableByOthers = 0o022;
const openToOthers = 0o077;
/** The bit of a shared folder such as /tmp: only the owner of a file in it may move the file. */
const sticky = 0o1000;
const ownersBoth = 0o600;

export interface FolderWanted {
  /** The user has named it, and may have made it a link: what is above is looked at, too. What pd makes within is no link. */
  isNamed?: boolean;
  /** For reading only: it may also belong to root. */
  mayBeRoots?: boolean;
}

export interface FileWanted {
  /** A larger file is not one that pd looks for. */
  mostBytes: number;
  /** It contains keys, so others must not be able to read it either. */
  isSecret?: boolean;
  /** The user named it and may have made it a link. The link's target is checked. */
  isNamed?: boolean;
  /** For reading only: it may also belong to root. */
  mayBeRoots?: boolean;
  /** It may belong to anyone: only its type and size are checked. */
  mayBeAnyones?: boolean;
  /** Flags of open(2); read-only by default. A file that is created gets mode 0600 whatever the umask. */
  flags?: number;
}

/** What is wrong with a file ("it is not a regular file"), and what to do about it. */
export interface Distrust {
  problem: string;
  next: string;
}

export interface Opened {
  descriptor: number;
  size: number;
}

/**
 * Creates the folder and its parents, private to this user whatever the umask. Returns whether it was missing. Throws as
 * checkFolder does.
 */
export function ensurePrivateFolder(folder: string, wanted: FolderWanted = {}): boolean {
  if (wanted.isNamed) checkAncestors(folder);
  const wasMissing = makePrivately(folder);
  checkFolder(folder, wanted);
  return wasMissing;
}

/**
 * Whether the folder exists. Throws PdError `usage` if somebody else could have put a file in it (a link, another
 * user's folder, one that others can write), and if the folder cannot be looked up, which does not mean that it is
 * missing.
 */
export function checkFolder(folder: string, {isNamed = false, mayBeRoots = false}: FolderWanted = {}): boolean {
  const stat = isNamed ? statOfNamed(folder) : statOf(folder, 'lstatSync');
  if (stat === undefined) return false;
  if (stat.isSymbolicLink()) throw usageError(`${folder} is a link, which pd does not follow there`, elsewhere);
  if (!stat.isDirectory()) throw usageError(`${folder} is not a folder`, 'move it away, or name another place');
  if (hasFileModes && (stat.mode & writableByOthers) !== 0) {
    const next = (stat.mode & sticky) === 0 ? `run chmod 700 ${folder}` : 'name a folder of your own within it';
    throw usageError(`${folder} can be written by others, so nothing in it can be trusted`, next);
  }
  if (isForeign(stat) && !(mayBeRoots && stat.uid === 0)) throw usageError(ofAnother(folder, stat), asThatUser);
  // pd makes the others within one that the user has named.
  if (isNamed) checkAncestors(folder);
  return true;
}

/** Whether a file or folder exists. Throws PdError `usage` if it cannot be looked up. */
export const isThere = (place: string): boolean => statOf(place, 'statSync') !== undefined;

/**
 * Opens a file and checks what was opened, not what its name refers to: a regular file of a sane size that belongs to
 * this user and that others cannot write. Never waits, not even for a pipe without a writer. Throws system errors such
 * as ENOENT.
 */
export function openTrusted(file: string, wanted: FileWanted): Opened | Distrust {
  let descriptor: number;
  try {
    descriptor = openPlainly(file, wanted);
  } catch (error) {
    // The errors of opening a link, or a socket, or for writing a pipe without a reader.
    if (isOfLink(error) || errorCode(error) === 'ENXIO') return notPlain(file);
    throw error;
  }
  try {
    const stat = fs.fstatSync(descriptor);
    const distrust = distrustOf(file, stat, wanted);
    if (distrust !== undefined) {
      fs.closeSync(descriptor);
      return distrust;
    }
    // The umask may have removed the owner's permissions.
    if (((wanted.flags ?? 0) & O_CREAT) !== 0 && (stat.mode & ownersBoth) !== ownersBoth)
      fs.fchmodSync(descriptor, 0o600);
    return {descriptor, size: stat.size};
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

/** The text of a file that can be trusted. Throws system errors. */
export function readTrusted(file: string, wanted: FileWanted): {text: string} | Distrust {
  const opened = openTrusted(file, wanted);
  if ('problem' in opened) return opened;
  try {
    return {text: textOf(opened)};
  } finally {
    fs.closeSync(opened.descriptor);
  }
}

/** As much text as the file had when it was opened, even if it has grown since. */
export function textOf({descriptor, size}: Opened, from = 0): string {
  const bytes = Buffer.allocUnsafe(Math.max(0, size - from));
  let length = 0;
  while (length < bytes.length) {
    const read = fs.readSync(descriptor, bytes, length, bytes.length - length, from + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.toString('utf8', 0, length);
}

/** Whether a file or folder belongs to another user. Always false on Windows, where this is not known. */
export function isForeign({uid}: {uid: number}): boolean {
  const user = effectiveUserId();
  return user !== undefined && uid !== user;
}

const elsewhere = 'move it away, or name another place with PD_CONFIG_DIR or PD_STATE_DIR';
const asThatUser = 'run pd as that user, or name another place with PD_CONFIG_DIR or PD_STATE_DIR';

const ofAnother = (place: string, {uid}: fs.Stats): string =>
  `${place} belongs to another user (id ${uid}, this is id ${effectiveUserId()}): pd neither reads nor writes there`;

/** A link is followed only if this user or root made it: anybody else could point it anywhere. */
function statOfNamed(folder: string): fs.Stats | undefined {
  const stat = statOf(folder, 'lstatSync');
  if (!stat?.isSymbolicLink()) return stat;
  if (isForeign(stat) && stat.uid !== 0) throw usageError(ofAnother(folder, stat), asThatUser);
  return statOf(folder, 'statSync');
}

function statOf(place: string, way: 'statSync' | 'lstatSync'): fs.Stats | undefined {
  try {
    return fs[way](place, {throwIfNoEntry: false});
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new PdError('usage', `${place} cannot be read: ${messageOf(error)}`, {next: asThatUser, cause: error});
  }
}

function openPlainly(file: string, {flags = O_RDONLY, isNamed = false}: FileWanted): number {
  const plainly = flags | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY;
  try {
    return fs.openSync(file, plainly, 0o600);
  } catch (error) {
    if (!isNamed || !isOfLink(error)) throw error;
    // Nothing is ever created at the other end of a link.
    return fs.openSync(fs.realpathSync(file), plainly & ~O_CREAT);
  }
}

/** The errors of O_NOFOLLOW on Linux and macOS, and on FreeBSD. */
const isOfLink = (error: unknown): boolean => ['ELOOP', 'EMLINK'].includes(errorCode(error) ?? '');

const notPlain = (file: string): Distrust => ({
  problem: 'it is not a regular file',
  next: `see what ${file} is, and move it away`,
});

function distrustOf(file: string, stat: fs.Stats, wanted: FileWanted): Distrust | undefined {
  if (!stat.isFile()) return notPlain(file);
  const byOthers = wanted.mayBeAnyones ? undefined : distrustOfOthers(file, stat, wanted);
  if (byOthers !== undefined) return byOthers;
  if (stat.size <= wanted.mostBytes) return undefined;
  return {problem: `it is larger than any such file (${stat.size} bytes)`, next: `see what ${file} is`};
}

function distrustOfOthers(file: string, stat: fs.Stats, wanted: FileWanted): Distrust | undefined {
  if (isForeign(stat) && !(wanted.mayBeRoots && stat.uid === 0)) {
    return {
      problem: `it belongs to another user (id ${stat.uid}, this is id ${effectiveUserId()})`,
      next: 'run pd as that user, or use a file of this one',
    };
  }
  if (!hasFileModes) return undefined;
  if (wanted.isSecret && (stat.mode & openToOthers) !== 0)
    return {problem: 'it contains keys and is open to other users', next: `run chmod 600 ${file}`};
  if ((stat.mode & writableByOthers) !== 0)
    return {problem: 'it can be written by others', next: `run chmod go-w ${file}`};
  return undefined;
}

/** Returns whether it was missing. */
function makePrivately(folder: string): boolean {
  if (isThere(folder)) return false;
  const parent = path.dirname(folder);
  if (parent !== folder) makePrivately(parent);
  try {
    fs.mkdirSync(folder, {mode: 0o700});
    fs.chmodSync(folder, 0o700);
  } catch (error) {
    // Another process was quicker.
    if (errorCode(error) === 'EEXIST') return true;
    throw usageError(
      `The folder ${folder} cannot be created: ${messageOf(error)}`,
      'name a place that can be written with PD_CONFIG_DIR or PD_STATE_DIR',
    );
  }
  return true;
}
