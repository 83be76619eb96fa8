import {isDeepStrictEqual} from 'node:util';
import {field, isObject, type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import {clockTime} from '../output/cells.ts';

/** A record that something refers to. */
type Named = {id: string; name: string};

/** What commands change of an incident, as the journal keeps it. */
export type IncidentState = {
  status: string;
  urgency: string;
  title: string;
  priority: Named | null;
  assignees: Named[];
  policy: Named | null;
  /** API: `direct_assignment`, which does not escalate, or `escalation_policy`. */
  assignedVia: string;
  /** When an acknowledged incident is triggered again. Null where it is not. */
  snoozedUntil: string | null;
};

export type StateField = keyof IncidentState;

/** A snooze is sent in whole seconds from now, and takes as long as its request to begin. */
const sameTimeMs = 30_000;

/** The fields by which states are compared, in the order in which they are told. */
const comparedFields: readonly StateField[] = [
  ...(['status', 'assignees', 'assignedVia', 'policy', 'urgency', 'priority', 'title', 'snoozedUntil'] as const),
];

/** The state of an incident as the API returns it. Pure. */
export function stateOf(incident: JsonObject): IncidentState {
  return {
    status: stringField(incident, 'status') ?? '',
    urgency: stringField(incident, 'urgency') ?? '',
    title: stringField(incident, 'title') ?? '',
    priority: named(incident['priority']),
    assignees: objects(incident['assignments']).flatMap(one => named(field(one, 'assignee')) ?? []),
    policy: named(incident['escalation_policy']),
    assignedVia: stringField(incident, 'assigned_via') ?? '',
    snoozedUntil: wakeTime(incident),
  };
}

/** What the fields of a request set, in terms of a state. Pure. */
export function wantedState(fields: JsonObject): JsonObject {
  const names = ['status', 'urgency', 'title', 'priority'].filter(name => fields[name] !== undefined);
  const wanted: JsonObject = Object.fromEntries(names.map(name => [name, fields[name] ?? null]));
  const {assignments, escalation_policy: policy} = fields;
  if (assignments !== undefined)
    wanted['assignees'] = objects(assignments).flatMap(one => namedAs(field(one, 'assignee')) ?? []);
  if (policy !== undefined) wanted['policy'] = policy;
  return wanted;
}

/** The state in a journal. Undefined where it is none. Pure. */
export function readState(kept: JsonObject | undefined): IncidentState | undefined {
  if (kept === undefined || typeof kept['status'] !== 'string') return undefined;
  return {
    status: kept['status'],
    urgency: stringField(kept, 'urgency') ?? '',
    title: stringField(kept, 'title') ?? '',
    priority: namedAs(kept['priority']),
    assignees: objects(kept['assignees']).flatMap(one => namedAs(one) ?? []),
    policy: namedAs(kept['policy']),
    assignedVia: stringField(kept, 'assignedVia') ?? '',
    snoozedUntil: stringField(kept, 'snoozedUntil') ?? null,
  };
}

/** The fields in which two states differ. Pure. */
export const changedFields = (before: IncidentState, after: IncidentState): StateField[] =>
  comparedFields.filter(name => !isAlike(before, after, name));

/** Whether two states are alike in a field: a record that was renamed is the same, and the order of people does not count. Pure. */
export function isAlike(one: IncidentState, other: IncidentState, name: StateField): boolean {
  if (name === 'snoozedUntil' && one.snoozedUntil !== null && other.snoozedUntil !== null)
    return Math.abs(Date.parse(one.snoozedUntil) - Date.parse(other.snoozedUntil)) <= sameTimeMs;
  const ids = (state: IncidentState): Json => {
    const value = state[name];
    if (Array.isArray(value)) return value.map(({id}) => id).sort();
    return isObject(value) ? value.id : value;
  };
  return isDeepStrictEqual(ids(one), ids(other));
}

/** `urgency high → low`, for each of the fields that differ. Pure. */
export function changeWords(
  before: IncidentState,
  after: IncidentState,
  {fields = comparedFields, utc}: {fields?: readonly StateField[]; utc: boolean},
): string {
  const all = changedFields(before, after);
  // Other people say enough.
  const isMoved = all.includes('assignees') || all.includes('status');
  const changed = all.filter(name => fields.includes(name) && !(name === 'assignedVia' && isMoved));
  return changed
    .map(name => {
      if (name === 'snoozedUntil' && before.snoozedUntil === null) return fieldWords(after, name, utc);
      if (name === 'snoozedUntil' && after.snoozedUntil === null) return 'no longer snoozed';
      return `${labels[name]}${told(before, name, utc)} → ${told(after, name, utc)}`;
    })
    .join(', ');
}

/** The field as a state has it: `urgency low`. Pure. */
export const fieldWords = (state: IncidentState, name: StateField, utc: boolean): string =>
  `${name === 'assignees' ? 'assigned to ' : labels[name]}${told(state, name, utc)}`;

const labels: Readonly<Record<StateField, string>> = {
  ...{status: '', assignees: 'assigned ', assignedVia: 'assigned ', policy: 'policy ', urgency: 'urgency '},
  ...{priority: 'priority ', title: 'title ', snoozedUntil: 'snoozed until '},
};

function told(state: IncidentState, name: StateField, utc: boolean): string {
  if (name === 'title') return `"${state.title}"`;
  if (name === 'assignees') return namesOf(state);
  if (name === 'assignedVia') return state.assignedVia === 'direct_assignment' ? 'directly' : 'by its policy';
  if (name === 'snoozedUntil')
    return state.snoozedUntil === null ? 'no time' : clockTime(new Date(state.snoozedUntil), utc);
  const value = state[name];
  return value === null ? 'none' : typeof value === 'string' ? value : value.name;
}

/** Who has the incident: `Ada Byron, Grace Murray`. Pure. */
const namesOf = ({assignees}: IncidentState): string =>
  assignees.length === 0 ? 'nobody' : assignees.map(({name}) => name).join(', ');

/** A reference of the API's. A deleted user has no summary. */
function named(reference: Json | undefined): Named | null {
  const id = stringField(reference, 'id');
  return id === undefined ? null : {id, name: stringField(reference, 'summary') ?? id};
}

function namedAs(kept: Json | undefined): Named | null {
  const id = stringField(kept, 'id');
  return id === undefined ? null : {id, name: stringField(kept, 'name') ?? id};
}

/** API: a snooze, and a service's limit for acknowledgements, are pending actions that undo the acknowledgement. */
function wakeTime(incident: JsonObject): string | null {
  const pending = objects(incident['pending_actions']).find(action => action['type'] === 'unacknowledge');
  const at = stringField(pending, 'at');
  return at === undefined || Number.isNaN(Date.parse(at)) ? null : at;
}
