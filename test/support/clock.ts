import type {Io} from '../../src/lib/io/io.ts';

interface Due {
  atMs: number;
  work: () => void;
}

/**
 * The time of a test, independent of the machine: it stands still while work is done, and moves only when something
 * sleeps or the test lets time pass. A time limit ends only if the test lets that much time pass.
 */
export class Clock implements Pick<Io, 'now' | 'monotonic' | 'sleep' | 'later'> {
  #ms: number;
  readonly #sleepers: Due[] = [];
  readonly #limits = new Set<Due>();

  constructor(startMs = Date.parse('2026-03-01T12:00:00Z')) {
    this.#ms = startMs;
  }

  readonly now = (): number => this.#ms;
  readonly monotonic = (): number => this.#ms;

  /** Longer sleeps end later, after the rest of this process has had its turn. */
  readonly sleep = (ms: number): Promise<void> =>
    new Promise(resolve => {
      this.#sleepers.push({atMs: this.#ms + ms, work: resolve});
      setImmediate(() => this.#wakeNext());
    });

  readonly later = (ms: number, work: () => void): (() => void) => {
    const limit = {atMs: this.#ms + ms, work};
    this.#limits.add(limit);
    return () => this.#limits.delete(limit);
  };

  /** Lets time pass: limits that end by then are reached. */
  pass(ms: number): void {
    this.#ms += ms;
    const over = [...this.#limits].filter(({atMs}) => atMs <= this.#ms).sort((a, b) => a.atMs - b.atMs);
    for (const limit of over) if (this.#limits.delete(limit)) limit.work();
  }

  #wakeNext(): void {
    const [next] = this.#sleepers.sort((a, b) => a.atMs - b.atMs).splice(0, 1);
    if (next === undefined) return;
    this.#ms = Math.max(this.#ms, next.atMs);
    next.work();
  }
}
