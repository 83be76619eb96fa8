import {PdError} from '../../errors.ts';
import type {JsonObject} from '../../json.ts';
import type {Pages} from './offset.ts';

export interface CursorPage {
  records: readonly JsonObject[];
  /** Where the next page begins; undefined at the end. */
  next: string | undefined;
}

/** Pages that each name the next: by cursor, `after`, or in the body. One at a time, since none can be guessed. */
export async function* cursorPages(options: {
  ask: (cursor: string | undefined, limit: number) => Promise<CursorPage>;
  pageSize: number;
  /** Records wanted; Infinity for all. */
  limit: number;
  /** The first page, where it has been fetched already. */
  first?: CursorPage | undefined;
}): Pages {
  const {ask, pageSize, limit} = options;
  let wanted = limit;
  let page = options.first ?? (await ask(undefined, Math.min(pageSize, wanted)));
  for (let cursor: string | undefined; ; ) {
    yield page.records;
    wanted -= page.records.length;
    if (page.next === undefined || wanted <= 0) return 'whole';
    if (page.next === cursor) {
      throw new PdError('partial', 'The list cannot be fetched whole: PagerDuty names the same page again as the next');
    }
    cursor = page.next;
    page = await ask(cursor, Math.min(pageSize, wanted));
  }
}
