import {field, type JsonObject, objects, stringField} from '../lib/base/json.ts';
import type {Entity} from './records.ts';
import type {Store} from './store.ts';
import {localInstant, weekday} from './zones.ts';

/** A period in which one user is on call. */
export interface Shift {
  startMs: number;
  endMs: number;
  userId: string;
}

/** Who a schedule puts on call between two instants: layers, the first on top, and overrides over them all. */
export function finalShifts(store: Store, schedule: Entity, sinceMs: number, untilMs: number): Shift[] {
  const layers = objects(schedule['schedule_layers']).map(layer => layerShifts(schedule, layer, sinceMs, untilMs));
  let shifts: Shift[] = [];
  for (const layer of layers.reverse()) shifts = overlay(shifts, layer);
  return joined(overlay(shifts, overrideShifts(store, schedule.id, sinceMs, untilMs)));
}

export function overrideShifts(store: Store, scheduleId: string, sinceMs: number, untilMs: number): Shift[] {
  const shifts = store.part('overrides', scheduleId).map(override => ({
    startMs: Date.parse(stringField(override, 'start') ?? ''),
    endMs: Date.parse(stringField(override, 'end') ?? ''),
    userId: stringField(field(override, 'user'), 'id') ?? '',
  }));
  return clipped(shifts, sinceMs, untilMs);
}

export function layerShifts(schedule: Entity, layer: JsonObject, sinceMs: number, untilMs: number): Shift[] {
  const userIds = objects(layer['users']).map(one => stringField(field(one, 'user') ?? one, 'id') ?? '');
  const turnMs = Number(layer['rotation_turn_length_seconds'] ?? 604_800) * 1000;
  const startMs = Date.parse(stringField(layer, 'start') ?? '1970-01-01T00:00:00Z');
  const virtualMs = Date.parse(stringField(layer, 'rotation_virtual_start') ?? stringField(layer, 'start') ?? '1970');
  const endMs = Math.min(untilMs, stringField(layer, 'end') ? Date.parse(stringField(layer, 'end') ?? '') : untilMs);
  if (userIds.length === 0 || !(turnMs > 0)) return [];
  const shifts: Shift[] = [];
  const fromMs = Math.max(sinceMs, startMs);
  for (let turn = Math.floor((fromMs - virtualMs) / turnMs); virtualMs + turn * turnMs < endMs; turn += 1) {
    const userId = userIds[((turn % userIds.length) + userIds.length) % userIds.length] ?? '';
    shifts.push({startMs: virtualMs + turn * turnMs, endMs: virtualMs + (turn + 1) * turnMs, userId});
  }
  return joined(restricted(clipped(shifts, fromMs, endMs), schedule, objects(layer['restrictions'])));
}

/** Keeps the part of each shift that falls inside a daily or weekly restriction, if there are any. */
function restricted(shifts: Shift[], schedule: Entity, restrictions: JsonObject[]): Shift[] {
  if (restrictions.length === 0) return shifts;
  const timeZone = stringField(schedule, 'time_zone') ?? 'UTC';
  return shifts.flatMap(shift => restrictions.flatMap(one => windowsOf(one, shift, timeZone))).sort(byStart);
}

function windowsOf(restriction: JsonObject, shift: Shift, timeZone: string): Shift[] {
  const [hours = 0, minutes = 0, seconds = 0] = (stringField(restriction, 'start_time_of_day') ?? '')
    .split(':')
    .map(Number);
  const afterMidnightMs = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const lengthMs = Number(restriction['duration_seconds'] ?? 0) * 1000;
  const onDay = restriction['start_day_of_week'];
  const windows: Shift[] = [];
  // A weekly window may have begun up to a week before the shift.
  for (let day = -7; ; day += 1) {
    const midnight = localInstant(shift.startMs, timeZone, day);
    if (midnight >= shift.endMs) return clipped(windows, shift.startMs, shift.endMs);
    if (typeof onDay === 'number' && weekday(midnight, timeZone) !== onDay) continue;
    const startMs = localInstant(shift.startMs, timeZone, day, afterMidnightMs);
    windows.push({startMs, endMs: startMs + lengthMs, userId: shift.userId});
  }
}

/** Lays shifts over others: where they overlap, the upper one wins. */
function overlay(lower: Shift[], upper: Shift[]): Shift[] {
  let rest = lower;
  for (const top of upper) {
    rest = rest.flatMap(shift => [
      {...shift, endMs: Math.min(shift.endMs, top.startMs)},
      {...shift, startMs: Math.max(shift.startMs, top.endMs)},
    ]);
    rest = rest.filter(shift => shift.startMs < shift.endMs);
  }
  return [...rest, ...upper].sort(byStart);
}

/** Shifts in order of their start; adjoining shifts of one user are joined. */
export function joined(shifts: readonly Shift[]): Shift[] {
  const result: Shift[] = [];
  for (const shift of shifts) {
    const last = result.at(-1);
    if (last !== undefined && last.userId === shift.userId && last.endMs >= shift.startMs) {
      last.endMs = Math.max(last.endMs, shift.endMs);
    } else {
      result.push({...shift});
    }
  }
  return result;
}

function clipped(shifts: Shift[], sinceMs: number, untilMs: number): Shift[] {
  return shifts
    .map(shift => ({...shift, startMs: Math.max(shift.startMs, sinceMs), endMs: Math.min(shift.endMs, untilMs)}))
    .filter(shift => shift.startMs < shift.endMs);
}

const byStart = (a: Shift, b: Shift) => a.startMs - b.startMs;
