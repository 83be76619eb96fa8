import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import {invalid} from '../failure.ts';
import {compare} from './compare.ts';

const largestPage = 1000;

/** A page that the body asks for: `starting_after` continues from the `last` of the previous page. */
export function bodyPage(
  body: JsonObject,
  records: readonly JsonObject[],
  {id, orders}: {id: string; orders: readonly [string, ...string[]]},
): JsonObject {
  const limit = field(body, 'limit') ?? 100;
  if (typeof limit !== 'number' || limit < 1 || limit > largestPage)
    throw invalid(`limit must be from 1 to ${largestPage}`);
  const order = stringField(body, 'order') ?? 'desc';
  const orderBy = stringField(body, 'order_by') ?? orders[0];
  if (!orders.includes(orderBy)) throw invalid(`order_by cannot be "${orderBy}"`);
  const rows = records.toSorted((a, b) => compare(a[orderBy], b[orderBy]) || compare(a[id], b[id]));
  if (order === 'desc') rows.reverse();
  const lastId = stringField(body, 'starting_after');
  const start = lastId === undefined ? 0 : rows.findIndex(row => row[id] === lastId) + 1;
  if (lastId !== undefined && start === 0) throw invalid('starting_after is not a record of this list');
  const data = rows.slice(start, start + limit);
  return {
    data,
    first: data[0]?.[id] ?? null,
    last: data.at(-1)?.[id] ?? null,
    limit,
    more: start + limit < rows.length,
    order,
    order_by: orderBy,
    filters: field(body, 'filters') ?? {},
    time_zone: stringField(body, 'time_zone') ?? 'Etc/UTC',
  };
}
