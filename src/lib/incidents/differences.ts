import {type JsonObject, stringField} from '../base/json.ts';
import {valueAt} from '../output/fields.ts';

/** How the rows of a list are told apart, and which of their changes count. */
export interface Kind {
  idOf: (row: JsonObject) => string;
  fingerprint: (row: JsonObject) => string;
}

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

const valuesAt = (paths: readonly string[]) => (row: JsonObject) =>
  JSON.stringify(paths.map(path => valueAt(row, path) ?? null));

export const incidents: Kind = {idOf: row => stringField(row, 'id') ?? '', fingerprint: valuesAt(watched)};

/** A shift has no ID, and another user or another start make it another shift. */
export const shifts: Kind = {
  idOf: valuesAt(['escalation_policy.id', 'escalation_level', 'schedule.id', 'user.id', 'start']),
  fingerprint: valuesAt(['end']),
};

/**
 * The differences between two lists, in the order of the new one, with the incidents that are gone last, as they were.
 * Pure.
 */
export function differencesBetween(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  {idOf, fingerprint}: Kind = incidents,
): Difference[] {
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
