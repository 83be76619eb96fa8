import fs from 'node:fs';
import {errorCode, isSystemError} from '../base/errors.ts';
import {isMissing} from '../files/disk-failure.ts';
import {decodeEntry, type Entry} from './entry.ts';

/** What was found where an entry should be. Each of the four is dealt with in its own way. */
export type Found =
  | {is: 'event'; entry: Entry}
  /** It will never be an event: torn by a power cut, or not pd's. */
  | {is: 'torn'; problem: string}
  /** It may be an event, and stays where it is: the disk or the system refuses it just now, or a newer pd wrote it. */
  | {is: 'unreadable'; problem: string; isNewer: boolean}
  | {is: 'gone'};

// An event has at most 512 KB when it is sent; its text here may need an escape for each character.
const mostBytes = 8 * 1024 * 1024;

const {O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0} = fs.constants;

/** Reads one queued file. A link, a pipe or a device that somebody put there is never followed or waited for. */
export function readEntry(file: string): Found {
  try {
    const descriptor = fs.openSync(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    try {
      return read(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const code = errorCode(error);
    if (isMissing(error)) return {is: 'gone'};
    // A link, a socket: this is what they answer to such an opening.
    if (code === 'ELOOP' || code === 'ENXIO') return notPlain;
    return {is: 'unreadable', problem: `it cannot be read just now (${code})`, isNewer: false};
  }
}

const notPlain: Found = {is: 'torn', problem: 'it is not a plain file'};

function read(descriptor: number): Found {
  const stat = fs.fstatSync(descriptor);
  if (!stat.isFile()) return notPlain;
  if (stat.size > mostBytes) return {is: 'torn', problem: `it is larger than any event (${stat.size} bytes)`};
  const decoded = decodeEntry(fs.readFileSync(descriptor, 'utf8'));
  if ('problem' in decoded) return {is: 'torn', problem: decoded.problem};
  if ('newerVersion' in decoded) {
    const problem = `a newer version of pd queued it (format ${decoded.newerVersion})`;
    return {is: 'unreadable', problem, isNewer: true};
  }
  return {is: 'event', entry: decoded};
}
