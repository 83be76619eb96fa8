import {field, type JsonObject, stringField} from '../base/json.ts';
import {valueAt} from '../output/fields.ts';

/** Milliseconds since 1970; NaN for a shift that has always been. */
export const startMs = (shift: JsonObject): number => Date.parse(stringField(shift, 'start') ?? '');

/** Milliseconds since 1970; NaN for a shift that goes on for ever. */
export const endMs = (shift: JsonObject): number => Date.parse(stringField(shift, 'end') ?? '');

export const isUnderWay = (shift: JsonObject, nowMs: number): boolean =>
  !(startMs(shift) > nowMs) && !(endMs(shift) <= nowMs);

/** The user who takes over after a shift, and the one before it, among the shifts of its rota. Pure. */
export const after = (shift: JsonObject, shifts: readonly JsonObject[]): JsonObject | undefined =>
  sameDuty(shift, shifts)
    .filter(other => startMs(other) >= endMs(shift))
    .toSorted((a, b) => startMs(a) - startMs(b))[0];

export const before = (shift: JsonObject, shifts: readonly JsonObject[]): JsonObject | undefined =>
  sameDuty(shift, shifts)
    .filter(other => endMs(other) <= startMs(shift))
    .toSorted((a, b) => endMs(b) - endMs(a))[0];

const sameDuty = (shift: JsonObject, shifts: readonly JsonObject[]): JsonObject[] =>
  shifts.filter(
    other =>
      levelOf(other) === levelOf(shift) &&
      ['schedule.id', 'escalation_policy.id'].every(path => valueAt(other, path) === valueAt(shift, path)),
  );

export const levelOf = (shift: JsonObject): number => Number(field(shift, 'escalation_level'));

/** The shifts that are under way, by level, each with the user who takes over as `next`. Pure. */
export const currentShifts = (shifts: readonly JsonObject[], nowMs: number): JsonObject[] =>
  shifts
    .filter(shift => isUnderWay(shift, nowMs))
    .map(shift => ({...shift, next: field(after(shift, shifts), 'user') ?? null}))
    .toSorted((a, b) => levelOf(a) - levelOf(b));
