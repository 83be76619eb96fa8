import type {Reply} from '../exchange.ts';
import {Failure, invalid} from '../failure.ts';
import type {Incident} from '../records.ts';
import {compare} from './compare.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';
import {view} from './view.ts';

export const incidentListRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/incidents', answer: request => page(request, 'incidents', selected(request))},
  {method: 'GET', pattern: '/incidents/count', answer: countThem},
  {method: 'GET', pattern: '/incidents/:id', answer: showOne},
];

function countThem(request: RestRequest): Reply {
  return {status: 200, body: {total: selected(request).length}};
}

function showOne(request: RestRequest): Reply {
  return {status: 200, body: {incident: view(request, request.incident())}};
}

function selected(request: RestRequest): Incident[] {
  const statuses = request.choices('statuses', ['triggered', 'acknowledged', 'resolved']);
  const urgencies = request.choices('urgencies', ['high', 'low']);
  const services = new Set(request.all('service_ids'));
  const teams = new Set(request.all('team_ids'));
  const users = new Set(request.all('user_ids'));
  const key = request.one('incident_key');
  const {since, until} = incidentWindow(request);
  const found = request.store.incidents.values().filter(
    incident =>
      // Both are times in the same format, so comparing them as text works.
      incident.created_at >= since &&
      incident.created_at < until &&
      (statuses.length === 0 || statuses.includes(incident.status)) &&
      (urgencies.length === 0 || urgencies.includes(incident.urgency)) &&
      (services.size === 0 || services.has(incident.service.id)) &&
      (teams.size === 0 || incident.teams.some(team => teams.has(team.id))) &&
      (users.size === 0 || incident.assignments.some(({assignee}) => users.has(assignee.id))) &&
      (key === undefined || hasKey(request, incident, key)),
  );
  return sorted([...found], request.one('sort_by'));
}

/** An incident with alerts is found by the keys of its alerts. */
function hasKey(request: RestRequest, incident: Incident, key: string): boolean {
  const alerts = request.store.alertsOf.get(incident.id) ?? [];
  return incident.incident_key === key || alerts.some(alert => alert.alert_key === key);
}

/** The last month by default, at most six months; `date_range=all` lifts both limits. */
function incidentWindow(request: RestRequest): {since: string; until: string} {
  if (request.one('date_range') === 'all') return {since: '', until: '~'};
  const given = request.time('until');
  const untilMs = given ?? request.store.now();
  const sinceMs = request.time('since') ?? monthsBefore(untilMs, 1);
  if (sinceMs > untilMs) throw new Failure(400, 2005, 'Invalid Input Provided', ['since is after until']);
  if (sinceMs < monthsBefore(untilMs, 6)) {
    throw new Failure(400, 2005, 'Invalid Input Provided', ['since and until may be at most six months apart']);
  }
  const until = given === undefined ? '~' : new Date(Math.ceil(untilMs / 1000) * 1000).toISOString();
  const since = new Date(Math.ceil(sinceMs / 1000) * 1000).toISOString();
  return {since: since.replace('.000Z', 'Z'), until: until.replace('.000Z', 'Z')};
}

function monthsBefore(atMs: number, months: number): number {
  const date = new Date(atMs);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.getTime();
}

const sortable = ['incident_number', 'created_at', 'resolved_at', 'urgency'];

function sorted(incidents: Incident[], sortBy: string | undefined): Incident[] {
  if (sortBy === undefined || sortBy === '') return incidents;
  const keys = sortBy.split(',').map(part => {
    const [name = '', direction = 'asc'] = part.split(':');
    if (!sortable.includes(name) || !['asc', 'desc'].includes(direction)) throw invalid(`sort_by cannot be "${part}"`);
    return {name, sign: direction === 'desc' ? -1 : 1};
  });
  if (keys.length > 2) throw invalid('sort_by takes at most two fields');
  return incidents.sort((a, b) => {
    for (const {name, sign} of keys) {
      const order = compare(a[name], b[name]);
      if (order !== 0) return order * sign;
    }
    // Incidents created in the same second are in the order of the first key.
    return (a.incident_number - b.incident_number) * (keys[0]?.sign ?? 1);
  });
}
