import type {Io} from '../../src/lib/io/io.ts';

interface Due {
  atMs: number;
  work: () => void;
}

/**
 * The time of a test, which depends on no machine: it stands still while work is done, moves by as much as somebody sleeps,
 * and by what the test lets pass. A time limit runs out only where the test lets so much time pass.
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

  /** Who sleeps longer wakes later, and the others of this process have had their turn by then. */
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

  /** Lets time pass: the limits that end by then run out. */
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
