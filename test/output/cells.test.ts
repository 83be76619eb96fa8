import {describe, expect, test} from 'bun:test';
import {parseJson} from '../../src/lib/base/json.ts';
import {age, cell, clockTime, nearTime, valueText} from '../../src/lib/output/cells.ts';

test.each([
  [0, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [3 * 60_000 + 59_000, '3m'],
  [2 * 3_600_000, '2h'],
  [5 * 86_400_000 + 1, '5d'],
  [400 * 86_400_000, '400d'],
  [-3 * 60_000, 'in 3m'],
  [-500, '0s'],
])('an age of %d ms is %s', (elapsedMs, shown) => {
  expect(age(elapsedMs)).toBe(shown);
});

describe('clockTime', () => {
  test('UTC is marked', () => {
    expect(clockTime(new Date('2026-03-01T14:05:09.123+02:00'), true)).toBe('2026-03-01 12:05:09Z');
  });

  test('otherwise local time', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      expect(clockTime(new Date('2026-03-01T22:05:09Z'), false)).toBe('2026-03-02 07:05:09');
    } finally {
      process.env['TZ'] = before ?? 'UTC';
    }
  });
});

test.each([
  ['2026-03-01T12:00:00Z', 'Sun 12:00Z (0s ago)'],
  ['2026-03-01T18:30:59Z', 'Sun 18:30Z (in 6h)'],
  ['2026-02-27T07:00:00Z', 'Fri 07:00Z (2d ago)'],
  ['2026-03-07T12:00:00Z', 'Sat 12:00Z (in 6d)'],
  ['2026-03-07T12:00:01Z', '2026-03-07 12:00Z'],
  ['2026-02-22T07:00:00Z', '2026-02-22 07:00Z'],
])('near noon of a Sunday, %s is %s', (time, shown) => {
  expect(nearTime(new Date(time), {nowMs: Date.parse('2026-03-01T12:00:00Z'), utc: true})).toBe(shown);
});

test('valueText keeps numbers as received and joins plain lists', () => {
  const texts = (json: string) => valueText(parseJson(json));
  expect(texts('12345678901234567890')).toBe('12345678901234567890');
  expect(texts('1.50')).toBe('1.50');
  expect(texts('["a",1.0,null,true]')).toBe('a, 1.0, , true');
  expect(texts('[{"a":1.0}]')).toBe('[{"a":1.0}]');
  expect(texts('null')).toBe('');
});

test('a time column shows what is not a time unchanged', () => {
  const clock = {nowMs: Date.parse('2026-03-01T12:00:00Z'), utc: true, hide: (text: string) => text};
  const shown = (value: string | null) => cell({header: 'T', value: () => value, as: 'age'}, {}, clock);
  expect(shown('2026-03-01T10:00:00Z')).toBe('2h');
  expect(shown('2026-99-99T10:00:00Z')).toBe('2026-99-99T10:00:00Z');
  expect(shown('never\n')).toBe('never\\n');
  expect(shown(null)).toBe('');
});
