const mostAtOnce = 32;

/** Removes the files of delivered events while the next ones are being sent. */
export class Removals {
  /** The oldest first, some of them done. */
  readonly #begun: Promise<void>[] = [];

  /**
   * Begins a removal once the next request has left, since the system's threads that remove files would take the processor
   * from it. `isAwaited`: returns only when it is done.
   */
  async add(remove: () => Promise<void>, {isAwaited}: {isAwaited: boolean}): Promise<void> {
    const removal = new Promise(resolve => setImmediate(resolve)).then(remove);
    this.#begun.push(removal);
    if (this.#begun.length > mostAtOnce) await this.#begun.shift();
    if (isAwaited) await removal;
  }

  /** Waits for all of them. */
  async end(): Promise<void> {
    await Promise.all(this.#begun);
  }
}
