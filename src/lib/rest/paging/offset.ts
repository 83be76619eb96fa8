import type {PdError} from '../../base/errors.ts';
import type {JsonObject} from '../../base/json.ts';
import {Repetition} from './repetition.ts';
import {Seen} from './seen.ts';
import {unfinished} from './unfinished.ts';

/** `capped`: the API has more records, but offset paging cannot reach them. */
type Ending = 'whole' | 'capped';

export type Pages = AsyncGenerator<readonly JsonObject[], Ending, undefined>;

export interface OffsetPage {
  records: readonly JsonObject[];
  more: boolean;
  /** Whether `more` follows from the total, because the server does not say it. */
  isImplied?: boolean;
  /** Undefined if the API did not count. */
  total?: number | undefined;
}

export interface OffsetOptions {
  /** Fetches one page. `total`: whether the API should count, which makes the request more expensive. */
  ask: (offset: number, limit: number, total: boolean) => Promise<OffsetPage>;
  start: number;
  pageSize: number;
  concurrency: number;
  /** Records wanted; Infinity for all. */
  limit: number;
  /** offset + limit may not exceed this. */
  cap: number;
  asksTotal: boolean;
  /** End as `capped` as soon as the total exceeds the cap, rather than on reaching it. */
  endsEarly: boolean;
  /** The first page, if it has already been fetched. */
  first?: OffsetPage | undefined;
}

/**
 * Pages by offset and limit. The first page is fetched alone, the second with the total, and the rest several at
 * once.
 *
 * A record deleted before the offset shifts the others, so that the next page would miss one. So each page begins with
 * the last record of the page before it: while they share a record, nothing in between was missed. If they do not, the
 * pages in flight are dropped, and the walk steps back until they do again.
 */
export async function* offsetPages(options: OffsetOptions): Pages {
  const walk = new Walk(options);
  yield* walk.first();
  for (;;) {
    if (!walk.continues) yield* walk.confirm();
    if (!walk.continues) return 'whole';
    if (walk.isAtCap) return 'capped';
    yield* walk.next();
    if (options.endsEarly && walk.total !== undefined && walk.total > options.cap) return 'capped';
    yield* walk.ahead();
  }
}

// Enough to reread a whole list and more: a server that repeats itself for longer will do so forever.
const mostStalePages = 120;

/** How many records two pages share. */
const overlap = 1;

class Walk {
  total: number | undefined;
  readonly #options: OffsetOptions;
  readonly #seen = new Seen();
  readonly #repetition = new Repetition();
  #asksTotal: boolean;
  #wanted: number;
  #offset = 0;
  #length = 0;
  #more = true;
  /** Whether the total alone says that the last page is the end. */
  #isImplied = false;
  /** The total that came with the last page. */
  #ownTotal: number | undefined;
  #received = 0;
  #stale = 0;

  constructor(options: OffsetOptions) {
    this.#options = options;
    this.#asksTotal = options.asksTotal;
    this.#wanted = options.limit;
  }

  get continues(): boolean {
    return this.#more && this.#wanted > 0;
  }

  get isAtCap(): boolean {
    return this.#nextOffset + overlap >= this.#options.cap;
  }

  async *first() {
    const {start, first} = this.#options;
    yield* this.#take(start, first ?? (await this.#ask(start, this.#options.limit, false)));
  }

  async *next() {
    const offset = this.#nextOffset;
    const page = await this.#ask(offset, this.#wanted + overlap, true);
    // A page of one record has no room for the one before it.
    const isChecked = this.#length > overlap;
    if (!isChecked || this.#joins(page)) yield* this.#take(offset, page);
    else yield* this.#stepBack(offset);
  }

  /** The remaining pages according to the total, several in flight; ends at the first that does not join up. */
  async *ahead() {
    // A page without anything new may come from a server that repeats itself, so it is not sent many requests at once.
    if (!this.continues || this.#stale > 0) return;
    const {start, limit, concurrency} = this.#options;
    const ask = async (offset: number) => ({offset, page: await this.#ask(offset, start + limit - offset, false)});
    const {pMapIterable} = await import('p-map');
    // A slow reader slows down the requests, so that the pages waiting to be read stay bounded.
    const pages = pMapIterable([...this.#plan()], ask, {concurrency, backpressure: 2 * concurrency});
    for await (const {offset, page} of pages) {
      if (!this.#joins(page)) return;
      yield* this.#take(offset, page);
      if (!this.continues) return;
    }
  }

  /**
   * Checks the end of the list against the total. An earlier total may be out of date, so the last page is fetched
   * again with its own; this may show that the list has grown. Throws if the total says that there is more than came.
   */
  async *confirm() {
    if (this.#wanted <= 0) return;
    if (this.#isImplied) await this.#checkImplied();
    if (!this.#fallsShort(this.total)) return;
    if (this.#ownTotal === undefined) {
      const page = await this.#ask(this.#offset, this.#options.pageSize, true);
      if (page.records.length === 0 || this.#joins(page)) yield* this.#take(this.#offset, page);
      else yield* this.#stepBack(this.#offset);
    }
    if (!this.#more && this.#fallsShort(this.#ownTotal))
      throw unfinished(`PagerDuty counts ${this.#ownTotal} records, but lists only ${this.#offset + this.#length}`);
  }

  /**
   * A server that ignores the offset sends the same page every time, and seems to end where the total does. It gives
   * itself away with a page longer than the rest of the list, if need be one requested with room for a record past the
   * end. Throws in that case.
   */
  async #checkImplied(total = this.#ownTotal ?? 0): Promise<void> {
    if (this.#length > 0 && this.#offset + this.#length > total) throw this.#uncounted(total);
    const lastOffset = total - 1;
    if (this.#options.start + this.#received >= total || lastOffset + overlap + 1 > this.#options.cap) return;
    const page = await this.#options.ask(lastOffset, overlap + 1, this.#asksTotal);
    const newTotal = page.total ?? total;
    if (lastOffset + page.records.length > newTotal) throw this.#uncounted(newTotal);
    if (newTotal <= total) return;
    // The list has grown, which may have hidden it.
    this.#countStale();
    await this.#checkImplied(newTotal);
  }

  #uncounted(total: number): PdError {
    return unfinished(`PagerDuty counts ${total} records, but ignores the offset of a page`);
  }

  #fallsShort(total: number | undefined): boolean {
    // An offset past the last record says nothing about how many there are.
    const isInside = this.#length > 0 || this.#offset === this.#options.start;
    return isInside && total !== undefined && total > this.#offset + this.#length;
  }

  *#plan(): Generator<number> {
    const {start, limit, cap} = this.#options;
    const step = this.#length - overlap;
    const end = Math.min(this.total ?? 0, start + limit, cap);
    if (step < 1) return;
    for (let offset = this.#offset + step; offset + overlap < end; offset += step) yield offset;
  }

  async *#stepBack(from: number) {
    const {start, pageSize} = this.#options;
    for (let offset = from; ; ) {
      this.#countStale();
      offset = Math.max(start, offset - Math.max(1, pageSize - overlap));
      const page = await this.#ask(offset, pageSize, true);
      // At the start there is nothing before it to have missed.
      if (offset > start && !this.#joins(page)) continue;
      yield* this.#take(offset, page);
      return;
    }
  }

  get #nextOffset(): number {
    return this.#offset + Math.max(1, this.#length - overlap);
  }

  #joins(page: OffsetPage): boolean {
    return this.#seen.hasAny(page.records);
  }

  async #ask(offset: number, wanted: number, total: boolean): Promise<OffsetPage> {
    const {pageSize, cap} = this.#options;
    const counts = total && this.#asksTotal;
    const page = await this.#options.ask(offset, Math.max(1, Math.min(pageSize, cap - offset, wanted)), counts);
    if (page.total !== undefined) this.total = page.total;
    else if (counts) this.#asksTotal = false;
    return page;
  }

  *#take(offset: number, page: OffsetPage): Generator<readonly JsonObject[], void> {
    this.#offset = offset;
    this.#length = page.records.length;
    this.#more = page.more;
    this.#ownTotal = page.total;
    this.#isImplied = page.isImplied === true && !page.more;
    this.#repetition.check(page.records);
    if (page.more && page.records.length === 0) throw unfinished('PagerDuty says that there is more, but sends none');
    const fresh = this.#seen.take(page.records).slice(0, this.#wanted);
    if (fresh.length === 0) return this.#countStale();
    this.#stale = 0;
    this.#wanted -= fresh.length;
    this.#received += fresh.length;
    yield fresh;
  }

  #countStale(): void {
    this.#stale += 1;
    if (this.#stale > mostStalePages) throw unfinished('the same records keep coming back');
  }
}
