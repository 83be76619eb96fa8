import {instantShown} from './zones.ts';

/** When a recurring event takes place: its first day and time of day, in local time, and an RFC 5545 rule. */
export interface Recurring {
  timeZone: string;
  /** Midnight of the first day, as if the local time were UTC. */
  firstDayMs: number;
  /** Time since midnight. */
  startMs: number;
  lengthMs: number;
  /** `RRULE:FREQ=WEEKLY;BYDAY=MO,TU` */
  rule: string;
}

interface Occurrence {
  /** The number of occurrences before it. */
  index: number;
  startMs: number;
  endMs: number;
}

export const dayMs = 86_400_000;

/** The occurrences that overlap a period. Knows FREQ=DAILY and WEEKLY, INTERVAL, BYDAY and COUNT. */
export function occurrences(event: Recurring, sinceMs: number, untilMs: number): Occurrence[] {
  const {timeZone, firstDayMs, startMs, lengthMs} = event;
  const fits = dayFilter(event);
  const found: Occurrence[] = [];
  let index = 0;
  // One more day at the end, because a local day may begin before the UTC day.
  for (let day = 0; firstDayMs + day * dayMs <= untilMs + dayMs; day += 1) {
    if (!fits(day, index)) continue;
    const dayStartMs = firstDayMs + day * dayMs;
    if (dayStartMs + startMs + lengthMs > sinceMs - dayMs) {
      const atMs = instantShown(dayStartMs + startMs, timeZone);
      const occurrence = {index, startMs: atMs, endMs: instantShown(dayStartMs + startMs + lengthMs, timeZone)};
      if (atMs < untilMs && occurrence.endMs > sinceMs) found.push(occurrence);
    }
    index += 1;
  }
  return found;
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Whether there is an occurrence on the n-th day, after `index` earlier ones. */
function dayFilter({rule, firstDayMs}: Recurring): (day: number, index: number) => boolean {
  const parts = new Map(
    rule
      .replace(/^RRULE:/i, '')
      .split(';')
      .map(part => part.toUpperCase().split('=') as [string, string]),
  );
  const interval = Math.max(1, Number(parts.get('INTERVAL') ?? 1));
  const most = Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY);
  const isWeekly = parts.get('FREQ') === 'WEEKLY';
  // 1970-01-01 was a Thursday.
  const firstWeekday = (Math.floor(firstDayMs / dayMs) + 3) % 7;
  const days = parts.get('BYDAY')?.split(',') ?? (isWeekly ? [weekdays[firstWeekday] ?? ''] : weekdays);
  return (day, index) => {
    const period = isWeekly ? Math.floor((firstWeekday + day) / 7) : day;
    return index < most && period % interval === 0 && days.includes(weekdays[(firstWeekday + day) % 7] ?? '');
  };
}
