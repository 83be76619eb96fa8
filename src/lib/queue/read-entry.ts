import fs from 'node:fs';
import {errorCode, isSystemError} from '../base/errors.ts';
import {isMissing} from '../files/disk-failure.ts';
import {byNewer, formats} from '../files/file-format.ts';
import {type Opened, openTrusted, textOf} from '../files/trust.ts';
import {decodeEntry, type Entry, entryEnd} from './entry.ts';

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
export const readEntry = (file: string): Found => found(file, opened => foundIn(textOf(opened)));

/**
 * What `readEntry` would find, judged by both ends of the file, which takes half of the time. A power cut leaves a file
 * empty, short or full of zeros. An entry that does not begin as this pd writes them is read as a whole.
 */
export const kindOfEntry = (file: string): 'newer' | Found['is'] => {
  const entry = found<Found | {is: 'event'}>(file, opened => {
    if (textOf(opened, Math.max(0, opened.size - entryEnd.length)) !== entryEnd) return {is: 'torn', problem: ''};
    return textOf({...opened, size: ownStart.length}) === ownStart ? {is: 'event'} : foundIn(textOf(opened));
  });
  return entry.is === 'unreadable' && entry.isNewer ? 'newer' : entry.is;
};

const ownStart = `{"version":${formats.queue},`;

function found<T extends {is: Found['is']}>(file: string, look: (opened: Opened) => T): T | Found {
  try {
    const opened = openTrusted(file, {mostBytes, mayBeRoots: true});
    if ('problem' in opened) return {is: 'torn', problem: opened.problem};
    try {
      return look(opened);
    } finally {
      fs.closeSync(opened.descriptor);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (isMissing(error)) return {is: 'gone'};
    return {is: 'unreadable', problem: `it cannot be read at the moment (${errorCode(error)})`, isNewer: false};
  }
}

function foundIn(text: string): Found {
  const decoded = decodeEntry(text);
  if ('problem' in decoded) return {is: 'torn', problem: decoded.problem};
  if ('newerFormat' in decoded) {
    return {is: 'unreadable', problem: byNewer(decoded.newerFormat), isNewer: true};
  }
  return {is: 'event', entry: decoded};
}
