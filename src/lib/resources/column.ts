import {field, type Json, type JsonObject} from '../base/json.ts';
import {isPlain, valueText} from '../output/cells.ts';
import {valueAt} from '../output/fields.ts';
import type {Column, Style} from '../output/output.ts';

type Look = Omit<Column, 'header' | 'value' | 'style'> & {
  /** Colour by the text of the value. */
  styles?: Readonly<Record<string, Style>>;
};

/** A column that shows the value at a dotted path (`teams.summary` is the list of the team names). */
export function column(header: string, path: string, {styles, ...look}: Look = {}): Column {
  const base: Column = {header, value: row => joined(namedAt(row, path)), ...look};
  if (styles === undefined) return base;
  return {...base, style: row => own(styles, valueAt(row, path))};
}

/**
 * The value at a dotted path. If a `summary` is null, as for a deleted user, the ID beside it takes its place, so that the
 * row still says which record it is about.
 */
export function namedAt(row: JsonObject, path: string): Json | undefined {
  const value = valueAt(row, path);
  if (!path.endsWith('.summary')) return value;
  const holder = valueAt(row, path.slice(0, -'.summary'.length));
  if (Array.isArray(holder)) return holder.map(one => field(one, 'summary') ?? field(one, 'id') ?? null);
  return value ?? field(holder, 'id');
}

/** A list of names reads the same in a table and in csv. */
const joined = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) && value.every(isPlain) ? valueText(value) : value;

/** The web page of the row, for a link. */
export const pageOf = (path = 'html_url'): NonNullable<Column['link']> => {
  return row => {
    const url = valueAt(row, path);
    return typeof url === 'string' ? url : undefined;
  };
};

function own(styles: Readonly<Record<string, Style>>, value: unknown): Style | undefined {
  return typeof value === 'string' && Object.hasOwn(styles, value) ? styles[value] : undefined;
}
