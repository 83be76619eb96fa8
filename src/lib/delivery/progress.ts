/** How far an input is done, while its items are worked on side by side. */
export class Progress<T extends {place: string}> {
  // In the order of reading.
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

  /** Something has become of the item that a repetition would not change. */
  done(item: T): void {
    this.#open.delete(item);
  }

  /** The last item that was read. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Where to go on: everything before it is done. Undefined where nothing was read. */
  get goOn(): string | undefined {
    const [open] = this.#open;
    if (open !== undefined) return `go on with ${open.place}`;
    return this.#last === undefined ? undefined : `go on behind ${this.#last}`;
  }
}
