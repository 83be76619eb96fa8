const largestBatch = 1024;

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Handles in one batch all that arrives during the previous one: hundreds of events share the syncs of their folders.
 */
export class Batches<T, R> {
  readonly #work: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: Waiting<T, R>[] = [];
  #isBusy = false;

  /** `work` returns a result for each item, in their order, or fails for all of them. */
  constructor(work: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#work = work;
  }

  /** Returns when the batch of this item is done. */
  async add(item: T): Promise<R> {
    return await new Promise((resolve, reject) => {
      this.#waiting.push({item, resolve, reject});
      if (!this.#isBusy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, largestBatch);
      try {
        const results = await this.#work(batch.map(({item}) => item));
        for (const [index, {resolve, reject}] of batch.entries()) {
          const result = results[index];
          if (result !== undefined) resolve(result);
          else reject(new Error('a batch returned fewer results than it was given items'));
        }
      } catch (error) {
        // Every caller gets the error for its own item.
        for (const {reject} of batch) reject(error);
      }
      // While work runs that never waits, nothing arrives. One turn lets the next batch gather.
      if (this.#waiting.length < largestBatch) await new Promise(resolve => setImmediate(resolve));
    }
    this.#isBusy = false;
  }
}
