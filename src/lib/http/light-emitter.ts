type Event = string | symbol;
type Listener = ((...all: never[]) => void) & {once?: Listener};

/**
 * What got and pd need of node:events, which the runtime compiles anew at each start, as it does node:stream. Listeners may
 * be added and removed while they are called: that counts from the next time on.
 */
export class LightEmitter {
  /** In the order in which they were added. A list is never changed, but replaced: it may be the one that is being called. */
  readonly #listeners = new Map<Event, readonly Listener[]>();

  on(event: Event, listener: Listener): this {
    this.#listeners.set(event, [...this.#of(event), listener]);
    return this;
  }

  once(event: Event, listener: Listener): this {
    const once: Listener = (...all) => {
      this.off(event, once);
      listener.apply(this, all);
    };
    once.once = listener;
    return this.on(event, once);
  }

  /** Removes the listener that was added last, if there are several of it. */
  off(event: Event, listener: Listener): this {
    const listeners = this.#of(event);
    const at = listeners.findLastIndex(each => each === listener || each.once === listener);
    if (at !== -1) this.#listeners.set(event, listeners.toSpliced(at, 1));
    return this;
  }

  /** Returns whether anybody listens. Throws an error that nobody listens to. */
  emit(event: Event, ...all: unknown[]): boolean {
    const listeners = this.#of(event);
    if (listeners.length === 0 && event === 'error') throw all[0];
    for (const listener of listeners) listener.apply(this, all as never[]);
    return listeners.length > 0;
  }

  listenerCount(event: Event): number {
    return this.#of(event).length;
  }

  #of(event: Event): readonly Listener[] {
    return this.#listeners.get(event) ?? none;
  }
}

const none: readonly Listener[] = [];
