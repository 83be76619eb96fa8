import {field} from '../base/json.ts';
import {fetchPage, type ListPage, listingOf, queryNumber, wholeNumber} from './fetch-page.ts';
import {type ListJob, listPages} from './list.ts';
import {timePlan, withTimes} from './span.ts';

/**
 * How many records `listPages` would yield: the API's own count if it has one for the whole list, otherwise found by
 * fetching the list page by page. Throws as `listPages` does if the list cannot be fetched completely.
 */
export async function countRecords(job: ListJob): Promise<number> {
  const {limit = Number.POSITIVE_INFINITY} = job.options;
  const total = await totalOf(job);
  if (total !== undefined) return Math.min(total, limit);
  let records = 0;
  for await (const page of listPages(job)) records += page.length;
  return records;
}

/** The API's own count of the records after the offset; undefined if it has none. */
async function totalOf({client, path, query, options, nowMs}: ListJob): Promise<number | undefined> {
  const listing = withTimes(listingOf(path, query, options), options, nowMs);
  const {span, widestMs} = timePlan(listing, nowMs);
  // The pieces in which it would be fetched share the records on their borders.
  if (span !== undefined && span.untilMs - span.sinceMs > widestMs) return undefined;
  switch (listing.match?.endpoint.paging) {
    case 'scim':
      return totalIn(await fetchPage(client, listing, {query: {startIndex: 1, count: 1}}), 'totalResults');
    case 'classic': {
      const offset = queryNumber(query, 'offset', 0) ?? 0;
      const page = await fetchPage(client, listing, {query: {limit: 1, offset: undefined, total: 'true'}});
      const total = totalIn(page, 'total');
      return total === undefined ? undefined : Math.max(0, total - offset);
    }
    default:
      return undefined;
  }
}

const totalIn = ({body}: ListPage, name: string): number | undefined => wholeNumber(field(body, name));
