import type {Json, JsonObject} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import type {RestRequest} from './request.ts';
import {view} from './view.ts';

const deepestRecord = 10_000;

/** How a list with `offset` and `limit` differs from most. */
export interface PageRules {
  usualSize?: number;
  largestSize?: number;
  /** Whether offset + limit is unlimited. */
  bottomless?: boolean;
  /** Whether the answer has a `total`: if requested (otherwise null), always, or never. */
  total?: 'asked' | 'always' | 'never';
}

/** One page of a list with `offset` and `limit`. */
export function page(
  request: RestRequest,
  key: string,
  records: readonly JsonObject[],
  show: (record: JsonObject) => JsonObject = record => view(request, record),
  rules: PageRules = {},
): Reply {
  const {limit, offset} = window(request, rules);
  const shown = records.slice(offset, offset + limit).map(show);
  const {total = 'asked'} = rules;
  const isCounted = total === 'always' || request.one('total') === 'true';
  return {
    status: 200,
    body: {
      [key]: shown,
      limit,
      offset,
      more: offset + shown.length < records.length,
      ...(total !== 'never' && {total: isCounted ? records.length : null}),
    },
  };
}

function window(request: RestRequest, rules: PageRules): {limit: number; offset: number} {
  const {usualSize = 25, largestSize = 100, bottomless = false} = rules;
  const limit = Math.min(largestSize, count(request, 'limit', usualSize, 1));
  const offset = count(request, 'offset', 0, 0);
  // The sum of the values requested: PagerDuty checks it before it caps the limit.
  if (!bottomless && offset + limit > deepestRecord)
    throw invalid(`offset and limit together may not exceed ${deepestRecord}`);
  return {limit, offset};
}

/** A whole number in a parameter. */
export function count(request: RestRequest, name: string, fallback: number, least: number): number {
  const text = request.one(name);
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw invalid(`${name} must be a whole number of at least ${least}`);
  return value;
}

/** One page of a list with `cursor`. The cursor names the next record, so that a growing list stays complete. */
export function cursorPage(request: RestRequest, key: string, records: readonly JsonObject[]): Reply {
  const limit = Math.min(100, count(request, 'limit', 100, 1));
  const {shown, next} = fromCursor(records, request.one('cursor'), limit, 'cursor');
  return {status: 200, body: {[key]: shown, limit, next_cursor: next ?? null}};
}

/** Like `cursorPage`, with the names of /alert_grouping_settings: `after` is omitted at the end. */
export function afterPage(request: RestRequest, key: string, records: readonly JsonObject[]): Reply {
  const limit = Math.min(100, count(request, 'limit', 100, 1));
  const {shown, next} = fromCursor(records, request.one('after'), limit, 'after');
  const after: Record<string, Json> = next === undefined ? {} : {after: next};
  const total = request.one('total') === 'true' ? records.length : null;
  return {status: 200, body: {[key]: shown, ...after, limit, total}};
}

function fromCursor(
  records: readonly JsonObject[],
  cursor: string | undefined,
  limit: number,
  name: string,
): {shown: JsonObject[]; next: string | undefined} {
  const start = cursor === undefined || cursor === '' ? 0 : records.findIndex(one => encodeCursor(one) === cursor);
  if (start === -1) throw invalid(`${name} is not one that a page returned`);
  const following = records[start + limit];
  return {
    shown: records.slice(start, start + limit),
    next: following === undefined ? undefined : encodeCursor(following),
  };
}

const encodeCursor = (record: JsonObject) => Buffer.from(`next:${String(record['id'])}`).toString('base64');
