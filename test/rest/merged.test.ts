import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {mergedPages} from '../../src/lib/rest/paging/merged.ts';
import type {Pages} from '../../src/lib/rest/paging/offset.ts';

interface Row {
  id: string;
  n: number | null;
  [name: string]: string | number | null;
}

const sorted = (rows: readonly Row[], isAscending: boolean, nullsFirst: boolean): Row[] =>
  rows.toSorted((a, b) => {
    if (a.n === null || b.n === null) return (Number(a.n === null) - Number(b.n === null)) * (nullsFirst ? -1 : 1);
    return (a.n - b.n) * (isAscending ? 1 : -1);
  });

/** Pages of a few records; `open` counts the lists that were begun and not ended. */
async function* pagesOf(rows: readonly Row[], size: number, open: {count: number}): Pages {
  open.count += 1;
  try {
    for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
    return 'whole';
  } finally {
    open.count -= 1;
  }
}

const world = fc.record({
  lists: fc.array(fc.array(fc.integer({min: 0, max: 20}), {maxLength: 30}), {minLength: 1, maxLength: 4}),
  isAscending: fc.boolean(),
  size: fc.integer({min: 1, max: 7}),
  limit: fc.integer({min: 1, max: 60}),
});

test('sorted lists are merged into one, with each record once, however many are taken', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({lists, isAscending, size, limit}) => {
      const rows = lists.map((values, list) => values.map((n, index): Row => ({id: `${list} ${index}`, n})));
      const open = {count: 0};
      const pages = rows.map(list => pagesOf(sorted(list, isAscending, true), size, open));
      const got: unknown[] = [];
      for await (const batch of mergedPages(pages, {by: 'n', isAscending})) {
        got.push(...batch);
        if (got.length >= limit) break;
      }
      const all = sorted(rows.flat(), isAscending, true);
      expect(got.map(row => (row as Row).n)).toEqual(all.slice(0, got.length).map(({n}) => n));
      expect(new Set(got.map(row => (row as Row).id)).size).toBe(got.length);
      expect(got.length >= Math.min(limit, all.length)).toBe(true);
      expect(open.count).toBe(0);
    }),
    {numRuns: 100},
  );
});

test.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])(
  'records without the value are where the lists have them: ascending %p, first %p',
  async (isAscending, nullsFirst) => {
    const row = (n: number | null, index: number): Row => ({id: `${n} ${index}`, n});
    const lists = [[3, null, 1].map(row), [null, 2, 5].map(row), [4].map(row)];
    const got: unknown[] = [];
    const pages = lists.map(list => pagesOf(sorted(list, isAscending, nullsFirst), 10, {count: 0}));
    for await (const batch of mergedPages(pages, {by: 'n', isAscending})) got.push(...batch.map(({n}) => n));
    expect(got).toEqual(sorted(lists.flat(), isAscending, nullsFirst).map(({n}) => n));
  },
);

test('a list that fails ends the merged list', async () => {
  async function* failing(): Pages {
    yield [{id: 'a', n: 1}];
    throw new Error('gone');
  }
  const open = {count: 0};
  const pages = [failing(), pagesOf([{id: 'b', n: 2}], 1, open)];
  const read = async () => {
    for await (const _ of mergedPages(pages, {by: 'n', isAscending: true})) expect(open.count).toBe(1);
  };
  await expect(read()).rejects.toThrow('gone');
  expect(open.count).toBe(0);
});
