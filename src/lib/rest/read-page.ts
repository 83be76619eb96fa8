import {field} from '../base/json.ts';
import {type ListPage, wholeNumber} from './fetch-page.ts';
import type {OffsetPage} from './paging/offset.ts';
import {unfinished} from './paging/unfinished.ts';

/** `limit`: the requested one. A page that does not say whether there is more counts as the last one if it is not full. */
export function offsetPage({records, body}: ListPage, offset: number, limit: number | undefined): OffsetPage {
  const total = wholeNumber(field(body, 'total'));
  const more = field(body, 'more');
  if (typeof more === 'boolean') return {records, more, total};
  if (total !== undefined) return {records, more: offset + records.length < total, isImplied: true, total};
  const fullLengths = [limit, wholeNumber(field(body, 'limit'))];
  return {records, more: records.length > 0 && fullLengths.includes(records.length), total};
}

/** One page of SCIM, whose first record has the number 1. Throws `partial` if it is not the requested one. */
export function scimPage({records, body}: ListPage, offset: number): OffsetPage {
  const total = wholeNumber(field(body, 'totalResults')) ?? 0;
  const startIndex = wholeNumber(field(body, 'startIndex')) ?? offset + 1;
  if (startIndex !== offset + 1)
    throw unfinished(`the page from ${offset + 1} was requested, but the one from ${startIndex} came`);
  return {records, more: offset + records.length < total, isImplied: true, total};
}
