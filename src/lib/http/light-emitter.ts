type Event = string | symbol;
type Listener = ((...all: never[]) => void) & {once?: Listener};

/**
 * What got and pd need of node:events, which the runtime compiles anew at each start, as it does node:stream. Listeners may
 * be added and removed while they are called: that counts from the next time on.
 */
export class LightEmitter {
  /** In the order in which they were added. */
  readonly #added: {event: Event; listener: Listener}[] = [];

  on(event: Event, listener: Listener): this {
    this.#added.push({event, listener});
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
    const at = this.#added.findLastIndex(
      each => each.event === event && (each.listener === listener || each.listener.once === listener),
    );
    if (at !== -1) this.#added.splice(at, 1);
    return this;
  }

  /** Returns whether anybody listens. Throws an error that nobody listens to. */
  emit(event: Event, ...all: unknown[]): boolean {
    const those = this.#of(event);
    if (those.length === 0 && event === 'error') throw all[0];
    for (const {listener} of those) listener.apply(this, all as never[]);
    return those.length > 0;
  }

  listenerCount(event: Event): number {
    return this.#of(event).length;
  }

  #of(wanted: Event): {listener: Listener}[] {
    return this.#added.filter(({event}) => event === wanted);
  }
}
