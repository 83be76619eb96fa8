import {usageError} from '../lib/base/errors.ts';
import type {JsonObject} from '../lib/base/json.ts';
import type {IncidentStatus, Urgency} from './records.ts';
import type {Store} from './store.ts';

/** An account to start with. References (to users, teams, schedules …) are by name. */
export interface Seed {
  keys?: {account?: string; user?: string; readOnly?: string};
  users?: SeedUser[];
  teams?: {name: string; description?: string; members?: string[]}[];
  schedules?: SeedSchedule[];
  escalation_policies?: SeedPolicy[];
  services?: SeedService[];
  priorities?: {name: string; description?: string}[];
  vendors?: {name: string; website_url?: string}[];
  incidents?: SeedIncident[];
  /** Any other records, by path: `{"/status_pages": [{"name": "Public"}]}`. */
  records?: SeedRecords | ((nowMs: number) => SeedRecords);
}

type SeedRecords = Record<string, JsonObject[]>;

export interface SeedUser {
  name: string;
  email: string;
  role?: string;
  job_title?: string;
  time_zone?: string;
  /** With its country code: `+49 1512 0000000`. */
  phone?: string;
}

export interface SeedSchedule {
  name: string;
  users: string[];
  time_zone?: string;
  /** How long a turn is (default: a week). */
  turn_hours?: number;
  teams?: string[];
}

export interface SeedPolicy {
  name: string;
  /** The schedules or users of each level. */
  levels: string[][];
  delay_minutes?: number;
  teams?: string[];
}

export interface SeedService {
  name: string;
  description?: string;
  routing_key?: string;
  escalation_policy?: string;
  teams?: string[];
  urgency?: 'high' | 'low' | 'severity_based';
}

export interface SeedIncident {
  title: string;
  service?: string;
  status?: IncidentStatus;
  urgency?: Urgency;
  priority?: string;
  minutes_ago?: number;
  resolved_after_minutes?: number;
  /** `client`, `client_url` and `links` are those of an event. */
  alerts?: {
    summary?: string;
    severity?: string;
    source?: string;
    details?: JsonObject;
    client?: string;
    client_url?: string;
    links?: {href: string; text?: string}[];
  }[];
  notes?: string[];
}

/**
 * The record of that name; the first one if no name is given. Throws if there is none, which is an error in the seed.
 */
export function idOf(
  store: Store,
  kind: 'users' | 'teams' | 'services' | 'escalation_policies' | 'priorities',
  name: string | undefined,
): string {
  const records = [...store.tables[kind].values()];
  const found = name === undefined ? records[0] : records.find(one => one.summary === name || one['email'] === name);
  if (found === undefined) throw usageError(`There is nothing named "${name ?? ''}" among the ${kind} of the sandbox`);
  return found.id;
}
