import type {Json, JsonObject} from '../lib/base/json.ts';

/** A record as the API returns it. Clients get exactly what the store holds. */
export interface Entity extends JsonObject {
  id: string;
  type: string;
  summary: string;
}

export interface Reference extends JsonObject {
  id: string;
  type: string;
  summary: string;
  self: string;
  html_url: string | null;
}

export type IncidentStatus = 'triggered' | 'acknowledged' | 'resolved';
export type Urgency = 'high' | 'low';

interface Assignment extends JsonObject {
  at: string;
  assignee: Reference;
}

interface Acknowledgement extends JsonObject {
  at: string;
  acknowledger: Reference;
}

export interface Incident extends Entity {
  self: string;
  html_url: string;
  incident_number: number;
  title: string;
  created_at: string;
  updated_at: string;
  status: IncidentStatus;
  incident_key: string | null;
  service: Reference;
  assignments: Assignment[];
  assigned_via: 'escalation_policy' | 'direct_assignment';
  last_status_change_at: string;
  last_status_change_by: Reference;
  resolved_at: string | null;
  first_trigger_log_entry: Reference;
  alert_counts: {all: number; triggered: number; resolved: number};
  is_mergeable: boolean;
  incident_type: {name: string};
  escalation_policy: Reference;
  teams: Reference[];
  pending_actions: JsonObject[];
  acknowledgements: Acknowledgement[];
  alert_grouping: Json;
  priority: Reference | null;
  resolve_reason: Json;
  conference_bridge: Json;
  incidents_responders: JsonObject[];
  responder_requests: JsonObject[];
  urgency: Urgency;
}

export interface Alert extends Entity {
  status: 'triggered' | 'resolved';
  alert_key: string;
  created_at: string;
  updated_at: string;
  resolved_at: string | null;
  service: Reference;
  incident: Reference | null;
  severity: string;
  suppressed: boolean;
  body: JsonObject;
}

export interface LogEntry extends Entity {
  created_at: string;
  incident: Reference;
  teams: Reference[];
}

/** What the sandbox knows about an incident but the API does not show. */
export interface IncidentFacts {
  /** The level of the escalation policy it is on, from 1. */
  level: number;
  mergedInto: string | undefined;
}
