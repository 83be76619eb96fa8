import {field, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import type {Entity, Incident} from '../records.ts';
import {selected} from './analytics.ts';
import {bodyPage} from './analytics-page.ts';
import type {RestRequest, Route} from './request.ts';

export const userAnalyticsRoutes: readonly Route[] = [
  {method: 'POST', pattern: '/analytics/raw/users', answer: rawUsers},
  {method: 'POST', pattern: '/analytics/raw/responders/:responder/incidents', answer: ofResponder},
  {method: 'POST', pattern: '/analytics/metrics/users/all', answer: allUsers},
];

function rawUsers(request: RestRequest): Reply {
  const body = request.bodyOrNone();
  const rows = chosen(request, body).map(user => facts(request, user));
  return {status: 200, body: bodyPage(body, rows, {id: 'id', orders: ['user_name', 'email', 'role', 'created_at']})};
}

/** Unlike the others, it does not say whether there is more. */
function ofResponder(request: RestRequest): Reply {
  const user = request.record('users', 'responder');
  const body = request.bodyOrNone();
  const rows = selected(request, body)
    .filter(incident => incident.assignments.some(({assignee}) => assignee.id === user.id))
    .map(incident => engagement(incident, user));
  const {more: _more, ...page} = bodyPage(body, rows, {id: 'incident_id', orders: ['incident_created_at']});
  return {status: 200, body: {...page, responder_id: user.id}};
}

/** The whole account in one row, so there is only one page. */
function allUsers(request: RestRequest): Reply {
  const body = request.bodyOrNone();
  const rows = chosen(request, body).map(user => facts(request, user));
  const total = rows.length;
  const counted = (name: string, fact: string): JsonObject => {
    const count = rows.filter(row => row[fact] === true).length;
    return {[`total_${name}_count`]: count, [`total_${name}_percentage`]: total === 0 ? 0 : (100 * count) / total};
  };
  const row = {
    ...counted('downloaded_mobile_app', 'downloaded_mobile_app'),
    ...counted('on_escalation_policy', 'on_escalation_policy'),
    ...counted('signed_up', 'signed_up'),
    ...counted('with_notification_methods', 'notification_methods'),
    total_user_count: total,
  };
  const filters = field(body, 'filters') ?? {};
  return {status: 200, body: {data: [row], filters, time_zone: stringField(body, 'time_zone') ?? 'Etc/UTC'}};
}

function chosen({store}: RestRequest, body: JsonObject): Entity[] {
  const filters = field(body, 'filters');
  const [ids, teams] = [field(filters, 'user_ids'), field(filters, 'team_ids')];
  return [...store.tables.users.values()].filter(
    ({id}) =>
      (!Array.isArray(ids) || ids.includes(id)) &&
      (!Array.isArray(teams) || teamsOf(store, id).some(team => teams.includes(team))),
  );
}

const teamsOf = ({tables, parts}: RestRequest['store'], userId: string): string[] =>
  [...tables.teams.keys()].filter(id =>
    parts.get(`members/${id}`)?.some(member => stringField(member['user'], 'id') === userId),
  );

function facts({store}: RestRequest, user: Entity): JsonObject {
  const {tables, parts} = store;
  const methods = parts.get(`contact_methods/${user.id}`) ?? [];
  const [teamId, ...others] = teamsOf(store, user.id);
  const names = (record: Entity) => JSON.stringify(record).includes(`"${user.id}"`);
  const policies = [...tables.escalation_policies.values()].filter(names).length;
  const schedules = [...tables.schedules.values()].filter(names).length;
  return {
    id: user.id,
    user_name: user['name'] ?? '',
    email: user['email'] ?? '',
    account_id: 1,
    description: user['description'] ?? null,
    time_zone: user['time_zone'] ?? null,
    role: user['role'] ?? '',
    team_id: teamId ?? null,
    team_name: tables.teams.get(teamId ?? '')?.summary ?? null,
    team_count: (teamId === undefined ? 0 : 1) + others.length,
    created_at: store.timestamp(0),
    last_sign_in_at: null,
    default_notification_channel_count: methods.length,
    channel_types_configured: [...new Set(methods.map(one => String(one['type'])))],
    escalation_policies_count: policies,
    schedules_count: schedules,
    downloaded_mobile_app: false,
    notification_methods: methods.length > 0,
    on_escalation_policy: policies > 0,
    on_schedule: schedules > 0,
    signed_up: true,
  };
}

function engagement(incident: Incident, user: Entity): JsonObject {
  const acknowledged = objects(incident.acknowledgements).filter(
    one => stringField(one['acknowledger'], 'id') === user.id,
  );
  const [first] = acknowledged;
  const took = first === undefined ? 0 : (Date.parse(String(first['at'])) - Date.parse(incident.created_at)) / 1000;
  return {
    incident_id: incident.id,
    incident_number: incident.incident_number,
    incident_description: incident.title,
    incident_created_at: incident.created_at.replace('Z', ''),
    incident_urgency: incident.urgency,
    incident_priority_id: incident.priority?.id ?? null,
    incident_priority_name: incident.priority?.summary ?? null,
    responder_id: user.id,
    responder_name: user.summary,
    service_id: incident.service.id,
    service_name: incident.service.summary,
    service_team_id: incident.teams[0]?.id ?? null,
    service_team_name: incident.teams[0]?.summary ?? null,
    total_acknowledgements: acknowledged.length,
    mean_time_to_acknowledge_seconds: Math.max(0, Math.round(took)),
  };
}
