import {usageError} from '../base/errors.ts';
import {field, type JsonObject, stringField} from '../base/json.ts';
import {hidden} from '../base/redactor.ts';
import type {Context} from '../context.ts';
import {queueFolder} from '../files/queue-folder.ts';
import type {View} from '../output/output.ts';
import type {Entry, Routing} from '../queue/entry.ts';
import type {EntryName} from '../queue/entry-name.ts';
import {type Found, Queue} from '../queue/queue.ts';

const batchSize = 200;

export const queueView: View = {
  columns: [
    {header: 'ID', value: row => row['id']},
    {header: 'STATE', value: row => row['state'], style: row => (row['state'] === 'rejected' ? 'red' : undefined)},
    {header: 'AGE', value: row => row['queued_at'], as: 'age'},
    {header: 'ACTION', value: row => row['event_action']},
    {header: 'DEDUP KEY', value: row => row['dedup_key'], drop: 1},
    {header: 'SUMMARY', value: row => row['summary'], grow: true, drop: 2},
    {header: 'ROUTING', value: row => row['routing'], drop: 3},
    {header: 'HOST', value: row => row['host'], drop: 4},
    {header: 'REASON', value: row => row['reason'], grow: true, drop: 2},
  ],
  empty: 'The queue is empty.',
};

export function openQueue({io}: Context): Queue {
  const folder = queueFolder(io);
  if (folder !== undefined) return new Queue(folder, io);
  throw usageError('There is no home folder to keep a queue in', 'name one with PD_STATE_DIR');
}

/** What is queued, in order, and then what was rejected. `unreadable` is told of each file that is no event. */
export function* queueRows(queue: Queue, unreadable: (path: string, problem: string) => void): Generator<JsonObject[]> {
  for (const stranger of queue.strangers()) unreadable(stranger, 'it is not a file that pd put there');
  const sources: [string, EntryName[], (name: EntryName) => Found][] = [
    ['queued', queue.names(), name => queue.read(name)],
    ['rejected', queue.rejected(), name => queue.readRejected(name)],
  ];
  for (const [state, names, read] of sources) {
    for (let start = 0; start < names.length; start += batchSize) {
      yield names.slice(start, start + batchSize).flatMap(name => {
        const found = read(name);
        if (found === 'gone') return [];
        if ('entry' in found) return [row(name, state, found.entry)];
        unreadable(name.file, found.problem);
        return [];
      });
    }
  }
}

function row(
  {id}: EntryName,
  state: string,
  {queuedAt, action, dedupKey, body, host, routing, reason}: Entry,
): JsonObject {
  return {
    id,
    state,
    queued_at: queuedAt,
    event_action: action,
    dedup_key: dedupKey ?? null,
    summary: stringField(field(body, 'payload'), 'summary') ?? null,
    routing: routingName(routing),
    host,
    reason: reason ?? null,
  };
}

function routingName(routing: Routing): string {
  if ('key' in routing) return `key ${hidden(routing.key)}`;
  return routing.route === undefined
    ? `profile ${routing.profile}`
    : `route ${routing.route} of profile ${routing.profile}`;
}
