import {usageError} from '../base/errors.ts';
import {parseDuration} from '../input/times.ts';
import {type OutputFormat, outputFormats} from '../output/view.ts';
import type {Region} from './hosts.ts';

/** The longest time a timer can be set to. */
const longestMs = 2 ** 31 - 1;

export function checkedOutput(text: string, what: string): OutputFormat {
  const format = outputFormats.find(known => known === text);
  if (format) return format;
  throw usageError(`${what} is ${JSON.stringify(text)}`, `use ${outputFormats.join(', ')}`);
}

export function checkedRegion(text: string, what: string): Region {
  const region = text.toLowerCase();
  if (region === 'us' || region === 'eu') return region;
  throw usageError(`${what} is ${JSON.stringify(text)}`, 'use us or eu');
}

export function checkedConcurrency(text: string, what: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 16) return count;
  throw usageError(`${what} is ${JSON.stringify(text)}`, 'use a whole number from 1 to 16');
}

export function checkedMaxWait(text: string, what: string): number {
  return Math.min(parseDuration(text, what), longestMs);
}

export function checkedTimeout(text: string, what: string): number {
  const ms = checkedMaxWait(text, what);
  if (ms > 0) return ms;
  throw usageError(`${what} is ${JSON.stringify(text)}: no answer can arrive in no time`, 'use a duration such as 30s');
}

/** A profile must name the same file wherever pd is started. */
export function checkedFile(text: string, what: string): string {
  if (/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(text)) return text;
  throw usageError(`${what} is ${JSON.stringify(text)}`, 'give the absolute path of the file');
}

export function checkedFrom(text: string, what: string): string {
  const address = text.trim();
  if (/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(address)) return address;
  throw usageError(`${what} is ${JSON.stringify(text)}`, "use a PagerDuty user's email address");
}

export function checkedYesNo(text: string, what: string): boolean {
  const word = text.toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(word)) return true;
  if (['0', 'false', 'no', 'off'].includes(word)) return false;
  throw usageError(`${what} is ${JSON.stringify(text)}`, 'use 1 or 0');
}
