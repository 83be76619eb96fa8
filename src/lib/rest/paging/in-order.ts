type Settled<Result> = {result: Result} | {error: unknown};

/**
 * Does the work for each item, up to `concurrency` at once, and hands the results on in the order of the items.
 * No more than twice that many are begun and not yet taken, so a slow reader slows the work.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<{item: Item; result: Result}, void, undefined> {
  const iterator = items[Symbol.iterator]();
  const begun: {item: Item; settled: Promise<Settled<Result>>}[] = [];
  let running = 0;
  let stopped = false;
  const begin = () => {
    while (!stopped && running < concurrency && begun.length < 2 * concurrency) {
      const next = iterator.next();
      if (next.done) return;
      running += 1;
      begun.push({item: next.value, settled: settle(work(next.value))});
    }
  };
  const settle = async (working: Promise<Result>): Promise<Settled<Result>> => {
    try {
      return {result: await working};
    } catch (error) {
      stopped = true; // what was begun before it may still be handed on; nothing new is asked for
      return {error};
    } finally {
      running -= 1;
      begin();
    }
  };
  try {
    begin();
    for (let head = begun.shift(); head; head = begun.shift()) {
      begin();
      const settled = await head.settled;
      if ('error' in settled) throw settled.error;
      yield {item: head.item, result: settled.result};
    }
  } finally {
    stopped = true;
  }
}
