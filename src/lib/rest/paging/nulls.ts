import {PdError} from '../../base/errors.ts';
import type {JsonObject} from '../../base/json.ts';

/** Records that came as null: nothing can be shown of them, and a list of nothing else is not an empty one. */
export class Nulls {
  #count = 0;

  without(page: readonly JsonObject[]): readonly JsonObject[] {
    const records = page.filter(record => record !== null);
    this.#count += page.length - records.length;
    return records;
  }

  /** `records`: how many others there were. */
  tell(path: string, records: number, warn: (text: string) => void): void {
    if (this.#count === 0) return;
    const what = this.#count === 1 ? '1 record' : `${this.#count} records`;
    if (records === 0)
      throw new PdError('unreachable', `PagerDuty answered with ${what} of ${path} and told nothing of it (null)`);
    warn(`${what} of ${path} came as null and cannot be shown`);
  }
}
