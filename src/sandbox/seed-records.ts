import {usageError} from '../lib/base/errors.ts';
import {isObject, type Json, type JsonObject, stringField} from '../lib/base/json.ts';
import {Failure} from './failure.ts';
import {isKind, kinds} from './kinds.ts';
import {checkWayTo, placeAt} from './rest/place.ts';
import {make, type Resource} from './rest/resource.ts';
import {resources} from './rest/tables.ts';
import type {Store} from './store.ts';

/** Adds records at their paths, parents first. */
export function seedRecords(store: Store, records: Record<string, JsonObject[]>): void {
  const paths = Object.keys(records).toSorted((a, b) => a.split('/').length - b.split('/').length);
  for (const path of paths) {
    const found = resourceAt(path);
    for (const record of records[path] ?? []) seedRecord(store, record, {path, found});
  }
}

interface Target {
  path: string;
  found: ReturnType<typeof resourceAt>;
}

function seedRecord(store: Store, record: JsonObject, {path, found}: Target): void {
  const kind = path.slice(1);
  if (isKind(kind)) {
    if (stringField(record, kinds[kind].name) === undefined)
      throw usageError(`A record at ${path} of the seed lacks "${kinds[kind].name}"`);
    store.add(kind, record);
    return;
  }
  if (found === undefined) {
    throw usageError(`Nothing is kept at "${path}"`, `it can be one of ${resources.map(one => one.path).join(', ')}`);
  }
  const [firstUser] = store.tables.users.values();
  const place = placeAt(store, found.params, () => firstUser);
  try {
    checkWayTo(place, found.resource);
    make(found.resource, place, withUserIds(store, record));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw usageError(`A record at ${path} of the seed is wrong: ${error.message}`, JSON.stringify(error.details));
  }
}

/** The record with the names of users replaced by their IDs, which whoever writes a seed cannot know. */
function withUserIds(store: Store, record: JsonObject): JsonObject {
  const read = (name: string, value: Json): Json => {
    if (Array.isArray(value)) return value.map(one => read('', one));
    if (isObject(value)) return withUserIds(store, value);
    if (name !== 'user_id' || typeof value !== 'string') return value;
    return [...store.tables.users.values()].find(user => user.summary === value)?.id ?? value;
  };
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, read(name, value)]));
}

/** Every resource with the segments of its path. */
const patterns = resources.map(resource => ({resource, segments: resource.path.split('/')}));

/** The resource whose records are at the path, and the value of each parameter in it; undefined if there is none. */
function resourceAt(path: string): {resource: Resource; params: Record<string, string>} | undefined {
  const parts = path.split('/');
  for (const {resource, segments} of patterns) {
    const params = paramsIn(segments, parts);
    if (params !== undefined) return {resource, params};
  }
  return undefined;
}

function paramsIn(segments: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (segment.startsWith(':')) params[segment.slice(1)] = part;
    else if (segment !== part) return undefined;
  }
  return params;
}
