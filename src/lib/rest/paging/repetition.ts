import type {JsonObject} from '../../base/json.ts';
import {keyOf} from './seen.ts';
import {unfinished} from './unfinished.ts';

// Records inserted while paging may shift the same records onto the next page, but not this often in a row.
const mostRepetitions = 4;

/** Notices a server that returns the same page over and over, whatever page is requested. */
export class Repetition {
  #last = '';
  #count = 0;

  /** Takes the next page. Throws `partial` once the same one has come too often in a row. */
  check(records: readonly JsonObject[]): void {
    const page = records.map(record => keyOf(record).key).join('\n');
    this.#count = page === this.#last && page !== '' ? this.#count + 1 : 0;
    this.#last = page;
    if (this.#count >= mostRepetitions) throw unfinished('PagerDuty returns the same page over and over');
  }
}
