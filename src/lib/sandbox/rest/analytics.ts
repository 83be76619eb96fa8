import {field, type JsonObject, stringField} from '../../json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import type {Incident} from '../records.ts';
import {fromCursor} from './page.ts';
import {parseTime, type RestRequest, type Route} from './request.ts';

export const analyticsRoutes: readonly Route[] = [
  {method: 'POST', pattern: '/analytics/raw/incidents', answer: rawIncidents},
  {
    method: 'GET',
    pattern: '/analytics/raw/incidents/:id',
    answer: request => ({status: 200, body: measures(request.incident())}),
  },
];

const largestPage = 1000;
const yearMs = 366 * 86_400_000;

/** Pages in the body: `starting_after` takes up the `last` of the page before. */
function rawIncidents(request: RestRequest): Reply {
  const body = request.call.text.trim() === '' ? {} : request.body();
  const limit = field(body, 'limit') ?? 100;
  if (typeof limit !== 'number' || limit < 1 || limit > largestPage)
    throw invalid(`limit must be from 1 to ${largestPage}`);
  const order = stringField(body, 'order') ?? 'desc';
  const orderBy = stringField(body, 'order_by') ?? 'created_at';
  if (!['created_at', 'seconds_to_resolve'].includes(orderBy)) throw invalid(`order_by cannot be "${orderBy}"`);
  const rows = selected(request, body).map(measures);
  rows.sort((a, b) => compare(a[orderBy], b[orderBy]) || compare(a['incident_number'], b['incident_number']));
  if (order === 'desc') rows.reverse();
  const startingAfter = stringField(body, 'starting_after');
  const {shown, more} = after(rows, startingAfter, limit);
  return {
    status: 200,
    body: {
      data: shown,
      first: shown[0]?.['id'] ?? null,
      last: shown.at(-1)?.['id'] ?? null,
      limit,
      more,
      order,
      order_by: orderBy,
      starting_after: startingAfter ?? null,
      ending_before: null,
      filters: field(body, 'filters') ?? {},
      time_zone: stringField(body, 'time_zone') ?? 'Etc/UTC',
    },
  };
}

function after(rows: JsonObject[], lastId: string | undefined, limit: number): {shown: JsonObject[]; more: boolean} {
  const start = lastId === undefined ? 0 : rows.findIndex(row => row['id'] === lastId) + 1;
  if (lastId !== undefined && start === 0) throw invalid('starting_after is not a record of this list');
  const {shown, next} = fromCursor(rows.slice(start), undefined, limit, 'starting_after');
  return {shown, more: next !== undefined};
}

function selected(request: RestRequest, body: JsonObject): Incident[] {
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

function measures(incident: Incident): JsonObject {
  const seconds = (from: string, to: string | null) =>
    to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000;
  return {
    id: incident.id,
    incident_number: incident.incident_number,
    description: incident.title,
    status: incident.status,
    urgency: incident.urgency,
    created_at: incident.created_at.replace('Z', ''),
    resolved_at: incident.resolved_at?.replace('Z', '') ?? null,
    updated_at: incident.updated_at.replace('Z', ''),
    seconds_to_resolve: seconds(incident.created_at, incident.resolved_at),
    service_id: incident.service.id,
    service_name: incident.service.summary,
    team_id: incident.teams[0]?.id ?? null,
    team_name: incident.teams[0]?.summary ?? null,
    escalation_policy_id: incident.escalation_policy.id,
    escalation_policy_name: incident.escalation_policy.summary,
    priority_id: incident.priority?.id ?? null,
    priority_name: incident.priority?.summary ?? null,
    assigned_user_ids: incident.assignments.map(({assignee}) => assignee.id),
    assigned_user_names: incident.assignments.map(({assignee}) => assignee.summary),
    incident_type_name: incident.incident_type.name,
    major: false,
  };
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left < right ? -1 : Number(left > right);
}
