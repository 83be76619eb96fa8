import {dayMs} from '../base/day.ts';
import {usageError} from '../base/errors.ts';
import {field, isObject, type JsonObject} from '../base/json.ts';
import type {Listing} from './fetch-page.ts';
import type {SortOrder} from './paging/merged.ts';
import {cut, type TimeSpan} from './paging/windows.ts';
import {withQuery} from './url.ts';

/** How a listing can be cut by time. */
export interface TimePlan {
  span: TimeSpan | undefined;
  widestMs: number;
  implied: TimeSpan | undefined;
  newestFirst: boolean;
  /** Pieces to be merged in the order of the list, if it is not sorted by time. */
  pieces?: readonly TimeSpan[];
  order?: SortOrder;
  /** What to do if the list is longer than the API returns, and cutting it would lose its order or records. */
  next?: string;
}

/**
 * Adds --since and --until to the listing. `since` alone means until now. Throws a usage error if they cannot be used.
 */
export function withTimes(
  listing: Listing,
  times: {since?: Date | undefined; until?: Date | undefined},
  nowMs: number,
): Listing {
  const {since, until} = times;
  if (since === undefined && until === undefined) return listing;
  if (since !== undefined && until !== undefined && since > until) throw usageError('--since is later than --until');
  if (queryValue(listing, 'date_range') === 'all')
    throw usageError('date_range=all cannot be combined with --since or --until');
  const endpoint = listing.match?.endpoint;
  if (endpoint && !endpoint.window && endpoint.paging !== 'body') {
    throw usageError(`${listing.path} takes no --since and --until`);
  }
  const isOpen =
    until === undefined && endpoint?.window?.kind === 'filter' && since !== undefined && since.getTime() < nowMs;
  return setTimes(listing, since?.getTime(), isOpen ? nowMs : until?.getTime());
}

/** The listing, limited to one time span. */
export function within(listing: Listing, span: TimeSpan): Listing {
  const timed = setTimes(listing, span.sinceMs, span.untilMs);
  // date_range would override since and until.
  return {...timed, query: withQuery(timed.query, {date_range: undefined})};
}

/** Allows cutting only if since and until select the records: a window that only affects rendering must not be cut. */
export function timePlan(listing: Listing, nowMs: number): TimePlan {
  const window = listing.match?.endpoint.window;
  const newestFirst = listsNewestFirst(listing);
  const whole = {span: undefined, widestMs: Number.POSITIVE_INFINITY, implied: undefined, newestFirst};
  if (window?.kind !== 'filter') return whole;
  const {widestDays = Number.POSITIVE_INFINITY} = window;
  const span = spanOf(listing);
  const obstacle = obstacleOf(listing);
  if (obstacle === undefined)
    return {span, widestMs: widestDays * dayMs, implied: impliedSpan(listing, nowMs), newestFirst};
  const isInBody = listing.match?.endpoint.paging === 'body';
  if (!isInBody && span && span.untilMs - span.sinceMs > widestDays * dayMs) {
    throw usageError(
      `${obstacle} allows at most ${widestDays} days of ${listing.path}`,
      `move --since and --until closer together, or ${wayOut}`,
    );
  }
  const sorted = sortedBody(listing);
  if (sorted && span && span.untilMs - span.sinceMs > widestDays * dayMs)
    return {...whole, pieces: cut(span, widestDays * dayMs), order: sorted};
  return {...whole, next: `narrow it with -q, --since or --until, or ${isInBody ? wayOutInBody : wayOut}`};
}

const wayOut = 'use sort_by=created_at and no offset';
const wayOutInBody = 'use "order_by":"created_at" and no "starting_after"';

/**
 * Why the list cannot be cut by time: the pieces come in order of time, and an offset would be skipped in each of them.
 */
function obstacleOf(listing: Listing): string | undefined {
  if (listing.match?.endpoint.paging === 'body') {
    const orderBy = field(listing.body, 'order_by');
    // API: the incidents of one responder are sorted by incident_created_at.
    if (orderBy !== undefined && orderBy !== 'created_at' && orderBy !== 'incident_created_at') return 'order_by';
    return field(listing.body, 'starting_after') === undefined ? undefined : 'starting_after';
  }
  const sort = queryValue(listing, 'sort_by');
  if (sort !== undefined && !/^created_at(?![^:,])/.test(sort)) return `sort_by=${sort}`;
  const offset = queryValue(listing, 'offset');
  return offset !== undefined && Number(offset) > 0 ? `offset=${offset}` : undefined;
}

/** The order that the body asks for; undefined if it begins in the middle. */
function sortedBody({body, match}: Listing): SortOrder | undefined {
  const by = field(body, 'order_by');
  if (match?.endpoint.paging !== 'body' || typeof by !== 'string') return undefined;
  const isWhole = field(body, 'starting_after') === undefined && field(body, 'ending_before') === undefined;
  return isWhole ? {by, isAscending: field(body, 'order') === 'asc'} : undefined;
}

function setTimes(listing: Listing, sinceMs: number | undefined, untilMs: number | undefined): Listing {
  const [since, until] = [sinceMs, untilMs].map(ms => (ms === undefined ? undefined : timestamp(ms)));
  if (listing.match?.endpoint.paging !== 'body') {
    const changes = {...(since !== undefined && {since}), ...(until !== undefined && {until})};
    return {...listing, query: withQuery(listing.query, changes)};
  }
  const given = field(listing.body, 'filters');
  const filters: JsonObject = {...(isObject(given) ? given : {})};
  if (since !== undefined) filters['created_at_start'] = since;
  if (until !== undefined) filters['created_at_end'] = until;
  return {...listing, body: {...listing.body, filters}};
}

function spanOf(listing: Listing): TimeSpan | undefined {
  if (queryValue(listing, 'date_range') === 'all') return undefined;
  const filters = field(listing.body, 'filters');
  const [since, until] =
    listing.match?.endpoint.paging === 'body'
      ? [field(filters, 'created_at_start'), field(filters, 'created_at_end')]
      : [queryValue(listing, 'since'), queryValue(listing, 'until')];
  const [sinceMs, untilMs] = [msOf(since), msOf(until)];
  return sinceMs !== undefined && untilMs !== undefined && sinceMs < untilMs ? {sinceMs, untilMs} : undefined;
}

/** PagerDuty's own default when no window is given. That of /oncalls is the current moment, which cannot be cut. */
function impliedSpan(listing: Listing, nowMs: number): TimeSpan | undefined {
  const isAll = queryValue(listing, 'date_range') === 'all';
  const [ownSince, ownUntil] = [queryValue(listing, 'since'), queryValue(listing, 'until')];
  // It is not documented where the window of /incidents begins if only its end is given.
  const isUnclear = ownSince !== undefined || (ownUntil !== undefined && listing.path === '/incidents');
  if ((isUnclear && !isAll) || listing.path === '/oncalls') return undefined;
  const since = new Date(nowMs);
  // A calendar month or 30 days: the longer of the two.
  if (listing.path === '/incidents' && !isAll) since.setTime(nowMs - 31 * dayMs);
  // PagerDuty was founded in 2009, so nothing is older.
  else since.setTime(Date.UTC(2009, 0, 1));
  // Includes records created in the current second.
  const untilMs = ownUntil === undefined || isAll ? Math.floor(nowMs / 1000) * 1000 + 1000 : msOf(ownUntil);
  return untilMs === undefined ? undefined : {sinceMs: since.getTime(), untilMs};
}

function listsNewestFirst(listing: Listing): boolean {
  const order = listing.match?.endpoint.paging === 'body' ? field(listing.body, 'order') : undefined;
  if (order !== undefined) return order !== 'asc';
  const sort = queryValue(listing, 'sort_by');
  if (sort !== undefined) return sort.split(',')[0]?.endsWith('desc') ?? false;
  return listing.path !== '/incidents';
}

const queryValue = (listing: Listing, name: string): string | undefined =>
  listing.query.find(([other]) => other === name)?.[1];

/** Only for a time with a zone: a time without one is in the account's zone, which pd does not know. */
function msOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/(?:z|[+-]\d\d:?\d\d)$/i.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

// UTC with a Z, the one form that every endpoint accepts.
const timestamp = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
