import type {JsonObject} from '../../base/json.ts';
import {keyOf} from './seen.ts';
import {unfinished} from './unfinished.ts';

// Records inserted while paging may shift the same records onto the next page, but not this often in a row.
const mostRepetitions = 4;

/** Notices a server that returns the same page over and over, whatever page is requested. */
export class Repetition {
  #last: readonly JsonObject[] = [];
  #count = 0;

  /** Takes the next page. Throws `partial` once the same one has come too often in a row. */
  check(records: readonly JsonObject[]): void {
    this.#count = isSamePage(records, this.#last) && records.length > 0 ? this.#count + 1 : 0;
    this.#last = records;
    if (this.#count >= mostRepetitions) throw unfinished('PagerDuty returns the same page over and over');
  }
}

/** Stops at the first difference, which is nearly always the first record. */
const isSamePage = (one: readonly JsonObject[], other: readonly JsonObject[]): boolean =>
  one.length === other.length && one.every((record, index) => keyOf(record).key === keyOf(other[index] ?? null).key);
