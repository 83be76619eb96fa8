import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import type {Incident} from '../records.ts';
import {bodyPage} from './analytics-page.ts';
import {measures} from './incident-measures.ts';
import {parseTime, type RestRequest, type Route} from './request.ts';

export const analyticsRoutes: readonly Route[] = [
  {method: 'POST', pattern: '/analytics/raw/incidents', answer: rawIncidents},
  {
    method: 'GET',
    pattern: '/analytics/raw/incidents/:id',
    answer: request => ({status: 200, body: measures(request.store, request.incident())}),
  },
];

const yearMs = 366 * 86_400_000;

function rawIncidents(request: RestRequest): Reply {
  const body = request.bodyOrNone();
  const rows = selected(request, body).map(one => measures(request.store, one));
  const page = bodyPage(body, rows, {id: 'id', orders: ['created_at', 'seconds_to_resolve']});
  const starting_after = stringField(body, 'starting_after') ?? null;
  return {status: 200, body: {...page, starting_after, ending_before: null}};
}

export function selected(request: RestRequest, body: JsonObject): Incident[] {
  const filters = field(body, 'filters');
  const startMs = timeIn(filters, 'created_at_start', Number.NEGATIVE_INFINITY);
  const endMs = timeIn(filters, 'created_at_end', Number.POSITIVE_INFINITY);
  if (endMs - startMs > yearMs && Number.isFinite(endMs - startMs)) {
    throw invalid('created_at_start and created_at_end may be at most a year apart');
  }
  const urgency = stringField(filters, 'urgency');
  const services = field(filters, 'service_ids');
  const teams = field(filters, 'team_ids');
  return [...request.store.incidents.values()].filter(incident => {
    const atMs = Date.parse(incident.created_at);
    return (
      atMs >= startMs &&
      atMs < endMs &&
      (urgency === undefined || incident.urgency === urgency) &&
      (!Array.isArray(services) || services.includes(incident.service.id)) &&
      (!Array.isArray(teams) || incident.teams.some(team => teams.includes(team.id)))
    );
  });
}

function timeIn(filters: unknown, name: string, fallback: number): number {
  const text = stringField(filters, name);
  if (text === undefined) return fallback;
  const ms = parseTime(text);
  if (Number.isNaN(ms)) throw invalid(`${name} is not a time: ${text}`);
  return ms;
}
