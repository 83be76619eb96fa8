import {Semaphore} from '../base/semaphore.ts';

export interface KeyOrderOptions<T> {
  /** Items of one key are processed one at a time, in order. */
  orderKey: (item: T) => string;
  /** How many items are processed at the same time. */
  width: number;
  /** How far to read ahead of the slowest item in progress, in units of `weight`. This bounds the memory. */
  ahead: number;
  weight?: (item: T) => number;
}

/** Processes items as they arrive, and yields outcomes as soon as they are known. `work` must not throw. */
export async function* inKeyOrder<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  {orderKey, width, ahead, weight = () => 1}: KeyOrderOptions<T>,
): AsyncGenerator<R[]> {
  const outcomes = new Channel<R>();
  const atWork = new Semaphore(width);
  const heldBack = new Semaphore(ahead);
  const tails = new Map<string, Promise<void>>();

  const start = (item: T, weighs: number): void => {
    const name = orderKey(item);
    const before = tails.get(name) ?? Promise.resolve();
    const run = before.then(async () => {
      await atWork.enter();
      outcomes.push(await work(item));
      atWork.leave();
      heldBack.leave(weighs);
      if (tails.get(name) === run) tails.delete(name);
    });
    tails.set(name, run);
    run.catch(error => outcomes.close(error));
  };
  const readAll = async (): Promise<void> => {
    try {
      for await (const item of items) {
        const weighs = weight(item);
        await heldBack.enter(weighs);
        start(item, weighs);
      }
    } finally {
      await Promise.all(tails.values());
    }
  };
  readAll().then(
    () => outcomes.close(),
    error => outcomes.close(error),
  );
  yield* outcomes.drain();
}

/** Carries values from many tasks to one reader. */
class Channel<R> {
  #values: R[] = [];
  #end: {error?: unknown} | undefined;
  #wake: (() => void) | undefined;

  push(value: R): void {
    this.#values.push(value);
    this.#wake?.();
  }

  close(error?: unknown): void {
    this.#end ??= error === undefined ? {} : {error};
    this.#wake?.();
  }

  async *drain(): AsyncGenerator<R[]> {
    for (;;) {
      const values = this.#values;
      this.#values = [];
      if (values.length > 0) {
        yield values;
        continue;
      }
      if (this.#end !== undefined) break;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    if (this.#end !== undefined && 'error' in this.#end) throw this.#end.error;
  }
}
