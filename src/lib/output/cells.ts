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
}

/** The text of a table cell: one line from at most `most` characters of the value, with secrets hidden and control characters escaped. */
export function cell(column: Column, row: JsonObject, options: CellOptions, most = Number.POSITIVE_INFINITY): string {
  const value = column.value(row);
  const date = column.as === 'age' || column.as === 'time' ? dateOf(value) : undefined;
  if (date === undefined) return visible(shortened(options.hide(valueText(value)), most));
  return column.as === 'age' ? age(options.nowMs - date.getTime()) : clockTime(date, options.utc);
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

/** `2026-03-01 14:05:09` in local time, or with a Z in UTC. */
export function clockTime(date: Date, utc: boolean): string {
  if (utc) return date.toISOString().replace('T', ' ').replace(/\.\d+/, '');
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
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
