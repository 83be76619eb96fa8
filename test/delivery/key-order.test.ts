import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {inKeyOrder} from '../../src/lib/delivery/key-order.ts';

async function* arriving<T>(items: readonly T[], taken: T[] = []): AsyncGenerator<T> {
  for (const item of items) {
    taken.push(item);
    yield item;
  }
}

test('events of one key are sent one at a time and in order, with at most the allowed number of keys in progress, and none is lost', async () => {
  const item = fc.record({orderKey: fc.constantFrom('a', 'b', 'c', 'd'), turns: fc.nat(4)});
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, {maxLength: 30}),
      fc.integer({min: 1, max: 3}),
      fc.integer({min: 1, max: 8}),
      async (all, width, ahead) => {
        const items = all.map((one, number) => ({...one, number}));
        const busy = new Set<string>();
        const begun: typeof items = [];
        const work = async (one: (typeof items)[number]) => {
          expect(busy.has(one.orderKey)).toBe(false);
          busy.add(one.orderKey);
          begun.push(one);
          expect(busy.size).toBeLessThanOrEqual(width);
          for (let turn = 0; turn < one.turns; turn++) await Promise.resolve();
          busy.delete(one.orderKey);
          return one.number;
        };
        const done = await Array.fromAsync(
          inKeyOrder(arriving(items), work, {orderKey: one => one.orderKey, width, ahead}),
        );
        expect(done.flat().sort((a, b) => a - b)).toEqual(items.map(({number}) => number));
        for (const name of ['a', 'b', 'c', 'd']) {
          const order = begun.filter(({orderKey}) => orderKey === name).map(({number}) => number);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      },
    ),
  );
});

test('it does not read further ahead than allowed', async () => {
  const taken: number[] = [];
  let release: () => void = () => undefined;
  const blocked = new Promise<void>(resolve => {
    release = resolve;
  });
  const outcomes = inKeyOrder(arriving([...Array(100).keys()], taken), () => blocked, {
    orderKey: () => 'one',
    width: 4,
    ahead: 5,
  });
  const first = outcomes.next();
  await new Promise(resolve => setImmediate(resolve));
  expect(taken.length).toBe(6);
  release();
  expect([(await first).value, ...(await Array.fromAsync(outcomes))].flat().length).toBe(100);
});

test('when the source fails, what was started is still reported before the error', async () => {
  async function* breaking() {
    yield 1;
    yield 2;
    throw new Error('torn');
  }
  const seen: number[] = [];
  const all = async () => {
    const work = async (one: number) => {
      await new Promise(resolve => setImmediate(resolve));
      return one;
    };
    for await (const some of inKeyOrder(breaking(), work, {orderKey: String, width: 1, ahead: 9})) seen.push(...some);
  };
  expect(all()).rejects.toThrow('torn');
  await all().catch(() => undefined);
  expect(seen.sort()).toEqual([1, 1, 2, 2]);
});
