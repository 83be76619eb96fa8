/** How far an input has been processed, while several of its items are in progress. */
export class InputProgress<T extends {place: string}> {
  // In the order in which they were read.
  readonly #open = new Set<T>();
  #last: string | undefined;

  /** The same items. Each counts as open until it is done. */
  async *follow(items: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of items) {
      this.#open.add(item);
      this.#last = item.place;
      yield item;
    }
  }

  /** The item has an outcome that repeating it would not change. */
  done(item: T): void {
    this.#open.delete(item);
  }

  /** The last item that was read. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Where to continue: everything before that is done. Undefined if nothing was read. */
  get continuation(): string | undefined {
    const [open] = this.#open;
    if (open !== undefined) return `continue with ${open.place}`;
    return this.#last === undefined ? undefined : `continue after ${this.#last}`;
  }
}
