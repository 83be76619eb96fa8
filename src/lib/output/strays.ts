import type {JsonObject} from '../base/json.ts';
import {keysOf} from './columns.ts';

/** Fields without a column, because the first batch did not have them. */
export class Strays {
  readonly #known: Set<string>;
  readonly #strays = new Set<string>();

  constructor(known: readonly string[]) {
    this.#known = new Set(known);
  }

  look(rows: readonly JsonObject[]): void {
    for (const key of keysOf(rows)) if (!this.#known.has(key)) this.#strays.add(key);
  }

  /** Warns about them, if there are any. */
  tell(warn: (text: string) => void): void {
    if (this.#strays.size === 0) return;
    const names = [...this.#strays].join(', ');
    warn(`Fields that only later records have were left out: ${names}. Choose columns with --fields.`);
  }
}
