import {type JsonObject, stringField} from '../base/json.ts';
import {valueAt} from '../output/fields.ts';
import type {Column} from '../output/output.ts';
import type {OnProgress, RestClient} from '../rest/rest-client.ts';
import {listPart, notes} from './incident-parts.ts';

/** The incidents, each with its notes under `notes`. That is one more request for each, so progress counts those. */
export async function* withNotes(
  rest: RestClient,
  list: (onProgress: OnProgress) => AsyncIterable<JsonObject[]>,
  onProgress: OnProgress,
): AsyncGenerator<JsonObject[]> {
  let total: number | undefined;
  let done = 0;
  const noted = async (incident: JsonObject): Promise<JsonObject> => {
    const found = await notesOf(rest, incident);
    done += 1;
    onProgress(done, total);
    return {...incident, notes: found};
  };
  for await (const page of list((_, known) => (total = known))) yield await Promise.all(page.map(noted));
}

async function notesOf(rest: RestClient, incident: JsonObject): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for await (const page of listPart(rest, notes, stringField(incident, 'id') ?? '')) found.push(...page);
  return found;
}

export const latestNote: Column = {
  header: 'LATEST NOTE',
  grow: true,
  drop: 1,
  value: row => {
    const all = valueAt(row, 'notes');
    const times = (Array.isArray(all) ? all : []).map(note => [
      stringField(note, 'created_at') ?? '',
      stringField(note, 'content') ?? '',
    ]);
    return times.sort(([a = ''], [b = '']) => b.localeCompare(a))[0]?.[1];
  },
};
