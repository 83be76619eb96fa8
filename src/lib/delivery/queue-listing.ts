import {messageOf, PdError, usageError} from '../base/errors.ts';
import {field, type JsonObject, stringField} from '../base/json.ts';
import {hidden} from '../base/redactor.ts';
import type {Context} from '../context.ts';
import {queueFolder} from '../files/queue-folder.ts';
import type {View} from '../output/output.ts';
import type {Entry, Routing} from '../queue/entry.ts';
import {type KeptFile, keptFiles, readKept} from '../queue/kept-files.ts';
import {Queue} from '../queue/queue.ts';
import {strangersIn} from '../queue/tidy.ts';

const batchSize = 200;

export const queueView: View = {
  columns: [
    {header: 'ID', value: row => row['id']},
    {header: 'STATE', value: row => row['state'], style: row => (row['state'] === 'queued' ? undefined : 'red')},
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
  throw usageError('There is no home folder for the queue', 'name one with PD_STATE_DIR');
}

/**
 * What is queued, in order, then what was rejected and what was set aside. `unlisted` is called for what cannot be
 * shown.
 */
export function* queueRows(queue: Queue, unlisted: (problem: string) => void): Generator<JsonObject[]> {
  const cannotList = (error: unknown): void => unlisted(messageOf(error));
  for (const stranger of strangersIn(queue.folder, cannotList)) unlisted(`${stranger} is not a file that pd put there`);
  queue.outcomes.refresh();
  for (const names of inBatches(queue.names(cannotList))) {
    yield names.flatMap(name => {
      const found = queue.read(name);
      if (found.is === 'gone') return [];
      if (found.is === 'event') return [row(name, queue.outcomes.of(name.id) ?? 'queued', found.entry)];
      const place = queue.placeWithin(name);
      unlisted(`${place} cannot be shown: ${found.problem}`);
      const isNewer = found.is === 'unreadable' && found.isNewer;
      return isNewer ? [unknownRow({id: name.id, state: 'newer', path: place}, found.problem)] : [];
    });
  }
  for (const files of inBatches(keptFiles(queue.folder, cannotList))) {
    yield files.flatMap(file => {
      const found = readKept(file);
      if (found.is === 'gone') return [];
      if (found.is === 'event') return [row(file, file.state, found.entry)];
      return [unknownRow(file, found.problem)];
    });
  }
}

/** Undefined if there is none, or others could write to it: nothing in such a queue is sent. */
function usableQueue(context: Context): Queue | undefined {
  try {
    return openQueue(context);
  } catch (error) {
    if (!(error instanceof PdError)) throw error;
    return undefined;
  }
}

/** How many events, waiting or kept, are to be sent with a routing key of that profile. */
export function countOfProfile(context: Context, profile: string): number {
  const queue = usableQueue(context);
  if (queue === undefined) return 0;
  const ignore = (): void => undefined;
  const found = [
    ...queue.names(ignore).map(name => queue.read(name)),
    ...keptFiles(queue.folder, ignore).map(readKept),
  ];
  return found.filter(
    one => one.is === 'event' && 'profile' in one.entry.routing && one.entry.routing.profile === profile,
  ).length;
}

function* inBatches<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize);
}

function unknownRow({id, state, path}: {id: string; state: string; path: string}, problem: string): JsonObject {
  const unknown = {queued_at: null, event_action: null, dedup_key: null, summary: null, routing: null, host: null};
  return {id, state, ...unknown, reason: `${problem}: ${path}`};
}

function row(
  {id}: Pick<KeptFile, 'id'>,
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
