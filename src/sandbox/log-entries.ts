import type {JsonObject} from '../lib/base/json.ts';
import type {Incident, LogEntry, Reference} from './records.ts';
import type {Store} from './store.ts';

/** Who did it, and through what. */
export interface Agent {
  reference: Reference;
  channel: 'api' | 'web_trigger' | 'auto' | 'timeout';
}

interface LogFacts {
  atMs?: number | undefined;
  details?: JsonObject | undefined;
}

/** Adds an entry to an incident's log. `kind` is trigger, acknowledge, resolve, assign … */
export function addLogEntry(
  store: Store,
  incident: Incident,
  kind: string,
  summary: string,
  agent: Agent,
  facts: LogFacts = {},
): LogEntry {
  const id = store.ids.next('Q');
  const entry: LogEntry = {
    id,
    type: `${kind}_log_entry`,
    summary,
    self: `${store.self(`log_entries/${id}`)}?incident_id=${incident.id}`,
    html_url: `${incident.html_url}/log_entries/${id}`,
    created_at: store.timestamp(facts.atMs),
    agent: agent.reference,
    channel: {type: agent.channel},
    service: incident.service,
    incident: store.incidentReference(incident),
    teams: incident.teams,
    contexts: [],
    ...facts.details,
  };
  store.logEntries.push(entry);
  const history = store.logOf.get(incident.id);
  if (history === undefined) store.logOf.set(incident.id, [entry]);
  else history.push(entry);
  return entry;
}

export function logEntryReference(entry: LogEntry): Reference {
  return {
    id: entry.id,
    type: `${entry.type}_reference`,
    summary: entry.summary,
    self: String(entry['self']),
    html_url: String(entry['html_url']),
  };
}
