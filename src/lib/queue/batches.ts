/** The next batch is prepared during the two before it. */
const atOnce = 2;
/** A third of the events that may wait: while two batches are in progress, another comes together. */
const largestBatch = 680;

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Handles in one batch all that arrives during the previous one: hundreds of events share the syncs of their folders.
 * If enough for a batch has arrived by then, it is begun at once.
 */
export class Batches<T, R> {
  readonly #work: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: Waiting<T, R>[] = [];
  #busy = 0;

  /** `work` returns a result for each item, in their order, or fails for all of them. */
  constructor(work: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#work = work;
  }

  /** Returns when the batch of this item is done. */
  async add(item: T): Promise<R> {
    return await new Promise((resolve, reject) => {
      this.#waiting.push({item, resolve, reject});
      this.#start();
    });
  }

  #start(): void {
    const isWorthIt = this.#busy === 0 ? this.#waiting.length > 0 : this.#waiting.length >= largestBatch;
    if (isWorthIt && this.#busy < atOnce) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy += 1;
    await this.#handle(this.#waiting.splice(0, largestBatch));
    // While work runs that never waits, nothing arrives. One turn lets the next batch gather.
    if (this.#waiting.length < largestBatch) await new Promise(resolve => setImmediate(resolve));
    this.#busy -= 1;
    this.#start();
  }

  async #handle(batch: readonly Waiting<T, R>[]): Promise<void> {
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
  }
}
