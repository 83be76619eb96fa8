import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {layout} from '../../src/lib/output/layout.ts';

const column = (width: number, more: {grow?: boolean; drop?: number; isEmpty?: boolean} = {}) => ({
  width,
  grow: false,
  drop: 0,
  ...more,
});
const widths = (...given: Parameters<typeof layout>) => layout(...given).shown.map(({index, width}) => [index, width]);

describe('layout', () => {
  test('columns that fit are left alone', () => {
    expect(widths([column(5), column(10, {grow: true})], 80)).toEqual([
      [0, 5],
      [1, 10],
    ]);
  });

  test('the growing column takes the remaining width', () => {
    expect(widths([column(10), column(100, {grow: true}), column(8)], 60)).toEqual([
      [0, 10],
      [1, 38],
      [2, 8],
    ]);
  });

  test('a column that is empty goes before another is cut or dropped, and stays where there is room', () => {
    const wishes = [column(10), column(9, {isEmpty: true}), column(30, {grow: true}), column(10, {drop: 5})];
    expect(widths(wishes, 80).length).toBe(4);
    expect(widths(wishes, 54)).toEqual([
      [0, 10],
      [2, 30],
      [3, 10],
    ]);
    expect(widths([column(30, {isEmpty: true}), column(30, {isEmpty: true})], 40).length).toBe(2);
  });

  test('the least useful columns are dropped first, of equals the right one', () => {
    const wishes = [
      column(10),
      column(10, {drop: 1}),
      column(10, {drop: 2}),
      column(10, {drop: 1}),
      column(90, {grow: true}),
    ];
    expect(widths(wishes, 60).map(([index]) => index)).toEqual([0, 1, 3, 4]);
    expect(widths(wishes, 50).map(([index]) => index)).toEqual([0, 1, 4]);
    expect(widths(wishes, 36).map(([index]) => index)).toEqual([0, 4]);
  });

  test('columns that must stay are cut, the widest first', () => {
    expect(widths([column(30), column(4)], 20)).toEqual([
      [0, 14],
      [1, 4],
    ]);
  });

  test('is never wider than the terminal and never empty', () => {
    const wish = fc.record({width: fc.nat(300), grow: fc.boolean(), drop: fc.nat(3)});
    fc.assert(
      fc.property(fc.array(wish, {minLength: 1, maxLength: 12}), fc.integer({min: 1, max: 200}), (wishes, terminal) => {
        const {shown, gap} = layout(wishes, terminal);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.every(({width}) => width >= 1)).toBe(true);
        expect(shown.reduce((sum, {width}) => sum + width, gap * (shown.length - 1))).toBeLessThanOrEqual(terminal);
      }),
    );
  });
});
