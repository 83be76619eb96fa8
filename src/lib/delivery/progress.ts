/** How far an input has been processed, while several of its items are in progress. */
export class InputProgress<T extends {place: string}> {
  // In the order in which they were read.
  readonly #open = new Set<T>();
  #last: string | undefined;

  /** The item was read. It counts as open until it is done. */
  read(item: T): void {
    this.#open.add(item);
    this.#last = item.place;
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
