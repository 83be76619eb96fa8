import {expect, test} from 'bun:test';
import {measure} from '../../src/lib/output/text-width.ts';
import {chartLines} from '../../src/lib/resources/schedule-chart.ts';

const at = (text: string) => Date.parse(`2026-03-${text}:00Z`);
const shift = (user: string, start: string, end: string) => ({user, startMs: at(start), endMs: at(end)});
const options = {
  ...{fromMs: at('01T00:00'), toMs: at('04T00:00'), nowMs: at('01T13:00'), width: 40, utc: true, ascii: true},
  measure: await measure(),
};

test('each user has a line, with a mark where the shift falls, and so has the time that nobody covers', () => {
  const shifts = [
    shift('Ada', '01T00:00', '01T12:00'),
    shift('Grace 日本', '01T12:00', '03T00:00'),
    shift('Ada', '03T06:00', '04T00:00'),
  ];
  expect(chartLines(shifts, options)).toEqual([
    '            Sun 1   Mon 2   Tue 3',
    'now             v',
    'Ada         ####..............######',
    'Grace 日本  ....############........',
    'nobody      ................!!......',
  ]);
});

test('a short shift is seen, and of a part that several share each has a mark', () => {
  const shifts = [
    shift('A', '01T00:00', '04T00:00'),
    shift('B', '02T01:00', '02T01:30'),
    shift('C', '02T12:00', '02T15:00'),
  ];
  const lines = chartLines(shifts, options);
  expect(lines.slice(2)).toEqual([
    'A       ########################',
    'B       ........#...............',
    'C       ............#...........',
  ]);
});

test('a period that begins and ends within a day leaves the rest of the day blank', () => {
  const lines = chartLines([shift('A', '01T12:00', '02T12:00')], {
    ...options,
    fromMs: at('01T12:00'),
    toMs: at('02T12:00'),
  });
  expect(lines).toEqual(['        Sun 1   Mon 2', 'now         v', 'A           ########']);
});

test('a narrow terminal has fewer marks a day, and a very narrow one no drawing', () => {
  const shifts = [shift('A', '01T00:00', '04T00:00')];
  const widths = [40, 26, 20, 14, 13].map(width => chartLines(shifts, {...options, width}).at(-1)?.length);
  expect(widths).toEqual([32, 26, 20, 14, undefined]);
});

test('a day of 23 hours has as many marks as any other', () => {
  const before = process.env['TZ'];
  process.env['TZ'] = 'Europe/Berlin';
  try {
    const spring = {...options, utc: false, fromMs: at('28T12:00'), toMs: at('30T22:00'), nowMs: 0, width: 34};
    const lines = chartLines([{user: 'A', startMs: 0, endMs: at('30T22:00')}], spring);
    expect(lines[0]).toBe('        Sat 28  Sun 29  Mon 30');
    expect(lines.at(-1)).toBe(`A       ${' '.repeat(4)}${'#'.repeat(20)}`);
  } finally {
    process.env['TZ'] = before ?? 'UTC';
  }
});

test('a day has its date only where every date fits whole', () => {
  const labels = (width: number) =>
    chartLines([shift('A', '08T00:00', '13T00:00')], {
      ...{...options, nowMs: at('08T13:00'), fromMs: at('08T00:00'), toMs: at('13T00:00'), width},
    })[0]?.trim();
  expect(labels(50)).toBe('Sun 8   Mon 9   Tue 10  Wed 11  Thu 12');
  expect(labels(44)).toBe('Sun   Mon   Tue   Wed   Thu');
});
