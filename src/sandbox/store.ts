import type {JsonObject} from '../lib/base/json.ts';
import {isKind, type Kind, kindNames, kinds} from './kinds.ts';
import {Ids} from './new-id.ts';
import type {Alert, Entity, Incident, IncidentFacts, LogEntry, Reference} from './records.ts';

/** The owner of a key. */
export interface Caller {
  kind: 'account' | 'user';
  userId?: string;
  readOnly?: boolean;
  /** Only for OAuth tokens. */
  scopes?: readonly string[];
}

export interface Integration {
  id: string;
  serviceId: string;
}

/** The whole account, in memory. Every record is stored as it is returned. */
export class Store {
  readonly origin: string;
  readonly now: () => number;
  readonly tables = Object.fromEntries(kindNames.map(kind => [kind, new Map()])) as Record<Kind, Map<string, Entity>>;
  readonly incidents = new Map<string, Incident>();
  readonly incidentsByNumber = new Map<number, Incident>();
  readonly facts = new Map<string, IncidentFacts>();
  /** The snoozed incidents, and when each snooze ends. */
  readonly snoozed = new Map<Incident, number>();
  readonly alerts = new Map<string, Alert>();
  readonly alertsOf = new Map<string, Alert[]>();
  /** The open alerts, to which further events with the same service and dedup key belong. */
  readonly openAlerts = new Map<string, Alert>();
  readonly logEntries: LogEntry[] = [];
  readonly logOf = new Map<string, LogEntry[]>();
  /** Lists that belong to one record: notes, status updates, overrides, contact methods … by `name/id`. */
  readonly parts = new Map<string, JsonObject[]>();
  readonly changeEvents: Entity[] = [];
  readonly auditRecords: JsonObject[] = [];
  readonly notifications: JsonObject[] = [];
  readonly integrations = new Map<string, Integration>();
  readonly callers = new Map<string, Caller>();
  /** Every accepted event, in order of arrival. */
  readonly events: JsonObject[] = [];
  readonly ids = new Ids();
  lastIncidentNumber = 0;

  constructor(origin: string, now: () => number) {
    this.origin = origin;
    this.now = now;
  }

  /** A time in the API's format: UTC, whole seconds. */
  timestamp(ms = this.now()): string {
    return `${new Date(ms).toISOString().slice(0, -'.000Z'.length)}Z`;
  }

  self(path: string): string {
    return `${this.origin}/${path}`;
  }

  page(path: string): string {
    return `https://sandbox.pagerduty.com/${path}`;
  }

  part(name: string, id: string): JsonObject[] {
    const key = `${name}/${id}`;
    const found = this.parts.get(key) ?? [];
    this.parts.set(key, found);
    return found;
  }

  /** Adds a record of a plain kind, filling in what PagerDuty fills in. */
  add(kind: Kind, attributes: JsonObject): Entity {
    const id = typeof attributes['id'] === 'string' ? attributes['id'] : this.ids.next();
    const record = this.withNames(kind, {...attributes, id});
    this.tables[kind].set(id, record);
    return record;
  }

  withNames(kind: Kind, attributes: JsonObject & {id: string}): Entity {
    const {singular, web, name} = kinds[kind];
    const named = attributes[name];
    const {id, type, summary: _summary, self: _self, html_url: _url, ...rest} = attributes;
    return {
      id,
      type: typeof type === 'string' && !type.endsWith('_reference') ? type : singular,
      summary: typeof named === 'string' ? named : singular,
      self: this.self(`${kind}/${id}`),
      html_url: web === null ? null : this.page(`${web}/${id}`),
      ...rest,
    };
  }

  reference(kind: Kind, id: string): Reference {
    const {singular, web} = kinds[kind];
    return {
      id,
      type: `${singular}_reference`,
      summary: this.tables[kind].get(id)?.summary ?? '',
      self: this.self(`${kind}/${id}`),
      html_url: web === null ? null : this.page(`${web}/${id}`),
    };
  }

  incidentReference(incident: Incident): Reference {
    const {id, summary, self, html_url} = incident;
    return {id, type: 'incident_reference', summary, self, html_url};
  }

  /** The record that a reference means, with its current summary. */
  refresh(reference: Reference): Reference {
    const kind = kindNames.find(name => `${kinds[name].singular}_reference` === reference.type);
    return kind !== undefined && isKind(kind) && this.tables[kind].has(reference.id)
      ? this.reference(kind, reference.id)
      : reference;
  }
}

export const openAlertKey = (serviceId: string, dedupKey: string): string => `${serviceId}\n${dedupKey}`;
