import {type PdError, usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';

const unitMs = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000} as const;
const longestMs = 366 * unitMs.d;
// Date parsing is worse than linear in places, and no time is this long.
const longestText = 200;

/** A duration such as `90s`, `1.5h` or `1h30m` in milliseconds. At most a year; `what` names the flag in the error. */
export function parseDuration(text: string, what: string): number {
  const ms = durationMs(text);
  if (ms === undefined) {
    const next = /^\d+$/.test(text.trim()) ? `give a unit: ${text.trim()}s` : 'write 90s, 15m, 2h, 3d or 1w';
    throw usageError(`${what}: ${quoted(text)} is not a duration`, next);
  }
  if (ms > longestMs) throw usageError(`${what}: ${quoted(text)} is longer than a year`);
  return ms;
}

/**
 * The time that `text` names. A date or a weekday without a time means its start in local time; a duration means that
 * long ago. Local time follows TZ; an hour skipped by a clock change moves forward with the clock.
 */
export async function parseTime(text: string, what: string, nowMs: number): Promise<Date> {
  if (text.length > longestText) throw usageError(`${what}: a time of ${text.length} characters is too long`);
  const words = text.trim().toLowerCase();
  const moment = named(words, nowMs) ?? isoTime(words) ?? ago(words, nowMs) ?? (await plainEnglish(words, nowMs));
  if (moment === undefined || Number.isNaN(moment.getTime())) throw notATime(text, what);
  return moment;
}

/** Undefined for anything but a duration. */
function durationMs(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  if (trimmed.length > longestText || !/^(?:\d+(?:\.\d+)?(?:ms|[smhdw])\s*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) {
    total += Number(amount) * unitMs[unit as keyof typeof unitMs];
  }
  return Math.round(total);
}

function named(words: string, nowMs: number): Date | undefined {
  const days = {yesterday: -1, today: 0, tomorrow: 1}[words];
  if (days !== undefined) {
    const now = new Date(nowMs);
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  }
  return words === 'now' ? new Date(nowMs) : undefined;
}

const isoPattern =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[t ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(z|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * ISO 8601, extended or basic, in lower case; local time unless it has an offset. A date that does not exist
 * (2024-02-30) is an invalid Date; undefined for anything else.
 */
export function isoTime(words: string): Date | undefined {
  const match = isoPattern.exec(words);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = [1, 3, 4, 5, 6, 7].map(group => Number(match[group] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Math.trunc(Number(`0.${match[8] ?? 0}`) * 1000);
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const exists = utc.getUTCFullYear() === year && utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day;
  const offset = zoneOffsetMinutes(match[9]);
  if (!exists || hour > 23 || minute > 59 || second > 59 || Number.isNaN(offset)) return new Date(Number.NaN);
  return offset === undefined
    ? new Date(year, month - 1, day, hour, minute, second, ms)
    : new Date(utc.getTime() - offset * unitMs.m);
}

/** Undefined for local time; NaN for an offset that does not exist. */
function zoneOffsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (zone === 'z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function ago(words: string, nowMs: number): Date | undefined {
  const ms = durationMs(words.replace(/\s+ago$/, ''));
  return ms === undefined || words === '0' ? undefined : new Date(nowMs - ms);
}

async function plainEnglish(words: string, nowMs: number): Promise<Date | undefined> {
  if (!/[a-z]|\d[:/]\d/.test(words)) return undefined;
  const {parse} = await import('chrono-node/en');
  const [found, ...others] = parse(words, new Date(nowMs));
  // A partial match ("9am" of "foo 9am") or a range would be a guess at what was meant.
  if (!found || others.length > 0 || found.end || found.text.length !== words.length) return undefined;
  const {start} = found;
  const tags = [...start.tags()];
  // chrono takes a day without an hour to mean noon; everywhere else in pd it means the start of the day.
  const isWholeDay =
    !start.isCertain('hour') &&
    !tags.some(tag => tag.startsWith('result/relative') || tag.startsWith('casualReference/'));
  const moment = start.date();
  return isWholeDay ? new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()) : moment;
}

function notATime(text: string, what: string): PdError {
  return usageError(
    `${what}: ${quoted(text)} is not a time`,
    'write 2026-03-01T09:00, 2026-03-01, 2h (ago), now, today, yesterday or "last monday 9am"',
  );
}

const quoted = (text: string): string => `"${shortened(text)}"`;
