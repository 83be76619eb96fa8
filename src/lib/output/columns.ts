import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {isPlain} from './cells.ts';
import {valueAt} from './fields.ts';
import type {Column, View} from './view.ts';

/** The columns of the output: those requested, otherwise the view's, otherwise the keys of the first records. */
export function columnsFor(
  fields: readonly string[] | undefined,
  view: View | undefined,
  rows: readonly JsonObject[],
): readonly Column[] {
  if (fields !== undefined) return fields.map(path => ({header: path, value: row => valueAt(row, path)}));
  return view?.columns ?? guessColumns(rows);
}

/** Every key of the records, once, in the order of appearance. */
export const keysOf = (rows: readonly JsonObject[]): string[] => [...new Set(rows.flatMap(row => Object.keys(row)))];

const telling = ['id', 'name', 'summary', 'title'];
/** The same for every record of a list, or implied by the ID. */
const pointing = ['type', 'self', 'html_url'];

/**
 * On a narrow terminal, nested values are dropped first, then what only points to the record; what names it stays
 * longest.
 */
function guessColumns(rows: readonly JsonObject[]): Column[] {
  const cost = (key: string, index: number): number => {
    if (telling.includes(key)) return 0;
    const isNested = !rows.every(row => isPlain(field(row, key)));
    return 1 + index + (isNested ? 1000 : pointing.includes(key) ? 500 : 0);
  };
  return keysOf(rows).map((key, index) => ({
    header: key,
    value: row => field(row, key),
    grow: key === 'title' || key === 'summary',
    drop: cost(key, index),
  }));
}

export const nameValueView: View = {
  columns: [
    {header: 'NAME', value: row => field(row, 'name')},
    {header: 'VALUE', value: row => field(row, 'value'), grow: true, wrap: 10},
  ],
};

export const valueView: View = {columns: [{header: 'VALUE', value: row => field(row, 'value'), grow: true}]};

/** One object as rows of name and value, nested names joined with dots. */
export function nameValueRows(value: Json, name = ''): JsonObject[] {
  const inside = Array.isArray(value) ? Object.entries(value) : isObject(value) ? Object.entries(value) : [];
  if (inside.length === 0 || (Array.isArray(value) && value.every(isPlain))) {
    return name === '' ? [] : [{name, value: isPlain(value) || inside.length > 0 ? value : null}];
  }
  return inside.flatMap(([key, below]) => nameValueRows(below, name === '' ? key : `${name}.${key}`));
}
