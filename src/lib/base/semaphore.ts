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
    if (this.#waiting.length === 0 && this.#hasRoom(weight)) {
      this.#inside += weight;
      return;
    }
    await new Promise<void>(open => this.#waiting.push({weight, open}));
  }

  leave(weight = 1): void {
    this.#inside -= weight;
    this.#admit();
  }

  /** From now on, admits one at a time. */
  narrow(): void {
    this.#width = 1;
  }

  #hasRoom(weight: number): boolean {
    return this.#inside === 0 || this.#inside + weight <= this.#width;
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#hasRoom(next.weight); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#inside += next.weight;
      next.open();
    }
  }
}
