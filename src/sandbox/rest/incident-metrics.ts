import {field, isObject, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import type {Incident, Reference} from '../records.ts';
import {selected} from './analytics.ts';
import {measures} from './incident-measures.ts';
import type {RestRequest, Route} from './request.ts';

/** Incidents counted and averaged: of the account, and of each service, team and responder. */
export const metricsRoutes: readonly Route[] = [
  {method: 'POST', pattern: '/analytics/metrics/incidents/all', answer: request => counted(request, () => [{}])},
  {method: 'POST', pattern: '/analytics/metrics/incidents/services', answer: request => counted(request, ofService)},
  {method: 'POST', pattern: '/analytics/metrics/incidents/teams', answer: request => counted(request, ofTeam)},
  {method: 'POST', pattern: '/analytics/metrics/responders/all', answer: ofResponders},
];

const named = (kind: string, {id, summary}: Reference): JsonObject => ({[`${kind}_id`]: id, [`${kind}_name`]: summary});
const ofService = ({service}: Incident): JsonObject[] => [named('service', service)];
const ofTeam = ({teams}: Incident): JsonObject[] => teams.map(team => named('team', team));

const units = ['day', 'week', 'month'];

function counted(request: RestRequest, groupsOf: (incident: Incident) => JsonObject[]): Reply {
  const body = request.bodyOrNone();
  const unit = stringField(body, 'aggregate_unit');
  if (unit !== undefined && !units.includes(unit)) throw invalid(`aggregate_unit must be one of ${units.join(', ')}`);
  const groups = Map.groupBy(
    selected(request, body).flatMap(incident => groupsOf(incident).map(group => ({incident, group}))),
    ({incident, group}) =>
      JSON.stringify({...group, ...(unit === undefined ? {} : {range_start: unitStart(incident.created_at, unit)})}),
  );
  const data = [...groups].map(([key, rows]) => {
    const all = rows.map(({incident}) => measures(request.store, incident));
    return {...JSON.parse(key), ...metricsOf(all)};
  });
  return answer(body, data, unit === undefined ? {} : {aggregate_unit: unit});
}

function ofResponders(request: RestRequest): Reply {
  const body = request.bodyOrNone();
  const given = field(body, 'filters');
  const filters = isObject(given) ? given : {};
  // API: here the period has other names.
  const {date_range_start: created_at_start = null, date_range_end: created_at_end = null} = filters;
  const times: JsonObject = {filters: {...filters, created_at_start, created_at_end}};
  const groups = Map.groupBy(
    selected(request, times).flatMap(incident =>
      incident.assignments.map(({assignee}) => ({incident, key: JSON.stringify(named('responder', assignee))})),
    ),
    ({key}) => key,
  );
  const data = [...groups].map(([key, rows]): JsonObject => {
    const all = rows.map(({incident}) => measures(request.store, incident));
    const {mean_seconds_to_first_ack, total_incident_count = 0, total_interruptions = 0} = metricsOf(all);
    const ack =
      mean_seconds_to_first_ack === undefined ? {} : {mean_time_to_acknowledge_seconds: mean_seconds_to_first_ack};
    return {...JSON.parse(key), total_incident_count, total_interruptions, ...ack};
  });
  return answer(body, data);
}

const answer = (body: JsonObject, data: JsonObject[], beside: JsonObject = {}): Reply => ({
  status: 200,
  body: {
    data,
    filters: field(body, 'filters') ?? {},
    time_zone: stringField(body, 'time_zone') ?? 'Etc/UTC',
    ...beside,
  },
});

/** `2026-03-01T00:00:00`: the day, its week's Monday, or the first of its month, in UTC. */
function unitStart(time: string, unit: string): string {
  const date = new Date(time);
  if (unit === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (unit === 'month') date.setUTCDate(1);
  return `${date.toISOString().slice(0, 10)}T00:00:00`;
}

/** A mean of nothing is left out. */
function metricsOf(rows: readonly JsonObject[]): JsonObject {
  const numbers = (name: string) => rows.map(row => row[name]).filter(value => typeof value === 'number');
  const total = (name: string) => numbers(name).reduce((sum, value) => sum + value, 0);
  const mean = (name: string): JsonObject => {
    const all = numbers(name);
    return all.length === 0 ? {} : {[`mean_${name}`]: Math.round(total(name) / all.length)};
  };
  return {
    ...mean('seconds_to_first_ack'),
    ...mean('seconds_to_resolve'),
    ...mean('engaged_seconds'),
    total_incident_count: rows.length,
    total_incidents_acknowledged: numbers('seconds_to_first_ack').length,
    total_escalation_count: total('escalation_count'),
    total_interruptions: total('total_interruptions'),
    total_notifications: total('total_notifications'),
  };
}
