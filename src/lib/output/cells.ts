import {isExactNumber, type Json, type JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {visible} from './untrusted.ts';
import type {Column} from './view.ts';

export interface Clock {
  nowMs: number;
  utc: boolean;
}

interface CellOptions extends Clock {
  hide: (text: string) => string;
  /** For a terminal, where a time near the present is shown by its weekday. */
  isBrief?: boolean;
}

/** The text of a table cell: one line from at most `most` characters of the value, with secrets hidden and control characters escaped. */
export function cell(column: Column, row: JsonObject, options: CellOptions, most = Number.POSITIVE_INFINITY): string {
  const value = column.value(row);
  if (column.as === 'seconds') return typeof value === 'number' ? lasting(value) : '';
  const date = column.as === undefined || column.as === 'text' ? undefined : dateOf(value);
  if (date === undefined) return visible(shortened(options.hide(valueText(value)), most));
  if (column.as === 'age') return age(options.nowMs - date.getTime());
  return column.as === 'when' && options.isBrief === true ? nearTime(date, options) : clockTime(date, options.utc);
}

/** A value for people to read: a list of plain values separated by commas, anything deeper as JSON. */
export function valueText(value: Json | undefined): string {
  return Array.isArray(value) && value.every(isPlain) ? value.map(dataText).join(', ') : dataText(value);
}

/** A value as data: text unchanged, numbers as received, nested values as compact JSON. */
export function dataText(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (isExactNumber(value)) return value.rawJSON;
  return JSON.stringify(value);
}

export const isPlain = (value: Json | undefined): boolean =>
  value === null || typeof value !== 'object' || isExactNumber(value);

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** `45s`, `3m`, `2h`, `5d`, always rounded down; `in 3m` for a time in the future. */
export function age(elapsedMs: number): string {
  const seconds = Math.floor(Math.abs(elapsedMs) / 1000);
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? ['s', 1];
  const amount = `${Math.floor(seconds / size)}${unit}`;
  return elapsedMs < 0 && seconds > 0 ? `in ${amount}` : amount;
}

/** `45s`, `18m`, `1h 59m`, `2d 3h`: the two largest units that are not zero, rounded down. Pure. */
function lasting(seconds: number): string {
  const [index, [unit, size]] = [...units.entries()].find(([, [, size]]) => seconds >= size) ?? [-1, ['s', 1]];
  const first = `${Math.floor(seconds / size)}${unit}`;
  const next = index === -1 ? undefined : units[index + 1];
  const second = next === undefined ? 0 : Math.floor((seconds % size) / next[1]);
  return second === 0 ? first : `${first} ${second}${next?.[0]}`;
}

/** `2026-03-01 14:05:09` in local time, or with a Z in UTC. */
export function clockTime(date: Date, utc: boolean): string {
  if (utc) return date.toISOString().replace('T', ' ').replace(/\.\d+/, '');
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

const nearMs = 6 * 86_400_000;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Fri 07:00 (in 5d)` for a time within six days, when the weekday is unambiguous; otherwise `2026-03-13 07:00`. */
export function nearTime(date: Date, {nowMs, utc}: Clock): string {
  const text = clockTime(date, utc);
  const distanceMs = date.getTime() - nowMs;
  const zone = utc ? 'Z' : '';
  if (Math.abs(distanceMs) > nearMs) return `${text.slice(0, '2026-03-13 07:00'.length)}${zone}`;
  const weekday = weekdays[utc ? date.getUTCDay() : date.getDay()] ?? '';
  const hour = text.slice('2026-03-13 '.length, '2026-03-13 07:00'.length);
  return `${weekday} ${hour}${zone} (${age(-distanceMs)}${distanceMs <= 0 ? ' ago' : ''})`;
}

/** `2026-03-01 14:05:09 (3m ago)`; any other text is returned unchanged. */
export function moment(text: string, {nowMs, utc}: Clock): string {
  const date = dateOf(text);
  if (date === undefined) return text;
  const elapsedMs = nowMs - date.getTime();
  return `${clockTime(date, utc)} (${age(elapsedMs)}${elapsedMs >= 0 ? ' ago' : ''})`;
}

function dateOf(value: Json | undefined): Date | undefined {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value))) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
