import {usageError} from '../base/errors.ts';
import {isExactNumber, type Json} from '../base/json.ts';
import {isoTime} from '../input/iso-time.ts';
import {type Repairs, shown} from './repairs.ts';

/**
 * The time of an event as PagerDuty accepts it (ISO 8601); undefined if none is given. Epoch numbers and other common
 * ways to write a date and time are converted. A relative time (`2h`, `yesterday`) is an error, because a file may be
 * sent long after it was written. Throws PdError `usage` for what is not a time.
 */
export function readTimestamp(value: Json | undefined, repairs: Repairs): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.trim() === '') {
    repairs.note('the timestamp is empty', 'it was left out');
    return undefined;
  }
  const moment = typeof value === 'string' ? readText(value.trim().toLowerCase()) : readEpoch(value);
  if (moment === undefined || Number.isNaN(moment.getTime())) {
    throw usageError(`timestamp ${shown(value)} is not a time`, 'write it as 2026-03-01T09:00:00Z');
  }
  if (typeof value === 'string' && takenForm.test(value)) return value;
  repairs.note(`timestamp ${shown(value)} is not ISO 8601`, `sent as ${moment.toISOString()}`);
  return moment.toISOString();
}

// API: as in 2015-07-17T08:42:58.315+0000.
const takenForm = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?$/;

const readText = (text: string): Date | undefined =>
  /^\d{9,19}(?:\.\d+)?$/.test(text) ? epoch(Number(text)) : (isoTime(text.replace(/ ?utc$/, 'z')) ?? written(text));

const readEpoch = (value: Json): Date | undefined =>
  typeof value === 'number' || isExactNumber(value) ? epoch(Number(JSON.stringify(value))) : undefined;

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, distinguished by their size. */
function epoch(count: number): Date | undefined {
  // As seconds this is the year 5138; a thousand times as much is the same year in milliseconds, and so on.
  const unit = [1, 1e3, 1e6, 1e9].find(size => count < size * 1e11);
  return count >= 0 && unit !== undefined ? new Date(Math.trunc((count / unit) * 1000)) : undefined;
}

const knownWord =
  /^(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|[ap]m|utc|gmt|z|[ecmp][sd]t)$/;

/**
 * A date as mail, logs or `date` write it, with a year and a time of day. Undefined if any word would have to be
 * guessed.
 */
function written(text: string): Date | undefined {
  const words = text.match(/[a-z]+/g) ?? [];
  const isYearFirst = /^\d{4}\/\d{1,2}\/\d{1,2} /.test(text);
  const hasMonth = words.some(word => word.length > 2 && !/^(?:utc|gmt|[ecmp][sd]t)$/.test(word));
  const isWhole = /\b\d{4}\b/.test(text) && /\b\d{1,2}:\d{2}/.test(text);
  if (!isWhole || !(isYearFirst || hasMonth) || !words.every(word => knownWord.test(word))) return undefined;
  return new Date(text);
}
