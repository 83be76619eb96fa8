import type {JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {valueAt} from '../output/fields.ts';
import type {ListOptions, Query, RestClient} from '../rest/rest-client.ts';

type Options = Pick<ListOptions, 'limit' | 'pageSize' | 'onProgress'> & {sort?: string};

/**
 * Every incident that a query selects, or the first `limit` of them. What the API cannot select is selected here, from
 * the whole list, and only then counted.
 */
export async function* matchingIncidents(
  rest: RestClient,
  {query, fits}: {query: Query; fits?: (incident: JsonObject) => boolean},
  {limit, sort, ...options}: Options,
): AsyncGenerator<JsonObject[]> {
  const sorted = sort === undefined ? query : [...query, ['sort_by', sort] as const];
  if (fits === undefined) return yield* rest.list('/incidents', {query: sorted, limit, ...options});
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const page of rest.list('/incidents', {query: sorted, ...options})) {
    const found = page.filter(fits);
    yield found.slice(0, left);
    left -= found.length;
    if (left <= 0) return;
  }
}

/**
 * Tells incidents of these priorities, given by name or ID; `none` for those without one. `GET /incidents` has no such
 * parameter. Undefined for no priorities. Throws a not-found error for a priority that is not there.
 */
export async function ofPriority(
  names: readonly string[],
  resolver: Context['resolver'],
): Promise<((incident: JsonObject) => boolean) | undefined> {
  if (names.length === 0) return undefined;
  const idOf = async (name: string) => (isNone(name) ? undefined : (await resolver()).priority(name));
  const ids = new Set<unknown>(await Promise.all(names.map(idOf)));
  return incident => ids.has(valueAt(incident, 'priority.id') ?? undefined);
}

const isNone = (name: string): boolean => name.trim().toLowerCase() === 'none';
