import {PdError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import {longestSaid, shortened} from '../base/text.ts';
import {valueText} from '../output/cells.ts';
import {recordIn} from '../rest/promised.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {layeredPath, shiftBasedPath} from '../rest/schedule-kinds.ts';
import {pathPart, reference} from './record-id.ts';
import type {ChangeRequest} from './send-change.ts';
import {laterOf} from './window-state.ts';

export const isShiftBasedPath = (path: string): boolean => path.startsWith(`${shiftBasedPath}/`);

/** Where the overrides of a schedule are, as the journal keeps it. */
type Place = {schedule: string; isShiftBased: boolean};

/** The place of the schedule with this path. */
export const placeOf = (path: string): Place => ({
  schedule: path.slice(path.lastIndexOf('/') + 1),
  isShiftBased: isShiftBasedPath(path),
});

const placeIn = (state: JsonObject): Place => ({
  schedule: stringField(state, 'schedule') ?? '',
  isShiftBased: state['isShiftBased'] === true,
});

export const overridesPath = ({schedule, isShiftBased}: Place): string =>
  `${isShiftBased ? shiftBasedPath : layeredPath}/${pathPart(schedule)}/overrides`;

/** An override as the journal keeps it. Undefined if the record is none. */
export function overrideState(place: Place, record: Json | undefined): JsonObject | undefined {
  if (!isObject(record) || typeof record['id'] !== 'string') return undefined;
  if (place.isShiftBased) return shiftState(place, record);
  const user = field(record, 'user');
  const id = stringField(user, 'id') ?? '';
  return {
    ...{override: record['id'], ...place},
    user: {id, name: stringField(user, 'summary') ?? id},
    start: stringField(record, 'start') ?? '',
    end: stringField(record, 'end') ?? '',
  };
}

/** API: it replaces the member of one shift, which a rotation or a custom shift says. */
function shiftState(place: Place, record: JsonObject): JsonObject {
  const names = ['rotation_id', 'custom_shift_id', 'overridden_member', 'overriding_member'];
  const kept = names.filter(name => record[name] !== undefined && record[name] !== null);
  return {
    ...{override: record['id'] ?? null, ...place},
    ...Object.fromEntries(kept.map(name => [name, record[name] ?? null])),
    start: stringField(record, 'start_time') ?? '',
    end: stringField(record, 'end_time') ?? '',
  };
}

/** The state of an override that does not exist. */
export const noOverride = (place: Place): JsonObject => ({override: null, ...place});

/** The state of an override that has been removed. */
export const overrideGone = (state: JsonObject): JsonObject => noOverride(placeIn(state));

/** The request that adds an override like a former one; if that had begun, the new one begins now. */
export function overrideAgain(state: JsonObject, nowMs: number): ChangeRequest {
  const place = placeIn(state);
  const [start, end] = [laterOf(state, nowMs), stringField(state, 'end') ?? ''];
  const {override: _id, schedule: _schedule, isShiftBased: _kind, start: _start, end: _end, user, ...shift} = state;
  const override = place.isShiftBased
    ? {type: 'override_shift', ...shift, start_time: start, end_time: end}
    : {start, end, user: reference(stringField(user, 'id') ?? '', 'user')};
  return {method: 'POST', path: overridesPath(place), body: {overrides: [override]}};
}

export const overrideRemoval = (state: JsonObject): ChangeRequest => ({
  method: 'DELETE',
  path: `${overridesPath(placeIn(state))}/${pathPart(String(state['override']))}`,
});

const yearMs = 366 * 86_400_000;

/** The override of a state, if it is not over, as it is now. The API lists overrides of a period only. */
export async function findOverride(
  rest: RestClient,
  state: JsonObject,
  nowMs: number,
): Promise<JsonObject | undefined> {
  const place = placeIn(state);
  const times = [
    ['since', new Date(nowMs).toISOString()],
    ['until', new Date(nowMs + yearMs).toISOString()],
  ] as const;
  const isWanted = (one: JsonObject) => stringField(one, 'id') === state['override'];
  if (!place.isShiftBased) {
    const query = [...times, ['editable', 'true'] as const];
    const {body} = await rest.request('GET', overridesPath(place), {query});
    return overrideState(place, objects(body).find(isWanted));
  }
  for await (const page of rest.list(overridesPath(place), {query: times})) {
    const found = page.find(isWanted);
    if (found !== undefined) return overrideState(place, found);
  }
  return undefined;
}

/**
 * The answer of a layered schedule is 201 as a whole, with a status of its own for each override. Throws `refused` when
 * it was not created.
 */
export function madeOverride(answer: Json): JsonObject | undefined {
  const first = Array.isArray(answer) ? answer[0] : answer;
  const override = field(first, 'override') ?? first;
  const status = field(first, 'status');
  if (typeof status === 'number' && status >= 400) {
    const why = shortened(valueText(field(first, 'errors')), longestSaid);
    throw new PdError('refused', `PagerDuty refused the override: ${why}`, {status});
  }
  return recordIn(override ?? null);
}
