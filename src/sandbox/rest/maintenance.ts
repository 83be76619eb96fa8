import {type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {Failure, invalid} from '../failure.ts';
import type {Entity} from '../records.ts';
import {inTeams, references, routesOf} from './collections.ts';
import {parseTime, type RestRequest, type Route} from './request.ts';

export const maintenanceRoutes: readonly Route[] = [
  ...routesOf({
    kind: 'maintenance_windows',
    needed: ['start_time', 'end_time', 'services'],
    needsRequester: true,
    keeps: isAskedFor,
    prepare: prepareWindow,
  }).filter(route => route.method !== 'DELETE'),
  {
    method: 'DELETE',
    pattern: '/maintenance_windows/:id',
    answer: request => {
      const window = request.record('maintenance_windows');
      const state = stateOf(request, window);
      if (state === 'past')
        throw new Failure(405, 2001, 'Method Not Allowed', ['A window that is over cannot be changed']);
      // An ongoing window is ended; a future one is removed.
      if (state === 'ongoing') window['end_time'] = request.store.timestamp();
      else request.store.tables.maintenance_windows.delete(window.id);
      return {status: 204};
    },
  },
];

function prepareWindow(request: RestRequest, attributes: JsonObject, before?: Entity): JsonObject {
  const {store} = request;
  const startMs = parseTime(stringField(attributes, 'start_time') ?? '');
  const endMs = parseTime(stringField(attributes, 'end_time') ?? '');
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) throw invalid('start_time and end_time must be times');
  if (endMs <= startMs) throw invalid('end_time must come after start_time');
  const services = references(request, 'services', attributes['services']);
  if (services.length === 0) throw invalid('services must name at least one service');
  return {
    sequence_number: store.tables.maintenance_windows.size + 1,
    ...attributes,
    description: stringField(attributes, 'description') ?? '',
    start_time: store.timestamp(startMs),
    end_time: store.timestamp(endMs),
    services,
    teams: attributes['teams'] ?? [],
    created_by: before?.['created_by'] ?? request.requester().reference,
  };
}

function stateOf(request: RestRequest, window: JsonObject): 'past' | 'ongoing' | 'future' {
  const now = request.store.now();
  if (Date.parse(String(window['end_time'])) <= now) return 'past';
  return Date.parse(String(window['start_time'])) <= now ? 'ongoing' : 'future';
}

function isAskedFor(request: RestRequest, window: Entity): boolean {
  const state = stateOf(request, window);
  const filter = request.one('filter') ?? 'all';
  if (!['past', 'future', 'ongoing', 'open', 'all'].includes(filter)) throw invalid(`filter cannot be "${filter}"`);
  const services = request.all('service_ids');
  return (
    (filter === 'all' || filter === state || (filter === 'open' && state !== 'past')) &&
    (services.length === 0 || objects(window['services']).some(one => services.includes(String(one['id'])))) &&
    inTeams(request, window)
  );
}
