import {atPath, field, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Entity, Incident} from '../records.ts';
import type {Store} from '../store.ts';

const defaultWindowSeconds = 86_400;

/** The open incident that a new alert of a grouping service joins; undefined if it opens a new one. */
export function groupFor(store: Store, service: Entity, event: JsonObject): Incident | undefined {
  const parameters = groupingOf(store, service);
  const type = stringField(parameters, 'type');
  if (type !== 'time' && type !== 'content_based') return undefined;
  const open = [...store.incidents.values()]
    .reverse()
    .filter(incident => incident.service.id === service.id && incident.status !== 'resolved');
  const config = field(parameters, 'config');
  if (type === 'time') {
    // `timeout` is in minutes here; with 0 an incident collects alerts for as long as it is open.
    const timeoutMs = Number(field(config, 'timeout') ?? 0) * 60_000;
    return open.find(incident => timeoutMs === 0 || ageMs(store, incident) <= timeoutMs);
  }
  const windowMs = (Number(field(config, 'time_window')) || defaultWindowSeconds) * 1000;
  return open.find(incident => ageMs(store, incident) <= windowMs && alike(store, incident, event, config));
}

/** From the service itself, or from a setting that names the service. */
function groupingOf(store: Store, service: Entity): JsonObject | undefined {
  const setting = [...store.tables.alert_grouping_settings.values()].find(one =>
    objects(one['services']).some(named => named['id'] === service.id),
  );
  if (setting !== undefined) {
    // The type of a setting is stored separately from the record's own.
    return {type: setting['type'] ?? null, config: setting['config'] ?? null};
  }
  const own = field(service, 'alert_grouping_parameters');
  return own === undefined || own === null ? undefined : {...(own as JsonObject)};
}

function alike(store: Store, incident: Incident, event: JsonObject, config: unknown): boolean {
  const named = field(config, 'fields');
  const fields = Array.isArray(named) ? named.map(String) : [];
  const first = store.alertsOf.get(incident.id)?.[0];
  if (first === undefined || fields.length === 0) return false;
  const same = (name: string) => {
    const value = payloadValue(event, name);
    return value !== undefined && JSON.stringify(value) === JSON.stringify(alertValue(first, name));
  };
  return field(config, 'aggregate') === 'any' ? fields.some(same) : fields.every(same);
}

const payloadValue = (event: JsonObject, name: string) => atPath(field(event, 'payload'), name);

const cefNames: Record<string, string> = {
  source: 'source_origin',
  component: 'source_component',
  group: 'service_group',
  class: 'event_class',
};

function alertValue(alert: JsonObject, name: string) {
  if (name === 'summary') return alert['summary'];
  if (name.startsWith('custom_details.')) return atPath(alert, `body.details.${name.slice('custom_details.'.length)}`);
  return atPath(alert, `body.cef_details.${cefNames[name] ?? name}`);
}

const ageMs = (store: Store, incident: Incident): number => store.now() - Date.parse(incident.created_at);
