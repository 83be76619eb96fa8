import {folded} from '../base/folded.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import {namedAt} from '../resources/column.ts';
import {byImportance} from './importance.ts';

type Pages = AsyncIterable<JsonObject[]>;

export interface Arrangement {
  /** Part of the title or of the service's name; '' for every incident. */
  text: string;
  /** At most this many, counted after the search and the sorting. */
  limit: number | undefined;
  /** The order that the API does not have. */
  importance: 'desc' | 'asc' | undefined;
}

/** Whether pd has to search or sort itself, so that the limit must not be left to the API. */
export const isArranged = ({text, importance}: Arrangement): boolean => text !== '' || importance !== undefined;

/** Searches and sorts incidents, where the API cannot. */
export async function* arranged(pages: Pages, {text, limit, importance}: Arrangement): AsyncGenerator<JsonObject[]> {
  const found = text === '' ? pages : matching(pages, text);
  const sorted = importance === undefined ? found : byPriority(found, importance);
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const page of sorted) {
    yield page.slice(0, left);
    left -= page.length;
    if (left <= 0) return;
  }
}

async function* matching(pages: Pages, text: string): AsyncGenerator<JsonObject[]> {
  const wanted = folded(text);
  const has = (value: unknown) => typeof value === 'string' && folded(value).includes(wanted);
  for await (const page of pages)
    yield page.filter(row => has(stringField(row, 'title')) || has(namedAt(row, 'service.summary')));
}

async function* byPriority(pages: Pages, direction: 'desc' | 'asc'): AsyncGenerator<JsonObject[]> {
  const rows = await gathered(pages);
  yield direction === 'desc' ? byImportance(rows) : byImportance(rows).reverse();
}

/**
 * The list as it is if it has at most so many rows, else the most important first, because of a long list one sees the beginning.
 * `onSorted` is called in that case.
 */
export async function* importantFirst(pages: Pages, most: number, onSorted: () => void): AsyncGenerator<JsonObject[]> {
  const rows = await gathered(pages);
  if (rows.length <= most) {
    yield rows;
    return;
  }
  onSorted();
  yield byImportance(rows);
}

async function gathered(pages: Pages): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}
