import type {Json, JsonObject} from '../../lib/base/json.ts';
import {isObject} from '../../lib/base/json.ts';
import {type Kind, kindNames, kinds} from '../kinds.ts';
import type {Reference} from '../records.ts';
import {shiftSchedule, shiftScheduleReference} from '../shift-schedules.ts';
import type {Store} from '../store.ts';
import type {RestRequest} from './request.ts';

const kindOfReference = new Map<string, Kind>(kindNames.map(kind => [`${kinds[kind].singular}_reference`, kind]));

// Some lists name the role of the record to include, not its kind.
const included: Record<string, Kind> = {
  acknowledgers: 'users',
  assignees: 'users',
  agents: 'users',
  targets: 'users',
  source_users: 'users',
};

/** A record as returned: its references with their current names, and complete if `include[]` asks for that. */
export function view(request: RestRequest, record: JsonObject): JsonObject {
  const wanted = new Set<string>(request.all('include').map(name => included[name] ?? name));
  return viewOf(request.store, record, wanted);
}

function viewOf(store: Store, record: JsonObject, wanted: ReadonlySet<string> = new Set()): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(record)) result[name] = inner(store, value, wanted);
  return result;
}

function inner(store: Store, value: Json, wanted: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map(one => inner(store, one, wanted));
  if (!isObject(value)) return value;
  const kind = typeof value['type'] === 'string' ? kindOfReference.get(value['type']) : undefined;
  if (value['type'] === 'schedule_v3_reference') return shiftBasedReference(store, value);
  if (kind === undefined) return holdsReferences(value) ? viewOf(store, value, wanted) : value;
  const whole = wanted.has(kind) ? store.tables[kind].get(String(value['id'])) : undefined;
  return whole ?? store.refresh(value as Reference);
}

function shiftBasedReference(store: Store, reference: JsonObject): JsonObject {
  const schedule = shiftSchedule(store, String(reference['id']));
  return schedule === undefined ? reference : shiftScheduleReference(store, schedule);
}

// What a client wrote itself (an alert's details) is returned unchanged, whatever it looks like.
const holdsReferences = (value: JsonObject) =>
  isObject(value['assignee']) ||
  isObject(value['acknowledger']) ||
  Array.isArray(value['targets']) ||
  isObject(value['user']);
