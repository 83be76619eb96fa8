import {PdError} from '../base/errors.ts';
import {field, type Json, type JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import {fetchPage, type Listing, type ListPage, listingOf, queryNumber, wholeNumber} from './fetch-page.ts';
import {cursorPages} from './paging/cursor.ts';
import {mergedPages} from './paging/merged.ts';
import {Nulls} from './paging/nulls.ts';
import {type OffsetPage, offsetPages, type Pages} from './paging/offset.ts';
import {Seen} from './paging/seen.ts';
import {unfinished} from './paging/unfinished.ts';
import {canBeCut, checkOverfull, type TimeSpan, windowPages} from './paging/windows.ts';
import {offsetPage, scimPage} from './read-page.ts';
import type {RequestSender, RestOptions} from './request-sender.ts';
import {type TimePlan, timePlan, within, withTimes} from './span.ts';
import type {Query} from './url.ts';

/** Called after each page with the number of records so far and, if known, the total. */
export type OnProgress = (records: number, total: number | undefined) => void;

export interface ListOptions extends Omit<RestOptions, 'raw'> {
  /** At most this many records. */
  limit?: number | undefined;
  pageSize?: number | undefined;
  /** The time window; `since` and `until` in the query do the same. */
  since?: Date | undefined;
  until?: Date | undefined;
  onProgress?: OnProgress | undefined;
}

export interface ListJob {
  client: RequestSender;
  path: string;
  query: Query;
  options: ListOptions;
  nowMs: number;
  concurrency: number;
  settleIn: Io['settleIn'];
  tidy: Io['tidy'];
}

// Often enough that 1,000,000 records take little more memory than 100,000. The first time is left out, as the 10,000 of a
// list without windows need none.
const tidyEvery = 64;

export async function* listPages(job: ListJob): AsyncGenerator<JsonObject[], void, undefined> {
  const {limit = Number.POSITIVE_INFINITY, onProgress} = job.options;
  if (limit <= 0) return;
  const list = new List(job);
  const seen = new Seen();
  const nulls = new Nulls();
  try {
    let pages = 0;
    for await (const page of list.pages()) {
      pages += 1;
      if (pages === 2) job.settleIn();
      if (pages > tidyEvery && pages % tidyEvery === 0) job.tidy();
      const fresh = seen.take(nulls.without(page)).slice(0, limit - list.records);
      if (fresh.length === 0) continue;
      list.records += fresh.length;
      onProgress?.(list.records, list.total === undefined ? undefined : Math.min(list.total, limit));
      yield fresh;
      if (list.records >= limit) break;
    }
    list.checkWindows();
    nulls.tell(job.path, list.records, job.client.warn);
  } catch (error) {
    throw cutShort(error, list.records);
  }
}

/** Some lists continue past this, but none is documented to. */
const classicCap = 10_000;

class List {
  readonly listing: Listing;
  readonly plan: TimePlan;
  /** The number of records yielded so far. */
  records = 0;
  /** The number of records there are, if the API counted the whole list. */
  total: number | undefined;
  readonly #overfull: TimeSpan[] = [];
  readonly #job: ListJob;
  readonly #pageSize: number;

  constructor(job: ListJob) {
    const {options, path, query, nowMs} = job;
    this.#job = job;
    this.listing = withTimes(listingOf(path, query, options), options, nowMs);
    this.plan = timePlan(this.listing, nowMs);
    const max = this.listing.match?.endpoint.maxPage ?? 100;
    const asked = queryNumber(query, 'limit', 1) ?? wholeNumber(field(this.listing.body, 'limit'));
    this.#pageSize = Math.min(max, options.pageSize ?? (asked || max));
  }

  async *pages(): AsyncGenerator<readonly JsonObject[], void, undefined> {
    const {pieces, order} = this.plan;
    const walk = (span: TimeSpan | undefined) => this.#walk(span);
    if (pieces === undefined || order === undefined) yield* windowPages({...this.plan, walk, overfull: this.#overfull});
    else yield* mergedPages(pieces.map(walk), order);
  }

  /** Throws `partial` if a window held more than the API returns, so that records before the last one are missing. */
  checkWindows(): void {
    checkOverfull(this.#overfull);
  }

  /**
   * The whole limit applies to each window: its records may already have been yielded by the window it was cut from.
   */
  get #limit(): number {
    return this.#job.options.limit ?? Number.POSITIVE_INFINITY;
  }

  #walk(span: TimeSpan | undefined): Pages {
    const listing = span ? within(this.listing, span) : this.listing;
    const whole = span ?? this.plan.span ?? this.plan.implied;
    const endsEarly = whole !== undefined && canBeCut(whole) && this.#limit > classicCap;
    const onTotal = (total: number | undefined) => {
      if (span === undefined) this.total = total ?? this.total;
    };
    switch (listing.match?.endpoint.paging) {
      case 'classic':
        return this.#byOffset(listing, {asksTotal: true, endsEarly, onTotal});
      case 'no total':
        return this.#byOffset(listing, {asksTotal: false, endsEarly, onTotal});
      case 'scim':
        return this.#byOffset(listing, {asksTotal: false, endsEarly, onTotal, isScim: true});
      case 'cursor':
        return this.#byCursor(listing, 'cursor', 'next_cursor');
      case 'after':
        return this.#byCursor(listing, 'after', 'after');
      case 'body':
        return this.#byBody(listing);
      default:
        return this.#byAnswer(listing);
    }
  }

  #byOffset(
    listing: Listing,
    how: {
      asksTotal: boolean;
      endsEarly: boolean;
      onTotal?: (total: number | undefined) => void;
      isScim?: boolean;
      first?: OffsetPage;
    },
  ): Pages {
    const isUncapped = how.isScim === true || listing.path.startsWith('/v3/');
    return offsetPages({
      ...how,
      start: how.isScim ? 0 : (queryNumber(this.#job.query, 'offset', 0) ?? 0),
      pageSize: this.#pageSize,
      concurrency: this.#job.concurrency,
      limit: this.#limit,
      cap: isUncapped ? Number.POSITIVE_INFINITY : classicCap,
      ask: async (offset, limit, counts) => {
        const query = how.isScim
          ? {startIndex: offset + 1, count: limit}
          : {limit, offset: offset === 0 ? undefined : offset, total: counts ? 'true' : undefined};
        const page = await this.#fetch(listing, {query});
        const read = how.isScim ? scimPage(page, offset) : offsetPage(page, offset, limit);
        how.onTotal?.(read.total);
        return read;
      },
    });
  }

  #byCursor(listing: Listing, parameter: string, next: string, first?: ListPage): Pages {
    return cursorPages({
      pageSize: this.#pageSize,
      limit: this.#limit,
      first: first && {records: first.records, next: text(field(first.body, next))},
      ask: async (cursor, limit) => {
        const query = {limit, ...(cursor !== undefined && {[parameter]: cursor})};
        const page = await this.#fetch(listing, {query});
        return {records: page.records, next: text(field(page.body, next))};
      },
    });
  }

  /**
   * The cursor goes in the request body. Some of these endpoints return no `more`, and end with a page that is not
   * full.
   */
  #byBody(listing: Listing): Pages {
    return cursorPages({
      pageSize: this.#pageSize,
      limit: this.#limit,
      ask: async (last, limit) => {
        const body = {limit, ...(last !== undefined && {starting_after: last})};
        const page = await this.#fetch(listing, {body});
        const more = field(page.body, 'more') ?? page.records.length >= limit;
        return {
          records: page.records,
          next: more === true ? text(field(page.body, 'last')) : undefined,
          more: field(page.body, 'more') === true,
        };
      },
    });
  }

  /** If the API description does not mention paging, the answer may. */
  async *#byAnswer(listing: Listing): Pages {
    const takesLimit = listing.match?.endpoint.paging === 'limit' || this.#job.options.pageSize !== undefined;
    const limit = Math.min(this.#pageSize, this.#limit);
    const page = await this.#fetch(listing, takesLimit ? {query: {limit}} : {});
    if (text(field(page.body, 'next_cursor'))) return yield* this.#byCursor(listing, 'cursor', 'next_cursor', page);
    const offset = wholeNumber(field(page.body, 'offset'));
    const first = offsetPage(page, offset ?? 0, takesLimit ? limit : undefined);
    if (first.more && offset !== undefined)
      return yield* this.#byOffset(listing, {asksTotal: false, endsEarly: false, first});
    yield page.records;
    const {more, total = 0} = first;
    if (field(page.body, 'more') === true || total > (offset ?? 0) + page.records.length) return 'capped';
    if (!more || queryNumber(listing.query, 'limit', 1) !== undefined) return 'whole';
    throw unfinished('the page is full, and does not say whether there is more');
  }

  #fetch(listing: Listing, changes: Parameters<typeof fetchPage>[2]): Promise<ListPage> {
    return fetchPage(this.#job.client, listing, changes);
  }
}

/** The records already yielded stay valid, so the failure is that the rest is missing. */
function cutShort(error: unknown, records: number): unknown {
  if (!(error instanceof PdError) || records === 0 || error.kind === 'interrupted' || error.kind === 'output')
    return error;
  const message =
    error.kind === 'partial'
      ? `${error.message} (after ${records} records)`
      : `The list ends early, after ${records} records: ${error.message}`;
  return new PdError('partial', message, {...error.facts, cause: error});
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
