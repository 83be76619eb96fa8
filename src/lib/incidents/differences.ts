import {type JsonObject, stringField} from '../base/json.ts';
import {valueAt} from '../output/fields.ts';

export interface Difference {
  change: 'new' | 'changed' | 'gone';
  incident: JsonObject;
}

// Not updated_at, which also changes when nothing that is shown has.
const watched = [
  'status',
  'urgency',
  'priority.id',
  'title',
  'service.id',
  'assignments.assignee.id',
  'escalation_policy.id',
];

const fingerprint = (incident: JsonObject): string =>
  JSON.stringify(watched.map(path => valueAt(incident, path) ?? null));

const idOf = (incident: JsonObject): string => stringField(incident, 'id') ?? '';

/**
 * The differences between two lists, in the order of the new one, with the incidents that are gone last, as they were.
 * Pure.
 */
export function differencesBetween(before: readonly JsonObject[], after: readonly JsonObject[]): Difference[] {
  const old = new Map(before.map(incident => [idOf(incident), incident]));
  const ids = new Set(after.map(idOf));
  const arrived = after.flatMap((incident): Difference[] => {
    const earlier = old.get(idOf(incident));
    if (earlier === undefined) return [{change: 'new', incident}];
    return fingerprint(earlier) === fingerprint(incident) ? [] : [{change: 'changed', incident}];
  });
  const gone = before.filter(incident => !ids.has(idOf(incident)));
  return [...arrived, ...gone.map((incident): Difference => ({change: 'gone', incident}))];
}
