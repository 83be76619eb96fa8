import {isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import {type Clock, isPlain, moment, valueText} from '../output/cells.ts';

// Attributes that only a program needs. The record's own html_url stays.
const unsaid = ['type', 'self', 'summary', 'html_url', 'avatar_url'];

/**
 * A record for people to read: empty values left out, each referenced record on one line with its ID, times in clock
 * time. The names are those that --fields accepts. Pure.
 */
export function brief(record: JsonObject, clock: Clock): JsonObject {
  const first = ['id', 'name'].filter(key => Object.hasOwn(record, key));
  const order = new Set([...first, ...Object.keys(record)]);
  const told = [...order].filter(key => key === 'html_url' || !unsaid.includes(key));
  return Object.fromEntries(told.flatMap(key => linesOf(key, record[key] ?? null, clock)));
}

function linesOf(name: string, value: Json, clock: Clock): [string, string][] {
  const line = lineOf(value, clock);
  if (line !== undefined) return line === '' ? [] : [[name, line]];
  const inside: [string, Json][] = Object.entries(value ?? {});
  // A single element needs no index.
  const lone = Array.isArray(value) && inside.length === 1 ? lineOf(inside[0]?.[1] ?? null, clock) : undefined;
  if (lone !== undefined) return [[name, lone]];
  return inside.flatMap(([key, below]) => (unsaid.includes(key) ? [] : linesOf(`${name}.${key}`, below, clock)));
}

/** The value on one line; undefined if it takes more. */
function lineOf(value: Json, clock: Clock): string | undefined {
  if (typeof value === 'string') return moment(value, clock);
  if (isPlain(value)) return valueText(value);
  if (!Array.isArray(value)) return referenceLine(only(value));
  return value.every(isPlain) ? valueText(value) : undefined;
}

/** `Payments (P3JLZ6B)` */
function referenceLine(value: Json): string | undefined {
  if (!stringField(value, 'type')?.endsWith('_reference')) return undefined;
  const id = stringField(value, 'id') ?? '';
  const summary = stringField(value, 'summary') ?? '';
  return summary === '' ? id : `${summary} (${id})`;
}

/** A schedule nests its users in a further object: `{"user": {…}}`. */
function only(value: Json): Json {
  const inside = isObject(value) ? Object.values(value) : [];
  const [first] = inside;
  return inside.length === 1 && isObject(first) ? first : value;
}
