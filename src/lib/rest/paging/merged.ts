import {field, type Json, type JsonObject} from '../../base/json.ts';
import type {Pages} from './offset.ts';

/** How a list is sorted. */
export interface SortOrder {
  by: string;
  isAscending: boolean;
}

/** Enough for a page of output, few enough to arrive soon. */
const batchSize = 100;

/** Merges several sorted lists into one sorted list. */
export async function* mergedPages(lists: readonly Pages[], order: SortOrder): AsyncGenerator<JsonObject[]> {
  const heads = lists.map(pages => new Head(pages));
  try {
    await Promise.all(heads.map(head => head.fill()));
    const nullsFirst = heads.map(head => head.nullsFirst(order.by)).find(known => known !== undefined);
    const sorting = {...order, nullsFirst: nullsFirst ?? !order.isAscending};
    let batch: JsonObject[] = [];
    for (let next = firstOf(heads, sorting); next !== undefined; next = firstOf(heads, sorting)) {
      batch.push(next.take());
      if (next.record === undefined) await next.fill();
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  } finally {
    await Promise.all(lists.map(pages => pages.return('whole')));
  }
}

/** The position in one list, and the record there. */
class Head {
  readonly #pages: Pages;
  #rows: readonly JsonObject[] = [];
  #at = 0;

  constructor(pages: Pages) {
    this.#pages = pages;
  }

  /** Undefined at the end of the page; after fill(), at the end of the list. */
  get record(): JsonObject | undefined {
    return this.#rows[this.#at];
  }

  take(): JsonObject {
    const record = this.record;
    this.#at += 1;
    return record ?? {};
  }

  /** Whether records without the value come first, if the current page shows it. */
  nullsFirst(by: string): boolean | undefined {
    const hasNone = this.#rows.map(row => sortable(field(row, by)) === undefined);
    const change = hasNone.findIndex(none => none !== hasNone[0]);
    return change === -1 ? undefined : hasNone[0];
  }

  async fill(): Promise<void> {
    while (this.record === undefined) {
      const {value, done} = await this.#pages.next();
      if (done) return;
      this.#rows = value;
      this.#at = 0;
    }
  }
}

interface Sorting extends SortOrder {
  nullsFirst: boolean;
}

function firstOf(heads: readonly Head[], order: Sorting): Head | undefined {
  let first: Head | undefined;
  for (const head of heads) {
    if (head.record === undefined) continue;
    if (first?.record === undefined || compare(head.record, first.record, order) < 0) first = head;
  }
  return first;
}

function compare(a: JsonObject, b: JsonObject, {by, isAscending, nullsFirst}: Sorting): number {
  const [one, other] = [sortable(field(a, by)), sortable(field(b, by))];
  if (one === undefined || other === undefined)
    return (Number(one === undefined) - Number(other === undefined)) * (nullsFirst ? -1 : 1);
  if (one === other) return 0;
  return one < other === isAscending ? -1 : 1;
}

const sortable = (value: Json | undefined): number | string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? value : undefined;
