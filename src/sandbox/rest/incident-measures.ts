import {field, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Incident, LogEntry} from '../records.ts';
import type {Store} from '../store.ts';

/** What the analytics endpoints tell of an incident, from its log. Nobody is notified here, so nobody is interrupted. */
export function measures(store: Store, incident: Incident): JsonObject {
  const log = store.logOf.get(incident.id) ?? [];
  return {
    ...identity(store, incident),
    ...times(incident, log),
    ...people(incident, log),
    ...{auto_resolved: false, business_hour_interruptions: 0, off_hour_interruptions: 0, sleep_hour_interruptions: 0},
    ...{total_interruptions: 0, total_notifications: 0, user_defined_effort_seconds: null},
  };
}

function identity({tables}: Store, incident: Incident): JsonObject {
  const [team] = incident.teams;
  const ids = [...tables.priorities.keys()];
  return {
    id: incident.id,
    incident_number: incident.incident_number,
    description: incident.title,
    ...{status: incident.status, urgency: incident.urgency},
    ...{service_id: incident.service.id, service_name: incident.service.summary},
    ...{team_id: team?.id ?? null, team_name: team?.summary ?? null},
    escalation_policy_id: incident.escalation_policy.id,
    escalation_policy_name: incident.escalation_policy.summary,
    ...{priority_id: incident.priority?.id ?? null, priority_name: incident.priority?.summary ?? null},
    priority_order: incident.priority === null ? null : ids.length - ids.indexOf(incident.priority.id),
    incident_type_name: incident.incident_type.name,
    major: incident.priority !== null && ids.indexOf(incident.priority.id) < 2,
  };
}

const kindOf = ({type}: LogEntry): string => type.replace('_log_entry', '');
const ofKind = (log: readonly LogEntry[], kind: string): LogEntry[] => log.filter(entry => kindOf(entry) === kind);
const timeOf = (entry: LogEntry): number => Date.parse(String(entry['created_at']));

/** Times without a zone are in the zone asked for, UTC unless told. */
function times(incident: Incident, log: readonly LogEntry[]): JsonObject {
  const startMs = Date.parse(incident.created_at);
  const endMs = incident.resolved_at === null ? undefined : Date.parse(incident.resolved_at);
  const acks = ofKind(log, 'acknowledge').map(timeOf);
  const firstAckMs = acks.length === 0 ? undefined : Math.min(...acks);
  const seconds = (fromMs: number, toMs: number | undefined) => (toMs === undefined ? null : (toMs - fromMs) / 1000);
  return {
    created_at: incident.created_at.replace('Z', ''),
    resolved_at: incident.resolved_at?.replace('Z', '') ?? null,
    updated_at: incident.updated_at.replace('Z', ''),
    seconds_to_first_ack: seconds(startMs, firstAckMs),
    seconds_to_resolve: seconds(startMs, endMs),
    engaged_seconds: firstAckMs === undefined ? 0 : (seconds(firstAckMs, endMs) ?? 0),
    ...{seconds_to_engage: null, seconds_to_mobilize: null, snoozed_seconds: 0},
  };
}

function people(incident: Incident, log: readonly LogEntry[]): JsonObject {
  const acks = ofKind(log, 'acknowledge');
  const assigns = ofKind(log, 'assign');
  const escalations = ofKind(log, 'escalate').length;
  const by = unique(acks.map(entry => field(entry, 'agent')).flatMap(agent => objects([agent ?? null])));
  const to = unique(incident.assignments.map(({assignee}) => assignee));
  return {
    ...{acknowledged_user_ids: by.map(one => one.id), acknowledged_user_names: by.map(one => one.name)},
    ...{joined_user_ids: by.map(one => one.id), joined_user_names: by.map(one => one.name)},
    ...{assigned_user_ids: to.map(one => one.id), assigned_user_names: to.map(one => one.name)},
    ...{acknowledgement_count: acks.length, active_user_count: by.length, engaged_user_count: by.length},
    ...{assignment_count: assigns.length, reassignment_count: Math.max(0, assigns.length - 1)},
    ...{escalation_count: escalations, manual_escalation_count: escalations, timeout_escalation_count: 0},
  };
}

const unique = (people: readonly JsonObject[]) =>
  [...new Map(people.map(({id, summary}) => [String(id), String(summary)]))].map(([id, name]) => ({id, name}));
