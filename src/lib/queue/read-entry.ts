import {errorCode, isSystemError} from '../base/errors.ts';
import {isMissing} from '../files/disk-failure.ts';
import {readTrusted} from '../files/trust.ts';
import {decodeEntry, type Entry} from './entry.ts';

/** What was found where an entry should be. Each of the four is handled differently. */
export type Found =
  | {is: 'event'; entry: Entry}
  /** It will never be an event: left incomplete by a power cut, not written by pd, or not to be trusted. */
  | {is: 'torn'; problem: string}
  /** It may be an event, and stays where it is: it cannot be read at the moment, or a newer pd wrote it. */
  | {is: 'unreadable'; problem: string; isNewer: boolean}
  | {is: 'gone'};

// An event is at most 512 KB when it is sent; here each of its characters may need an escape.
const mostBytes = 8 * 1024 * 1024;

/** Reads one queued file. Never follows a link or waits for a pipe or device that somebody put there. */
export function readEntry(file: string): Found {
  try {
    const found = readTrusted(file, {mostBytes, mayBeRoots: true});
    return 'problem' in found ? {is: 'torn', problem: found.problem} : foundIn(found.text);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (isMissing(error)) return {is: 'gone'};
    return {is: 'unreadable', problem: `it cannot be read at the moment (${errorCode(error)})`, isNewer: false};
  }
}

function foundIn(text: string): Found {
  const decoded = decodeEntry(text);
  if ('problem' in decoded) return {is: 'torn', problem: decoded.problem};
  if ('newerVersion' in decoded) {
    const problem = `a newer version of pd queued it (format ${decoded.newerVersion})`;
    return {is: 'unreadable', problem, isNewer: true};
  }
  return {is: 'event', entry: decoded};
}
