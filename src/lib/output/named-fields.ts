import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {nearest} from '../input/nearest.ts';
import {isPlain} from './cells.ts';
import {columnsFor} from './columns.ts';
import {valueAt} from './fields.ts';
import type {Column, View} from './view.ts';

/** The name of a column in data: `ASSIGNED TO` in a table is `assigned_to`. */
export const nameOf = ({header, dataName}: Column): string => dataName ?? header.toLowerCase().replaceAll(' ', '_');

/**
 * The record with a field for each column that --fields asks for by its name in a header (`number`, `assigned_to`). A
 * field of the record itself takes precedence.
 */
export function withColumns(
  row: JsonObject,
  fields: readonly string[] | undefined,
  view: View | undefined,
): JsonObject {
  const added: JsonObject = {};
  for (const name of fields ?? []) {
    if (valueAt(row, name) !== undefined) continue;
    const column = columnNamed(name, view);
    if (column !== undefined) added[name] = column.value(row) ?? null;
  }
  return Object.keys(added).length === 0 ? row : {...row, ...added};
}

const columnNamed = (name: string, view: View | undefined): Column | undefined =>
  view?.columns.find(one => nameOf(one) === name || one.header.toLowerCase() === name.toLowerCase());

/**
 * The columns of a table, csv or tsv. A column of the view that is named in --fields looks as it does in the view (an
 * age, a colour, a link), unless the records have another value of that name.
 */
export function namedColumns(
  fields: readonly string[] | undefined,
  view: View | undefined,
  rows: readonly JsonObject[],
): readonly Column[] {
  return columnsFor(fields, view, rows).map(column => {
    const named = fields === undefined ? undefined : columnNamed(column.header, view);
    if (named === undefined || !rows.every(row => isSame(column.value(row), named.value(row)))) return column;
    const {value, as, style, link} = named;
    return {header: column.header, value, ...(as && {as}), ...(style && {style}), ...(link && {link})};
  });
}

/** The column takes its text from a record inside the record (`service`). */
const isSame = (own: Json | undefined, shown: Json | undefined): boolean =>
  (own ?? null) === (shown ?? null) || !isPlain(own);

/** What --fields can name: the columns, then the paths of these records. */
export function fieldNames(rows: readonly JsonObject[], view: View | undefined): string[] {
  const paths = rows.flatMap(row =>
    Object.keys(row).flatMap(key => [key, ...namesBelow(field(row, key)).map(name => `${key}.${name}`)]),
  );
  return [...new Set([...(view?.columns ?? []).map(nameOf), ...paths])];
}

function namesBelow(value: unknown): string[] {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  if (!isObject(one)) return [];
  return Object.keys(one).flatMap(key => {
    const below = field(one, key);
    return isPlain(below) || Array.isArray(below) ? [key] : [key, ...namesBelow(below).map(name => `${key}.${name}`)];
  });
}

/** `no record has asigned_to (assigned_to?)`. */
export const unseenText = (unseen: readonly string[], names: readonly string[]): string =>
  `--fields: no record has ${unseen.map(path => withGuess(path, names)).join(', ')}; --fields help lists what there is`;

function withGuess(path: string, names: readonly string[]): string {
  const guess = nearest(path, names);
  return guess === undefined ? path : `${path} (${guess}?)`;
}
