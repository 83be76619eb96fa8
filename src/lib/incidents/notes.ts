import {type JsonObject, stringField} from '../json.ts';
import {valueAt} from '../output/fields.ts';
import type {Column} from '../output/output.ts';
import type {RestClient} from '../rest/client.ts';
import {listPart, notes} from './parts.ts';

/** The incidents, each with its notes under `notes`: one more request for each. */
export async function* withNotes(rest: RestClient, pages: AsyncIterable<JsonObject[]>): AsyncGenerator<JsonObject[]> {
  for await (const page of pages) {
    yield await Promise.all(page.map(async incident => ({...incident, notes: await notesOf(rest, incident)})));
  }
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
