import fs from 'node:fs';
import path from 'node:path';
import {usageError} from '../base/errors.ts';
import {os} from '../io/os.ts';
import {effectiveGroupId, effectiveUserId} from '../io/user-id.ts';

const writableByGroup = 0o020;
const writableByOthers = 0o002;
const sticky = 0o1000;
/** The owner that the kernel shows for files of users that do not exist within a container. */
const unmappedUser = 65_534;

/**
 * As sshd does, refuses a folder that somebody else could replace: each folder above it, up to the home folder or the
 * root, must belong to this user or root and must not be writable by others, unless it is sticky (/tmp). Throws PdError
 * `usage`. Does nothing on Windows.
 */
export function checkAncestors(folder: string): void {
  if (effectiveUserId() === undefined) return;
  const home = homeFolder();
  // Both the link and its target can be replaced.
  const above = new Set([...ancestors(folder, home), ...ancestors(realPath(folder), home)]);
  for (const place of above) {
    const problem = problemOf(place);
    if (problem !== undefined) {
      throw usageError(
        `${place} ${problem}, who could replace ${folder}`,
        `run chmod go-w ${place} if it is yours, or name another place with PD_CONFIG_DIR or PD_STATE_DIR`,
      );
    }
  }
}

function problemOf(place: string): string | undefined {
  const stat = statOf(place);
  // If it is not a folder, nothing can be created below it.
  if (!stat?.isDirectory()) return undefined;
  const {uid, gid, mode} = stat;
  if (uid !== 0 && uid !== effectiveUserId() && !(uid === unmappedUser && isInContainer()))
    return `belongs to another user (id ${uid})`;
  if ((mode & sticky) !== 0) return undefined;
  if ((mode & writableByOthers) !== 0) return 'can be written by others';
  return (mode & writableByGroup) !== 0 && !isOwnGroup(gid) ? `can be written by others (group ${gid})` : undefined;
}

/** Undefined for what is not there yet; and what cannot be looked at cannot be gone through either, which whoever does is told. */
function statOf(place: string): fs.Stats | undefined {
  try {
    return fs.statSync(place);
  } catch {
    return undefined;
  }
}

/** Root's group, and the private group that many systems give each user, whose number is the user's. */
const isOwnGroup = (gid: number): boolean => gid === 0 || (gid === effectiveGroupId() && gid === effectiveUserId());

function ancestors(folder: string, home: string | undefined): string[] {
  const above: string[] = [];
  for (let place = path.dirname(folder); ; place = path.dirname(place)) {
    above.push(place);
    if (place === home || place === path.dirname(place)) return above;
  }
}

function homeFolder(): string | undefined {
  try {
    return realPath(os().homedir());
  } catch {
    return undefined; // a user without a passwd entry
  }
}

/** If the place does not exist, only the part that exists is resolved. */
function realPath(place: string): string {
  try {
    return fs.realpathSync(place);
  } catch {
    const parent = path.dirname(place);
    return parent === place ? place : path.join(realPath(parent), path.basename(place));
  }
}

/** Whether the user namespace has only some users. Elsewhere 65534 is an ordinary user. */
function isInContainer(): boolean {
  try {
    return !/^\s*0\s+0\s+4294967295\s*$/.test(fs.readFileSync('/proc/self/uid_map', 'utf8'));
  } catch {
    return false; // not Linux
  }
}
