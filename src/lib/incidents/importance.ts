import {type JsonObject, stringField} from '../base/json.ts';
import {once} from '../base/once.ts';
import {valueAt} from '../output/fields.ts';

const names = once(() => new Intl.Collator('en', {numeric: true}));

/** The incidents in the order in which they matter: by priority, urgency and status, then the newest first. Pure. */
export const byImportance = (incidents: readonly JsonObject[]): JsonObject[] =>
  incidents.toSorted(
    (a, b) =>
      comparePriorities(a, b) ||
      rank(urgencies, a, 'urgency') - rank(urgencies, b, 'urgency') ||
      rank(statuses, a, 'status') - rank(statuses, b, 'status') ||
      (stringField(b, 'created_at') ?? '').localeCompare(stringField(a, 'created_at') ?? ''),
  );

const urgencies = ['high', 'low'];
const statuses = ['triggered', 'acknowledged', 'resolved'];

const rank = (order: readonly string[], incident: JsonObject, name: string): number => {
  const place = order.indexOf(stringField(incident, name) ?? '');
  return place === -1 ? order.length : place;
};

/** P1 before P2, SEV-2 before SEV-10, and none last. */
function comparePriorities(a: JsonObject, b: JsonObject): number {
  const [one, other] = [a, b].map(incident => valueAt(incident, 'priority.summary'));
  if (typeof one === 'string' && typeof other === 'string') return names().compare(one, other);
  return Number(typeof other === 'string') - Number(typeof one === 'string');
}
