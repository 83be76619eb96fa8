import type {JsonObject} from '../../base/json.ts';
import type {Pages} from './offset.ts';
import {Repetition} from './repetition.ts';
import {unfinished} from './unfinished.ts';

export interface CursorPage {
  records: readonly JsonObject[];
  /** The cursor of the next page; undefined at the end. */
  next: string | undefined;
  /** Whether the API says that there is more. */
  more?: boolean;
}

// Filters may leave some pages empty.
const mostEmptyPages = 120;

/**
 * Pages that each point to the next, by `cursor`, `after` or in the body. Fetched one at a time, since none can be
 * guessed.
 */
export async function* cursorPages(options: {
  ask: (cursor: string | undefined, limit: number) => Promise<CursorPage>;
  pageSize: number;
  /** Records wanted; Infinity for all. */
  limit: number;
  /** The first page, if it has already been fetched. */
  first?: CursorPage | undefined;
}): Pages {
  const {ask, pageSize, limit} = options;
  let wanted = limit;
  let page = options.first ?? (await ask(undefined, Math.min(pageSize, wanted)));
  const visited = new Set<string>();
  const repetition = new Repetition();
  for (let empty = 0; ; ) {
    repetition.check(page.records);
    yield page.records;
    empty = page.records.length === 0 ? empty + 1 : 0;
    wanted -= page.records.length;
    if (wanted <= 0) return 'whole';
    if (page.next === undefined && page.more === true)
      throw unfinished('PagerDuty says that there is more, but not where');
    if (page.next === undefined) return 'whole';
    if (visited.has(page.next)) throw unfinished('PagerDuty points to a page that was already read');
    if (empty > mostEmptyPages) throw unfinished('page after page is empty, each pointing to yet another');
    visited.add(page.next);
    page = await ask(page.next, Math.min(pageSize, wanted));
  }
}
