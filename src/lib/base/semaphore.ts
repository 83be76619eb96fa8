interface Waiting {
  weight: number;
  open: () => void;
}

/** Admits up to a total weight at a time, in order of arrival. Anything heavier than that is admitted alone. */
export class Semaphore {
  #width: number;
  #inside = 0;
  readonly #waiting: Waiting[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  async enter(weight = 1): Promise<void> {
    await new Promise<void>(open => {
      this.#waiting.push({weight, open});
      this.#admit();
    });
  }

  leave(weight = 1): void {
    this.#inside -= weight;
    this.#admit();
  }

  /** From now on, admits one at a time. */
  narrow(): void {
    this.#width = 1;
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#inside > 0 && this.#inside + next.weight > this.#width) return;
      this.#waiting.shift();
      this.#inside += next.weight;
      next.open();
    }
  }
}
