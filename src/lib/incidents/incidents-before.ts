import {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {incidentOf} from './incident.ts';

/** Up to this many are fetched one by one: a list of the whole account takes longer. */
const maxSingle = 8;
/** Of what the list left out, the most that are fetched one by one. */
const maxLeft = 20;

export type IncidentsById = ReadonlyMap<string, JsonObject>;

/**
 * The incidents as they are before a change, for their former values. Those that a look-up has returned cost nothing; a
 * few are fetched one by one, many with the list of those with these statuses, since the API has no request for many IDs. One that
 * cannot be fetched is left out: it is changed all the same. With --dry-run nothing is
 * fetched for it. `isFresh`: what was read before does not count.
 */
export async function incidentsBefore(
  context: Context,
  ids: readonly string[],
  statuses: readonly string[],
  {isFresh = false} = {},
): Promise<IncidentsById> {
  const find = await context.resolver();
  const found = new Map<string, JsonObject>();
  for (const id of ids) {
    const known = isFresh ? undefined : find.known(id, {whole: true});
    if (known !== undefined) found.set(id, known);
  }
  if (context.dryRun) return found;
  const missing = () => ids.filter(id => !found.has(id));
  if (missing().length > maxSingle) await addListed(context, new Set(missing()), {found, statuses});
  if (missing().length <= maxLeft) await addSingle(context, missing(), {found, isFresh});
  return found;
}

async function addSingle(
  context: Context,
  ids: readonly string[],
  {found, isFresh}: {found: Map<string, JsonObject>; isFresh: boolean},
): Promise<void> {
  const answers = await Promise.allSettled(ids.map(id => incidentOf(context, id, {isOptional: true, isFresh})));
  for (const [index, answer] of answers.entries()) {
    const id = ids[index] ?? '';
    if (answer.status === 'fulfilled' && stringField(answer.value, 'id') === id) found.set(id, answer.value);
    else if (answer.status === 'rejected') passOver(answer.reason);
  }
}

interface Listing {
  found: Map<string, JsonObject>;
  statuses: readonly string[];
}

/** Reads the newest until all are found, but not much further than there are incidents to find. */
async function addListed(context: Context, wanted: Set<string>, {found, statuses}: Listing): Promise<void> {
  const rest = await context.rest();
  const sort = statuses.includes('resolved') ? 'resolved_at:desc' : 'created_at:desc';
  const query = [
    ...statuses.map(status => ['statuses[]', status] as const),
    ['date_range', 'all'],
    ['sort_by', sort],
  ] as const;
  const limit = 500 + 3 * wanted.size;
  try {
    for await (const page of rest.list('/incidents', {query, pageSize: 100, limit, isOptional: true})) {
      for (const incident of page) {
        const id = stringField(incident, 'id') ?? '';
        if (wanted.delete(id)) found.set(id, incident);
      }
      if (wanted.size === 0) return;
    }
  } catch (error) {
    passOver(error);
  }
}

/** What cannot be read is changed all the same. */
function passOver(error: unknown): void {
  if (!(error instanceof PdError) || error.kind === 'interrupted' || error.kind === 'defect') throw error;
}
