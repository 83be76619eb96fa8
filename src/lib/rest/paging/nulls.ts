import {PdError} from '../../base/errors.ts';
import type {JsonObject} from '../../base/json.ts';

/** Counts records that are null: they cannot be shown, but a list of nothing else is not an empty list. */
export class Nulls {
  #count = 0;

  without(page: readonly JsonObject[]): readonly JsonObject[] {
    const records = page.filter(record => record !== null);
    this.#count += page.length - records.length;
    return records;
  }

  /** Warns about the nulls. `records`: how many other records there were; throws if none. */
  tell(path: string, records: number, warn: (text: string) => void): void {
    if (this.#count === 0) return;
    const what = this.#count === 1 ? '1 record' : `${this.#count} records`;
    if (records === 0)
      throw new PdError('unreachable', `PagerDuty returned ${what} in ${path} without any content (null)`);
    warn(`${what} in ${path} came as null and cannot be shown`);
  }
}
