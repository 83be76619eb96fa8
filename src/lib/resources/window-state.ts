import {isObject, type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import {pathPart, reference} from './record-id.ts';
import type {ChangeRequest} from './send-change.ts';

const path = '/maintenance_windows';

export const windowPath = (id: string): string => `${path}/${pathPart(id)}`;

/** A maintenance window as the journal keeps it. Undefined if the record is none. */
export function windowState(record: Json | undefined): JsonObject | undefined {
  if (!isObject(record) || typeof record['id'] !== 'string') return undefined;
  return {
    window: record['id'],
    start: stringField(record, 'start_time') ?? '',
    end: stringField(record, 'end_time') ?? '',
    description: stringField(record, 'description') ?? '',
    services: objects(record['services'])
      .map(service => ({id: stringField(service, 'id') ?? '', name: stringField(service, 'summary') ?? ''}))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** The state of a window that does not exist. */
export const noWindow: JsonObject = {window: null};

/** The request that creates a window like a former one; if that had begun, the new one begins now. */
export const windowAgain = (state: JsonObject, nowMs: number): ChangeRequest => ({
  method: 'POST',
  path,
  body: {
    maintenance_window: {
      type: 'maintenance_window',
      start_time: laterOf(state, nowMs),
      end_time: stringField(state, 'end') ?? '',
      services: objects(state['services']).map(({id = ''}) => reference(String(id), 'service')),
      description: stringField(state, 'description') ?? '',
    },
  },
});

/** The start, or now where that has passed. */
export const laterOf = (state: JsonObject, nowMs: number): string =>
  new Date(Math.max(nowMs, Date.parse(stringField(state, 'start') ?? ''))).toISOString();
