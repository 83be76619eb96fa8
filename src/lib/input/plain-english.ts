import type {ParsedComponents} from 'chrono-node';
import {dayMs} from '../base/day.ts';
import type {Looking} from './looking.ts';

/**
 * The time that plain English names in local time, in lower case. Undefined for other text, and for text that would
 * have to be guessed at.
 */
export async function plainEnglish(words: string, looking: Looking): Promise<Date | undefined> {
  if (!/[a-z]|\d[:/]\d/.test(words)) return undefined;
  // Midnight is the start of the named day, and 24:00 its end; chrono only knows the first, as 0:00.
  const isEnd = /(?<= )24:00(?::00)?$/.test(words);
  const text = words.replace(/\b24:00(?::00)?$|\bmidnight\b/g, '0:00').replace(/\bnoon\b/g, '12:00');
  const {parse} = await import('chrono-node/en');
  const [found, ...others] = parse(text, new Date(looking.nowMs));
  // A partial match ("9am" of "foo 9am") or a range would be a guess at what was meant.
  if (!found || others.length > 0 || found.end || found.text.length !== text.length) return undefined;
  const moment = directed(text, found.start, looking);
  if (isEnd) moment.setDate(moment.getDate() + 1);
  return moment;
}

/**
 * How often a moment recurs that the text does not fully specify: an hour every day, a weekday every week, a date every
 * year.
 */
type Round = 'day' | 'week' | 'year';

function roundOf(text: string, start: ParsedComponents): Round | undefined {
  if (/\b(?:last|next|this|past|coming|ago|in|from|week)\b/.test(text) || start.isCertain('year')) return undefined;
  if (start.isCertain('day') || start.isCertain('month')) return 'year';
  if (start.isCertain('weekday')) return 'week';
  return start.isCertain('hour') ? 'day' : undefined;
}

/** The last such moment up to `fromMs`, or the first one after it. */
function directed(text: string, start: ParsedComponents, {nowMs, looks, fromMs = nowMs}: Looking): Date {
  const round = roundOf(text, start);
  if (round === undefined) return turned(start, 'day', 0);
  const moments = [-2, -1, 0, 1, 2].map(turns => turned(start, round, turns));
  const sought =
    looks === 'back'
      ? moments.findLast(moment => moment.getTime() <= fromMs)
      : moments.find(moment => moment.getTime() > fromMs);
  return sought ?? turned(start, round, 0);
}

/** The moment this many rounds later by the calendar, so that a clock change does not shift the hour. */
function turned(start: ParsedComponents, round: Round, turns: number): Date {
  const days = {day: 1, week: 7, year: 0}[round] * turns;
  const moment = start.date();
  if (start.isCertain('timezoneOffset')) {
    if (round === 'year') moment.setUTCFullYear(moment.getUTCFullYear() + turns);
    return new Date(moment.getTime() + days * dayMs);
  }
  const part = (name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second') => start.get(name) ?? 0;
  const time = isWholeDay(start) ? [0, 0, 0] : [part('hour'), part('minute'), part('second')];
  const [hour = 0, minute = 0, second = 0] = time;
  const year = part('year') + (round === 'year' ? turns : 0);
  return new Date(year, part('month') - 1, part('day') + days, hour, minute, second);
}

/** Chrono takes a day without an hour to mean noon; everywhere else in pd it means the start of the day. */
const isWholeDay = (start: ParsedComponents): boolean =>
  !start.isCertain('hour') &&
  ![...start.tags()].some(tag => tag.startsWith('result/relative') || tag.startsWith('casualReference/'));
