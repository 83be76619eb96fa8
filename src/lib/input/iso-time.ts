const minuteMs = 60_000;

const isoPattern =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[t ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(z|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * ISO 8601, extended or basic, in lower case, with a calendar date or a week date (`2026-w48-6`; without the day, its
 * Monday); local time unless it has an offset. 24:00 is the end of the day. A date that does not exist (2024-02-30) is
 * an invalid Date; undefined for anything else.
 */
export function isoTime(words: string): Date | undefined {
  const match = isoPattern.exec(withCalendarDate(words));
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
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const offset = zoneOffsetMinutes(match[9]);
  const isEndOfDay = hour === 24 && minute + second + ms === 0;
  if (!exists || (hour > 23 && !isEndOfDay) || minute > 59 || second > 59 || Number.isNaN(offset))
    return new Date(Number.NaN);
  return offset === undefined
    ? new Date(year, month - 1, day, hour, minute, second, ms)
    : new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms) - offset * minuteMs);
}

/** Undefined for local time; NaN for an offset that does not exist. */
function zoneOffsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (zone === 'z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** The week date at the start of the text as a calendar date. Week 1 is the week of 4 January; weeks begin on Monday. */
function withCalendarDate(words: string): string {
  const match = /^(\d{4})(-?)w(\d\d)(?:\2([1-7]))?(?=$|[t ])/.exec(words);
  if (!match) return words;
  const [whole, year, dash, week, weekday = 1] = match;
  const fourth = new Date(Date.UTC(Number(year), 0, 4));
  const firstMonday = fourth.getUTCDate() - ((fourth.getUTCDay() + 6) % 7);
  const monday = new Date(Date.UTC(Number(year), 0, firstMonday + (Number(week) - 1) * 7));
  const thursday = new Date(monday.getTime() + 3 * 24 * 60 * minuteMs);
  // A week belongs to the year of its Thursday.
  if (thursday.getUTCFullYear() !== Number(year)) return `${year}${dash}13${dash}01`;
  monday.setUTCDate(monday.getUTCDate() + Number(weekday) - 1);
  const date = monday.toISOString().slice(0, 10);
  return (dash === '' ? date.replaceAll('-', '') : date) + words.slice(whole.length);
}
