import {type PdError, usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';
import {isoTime} from './iso-time.ts';
import type {Looking} from './looking.ts';
import {plainEnglish} from './plain-english.ts';

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
 * The time that `text` names. A date or a weekday without a time means its start in local time. `monday`, `11pm` and
 * `2h` are in the past or in the future, depending on `looking`. Local time follows TZ; an hour skipped by a clock
 * change moves forward with the clock. Throws a usage error that names `what`.
 */
export async function parseTime(text: string, what: string, looking: Looking): Promise<Date> {
  if (text.length > longestText) throw usageError(`${what}: a time of ${text.length} characters is too long`);
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const moment =
    named(words, looking.nowMs) ??
    isoTime(words) ??
    epoch(words) ??
    away(words, looking) ??
    (await plainEnglish(words, looking));
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

/** Seconds since 1970, or milliseconds with 13 digits. */
function epoch(words: string): Date | undefined {
  if (/^\d{9,10}(?:\.\d+)?$/.test(words)) return new Date(Math.trunc(Number(words) * 1000));
  return /^\d{13}$/.test(words) ? new Date(Number(words)) : undefined;
}

function away(words: string, {nowMs, looks}: Looking): Date | undefined {
  const isPast = looks === 'back' || words.endsWith(' ago');
  const ms = durationMs(words.replace(/ ago$/, ''));
  if (ms === undefined || words === '0') return undefined;
  return new Date(isPast ? nowMs - ms : nowMs + ms);
}

function notATime(text: string, what: string): PdError {
  return usageError(
    `${what}: ${quoted(text)} is not a time`,
    'write 2026-03-01T09:00, 2026-03-01, 2h, now, today, yesterday or "last monday 9am"',
  );
}

const quoted = (text: string): string => `"${shortened(text)}"`;
