import type {Measure} from '../output/text-width.ts';

export interface Shift {
  user: string;
  startMs: number;
  endMs: number;
}

interface ChartOptions {
  /** The period, which is drawn from the beginning of its first day. */
  fromMs: number;
  toMs: number;
  nowMs: number;
  /** Of the terminal, in cells. */
  width: number;
  utc: boolean;
  /** For a terminal that can show only ASCII. */
  ascii: boolean;
  measure: Measure;
}

const longestName = 20;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * Who is on call when, as lines: one for each user, a mark for each part of a day on which the shift falls, and a last
 * line for the time that nobody covers. Empty where the terminal has no room for two marks a day. Pure.
 */
export function chartLines(shifts: readonly Shift[], options: ChartOptions): string[] {
  const {width, measure, ascii, nowMs, fromMs, toMs} = options;
  const days = daysOf(options);
  const names = [...new Set(shifts.map(({user}) => user))];
  const labels = [...names, 'nobody', 'now'].map(name => measure.fit(name, longestName));
  const nameWidth = Math.max(...labels.map(measure.width));
  const perDay = [8, 6, 4, 3, 2].find(parts => nameWidth + 2 + days * parts <= width);
  if (perDay === undefined) return [];
  const slots = slotsOf(options, perDay);
  const [full, empty] = ascii ? ['#', '.'] : ['█', '·'];
  const line = (label: string, marks: string) => `${label}${' '.repeat(nameWidth - measure.width(label))}  ${marks}`;
  const isInside = (slot: Slot) => slot.endMs > fromMs && slot.startMs < toMs;
  const marked = (mark: string, isMarked: (slot: Slot) => boolean) =>
    slots
      .map(slot => (isInside(slot) ? (isMarked(slot) ? mark : empty) : ' '))
      .join('')
      .trimEnd();
  const covers = (user: string | undefined) => (slot: Slot) =>
    shifts.some(
      shift => (user === undefined || shift.user === user) && shift.startMs < slot.endMs && shift.endMs > slot.startMs,
    );
  const holder = (slot: Slot) => holderOf(slot, shifts);
  const gap = slots.some(slot => isInside(slot) && !covers(undefined)(slot));
  const isNow = (slot: Slot) => slot.startMs <= nowMs && nowMs < slot.endMs;
  return [
    line('', dayLabels(options, perDay).trimEnd()),
    ...(slots.some(isNow)
      ? [
          line(
            'now',
            slots
              .map(slot => (isNow(slot) ? (ascii ? 'v' : '▼') : ' '))
              .join('')
              .trimEnd(),
          ),
        ]
      : []),
    ...names.map((name, index) =>
      line(
        labels[index] ?? name,
        marked(full, slot => holder(slot).has(name)),
      ),
    ),
    ...(gap
      ? [
          line(
            'nobody',
            marked('!', slot => !covers(undefined)(slot)),
          ),
        ]
      : []),
  ];
}

/** The number of days that the period overlaps. */
function daysOf({fromMs, toMs, utc}: ChartOptions): number {
  let days = 1;
  while (dayStart(fromMs, days, 0, utc) < toMs) days += 1;
  return days;
}

interface Slot {
  startMs: number;
  endMs: number;
}

/** Equal parts of each day by its own clock, so that a day of 25 hours has as many as any other. */
function slotsOf(options: ChartOptions, perDay: number): Slot[] {
  const {fromMs, utc} = options;
  const hours = 24 / perDay;
  const at = (index: number) => dayStart(fromMs, Math.floor(index / perDay), (index % perDay) * hours, utc);
  return Array.from({length: daysOf(options) * perDay}, (_, index) => ({startMs: at(index), endMs: at(index + 1)}));
}

function dayStart(fromMs: number, days: number, hour: number, utc: boolean): number {
  const day = new Date(fromMs);
  return utc
    ? Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + days, hour)
    : new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour).getTime();
}

/** Who has most of a slot; each of several who have it at the same time, and whoever has nothing but a part of this one. */
function holderOf(slot: Slot, shifts: readonly Shift[]): Set<string> {
  const shares = new Map<string, number>();
  for (const {user, startMs, endMs} of shifts) {
    const shared = Math.min(endMs, slot.endMs) - Math.max(startMs, slot.startMs);
    if (shared > 0) shares.set(user, (shares.get(user) ?? 0) + shared);
  }
  const half = (slot.endMs - slot.startMs) / 2;
  const most = Math.max(0, ...shares.values());
  const isInside = (user: string) =>
    shifts.some(shift => shift.user === user && shift.startMs >= slot.startMs && shift.endMs <= slot.endMs);
  return new Set(
    [...shares].filter(([user, share]) => share >= half || share === most || isInside(user)).map(([user]) => user),
  );
}

/** A label for each day: with its date where all of them fit, because half of a date is another date. */
function dayLabels(options: ChartOptions, perDay: number): string {
  const {fromMs, utc} = options;
  const days = Array.from({length: daysOf(options)}, (_, index) => {
    const date = new Date(dayStart(fromMs, index, 0, utc));
    const [weekday, day] = utc ? [date.getUTCDay(), date.getUTCDate()] : [date.getDay(), date.getDate()];
    return {name: weekdays[weekday] ?? '', day: String(day)};
  });
  const dated = days.map(({name, day}) => `${name} ${day}`);
  const labels = dated.every(({length}) => length < perDay) ? dated : days.map(({name}) => name.slice(0, perDay - 1));
  return labels.map(label => label.padEnd(perDay)).join('');
}
