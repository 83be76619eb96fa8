import {isPlainlyId} from '../resources/record-id.ts';

/** The header of a table, which says where the ID is. */
export interface Header {
  /** The column of the ID, from 0. */
  id: number;
  /** How many columns there are. */
  width: number;
}

/** The header of a piped table or tsv with an ID column, or that column alone. Undefined for any other line. */
export function headerOf(line: string): Header | undefined {
  const cells = cellsOf(line).map(cell => cell.toLowerCase());
  const id = cells.indexOf('id');
  return id === -1 || cells.some(cell => isPlainlyId(cell.toUpperCase())) ? undefined : {id, width: cells.length};
}

/** Columns and attributes of what else has an ID: alerts, overrides, services … An incident has none of them. */
const foreign = new Set(['name', 'severity', 'user', 'start']);

/** Whether these are the columns or attributes of something else, whose IDs name no incidents. */
export const isOfSomethingElse = (names: readonly string[]): boolean =>
  names.some(name => foreign.has(name.trim().toLowerCase()));

/** The names in a header line, of csv too. */
export const namesIn = (line: string): string[] =>
  line.includes('\t') || !line.includes(',') ? cellsOf(line) : (splitCsv(line)[0] ?? []);

export const isCsvHeader = (line: string): boolean =>
  line.includes(',') && !line.includes('\t') && headerOf((splitCsv(line)[0] ?? []).join('\t')) !== undefined;

/** The ID of a row below a header. Undefined for a line that has other columns. */
export function idUnder({id, width}: Header, line: string): string | undefined {
  const cells = line.split('\t');
  return cells.length === width ? cells[id] : undefined;
}

/**
 * The ID of a row without its header, as grep leaves it: the one after the number, or the only cell that looks like an
 * ID. Undefined where that is not certain.
 */
export function idOfRow(line: string): string | undefined {
  const tabs = cellsOf(line);
  const cells = tabs.length > 1 ? tabs : (splitCsv(line)[0] ?? []);
  if (cells.length < 2) return undefined;
  const [first = '', second = ''] = cells;
  if (/^\d+$/.test(first) && idShape.test(second)) return second;
  const [only, ...more] = cells.filter(isPlainlyId);
  return more.length === 0 ? only : undefined;
}

const idShape = /^[PQR](?:[A-Z0-9]{6}|[A-Z0-9]{13})$/;

/** Columns are separated by tabs in a pipe, by two spaces or more at a terminal. */
const cellsOf = (line: string): string[] =>
  (line.includes('\t') ? line.split('\t') : line.trim().split(/ {2,}/)).map(cell => cell.trim());

/** The records of a csv text, by RFC 4180. A quote that is never closed ends with the text. */
export function splitCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)(?:"|$)|([^,\r\n]*))(,|\r?\n|$)/g)) {
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    if (record.some(cell => cell !== '')) records.push(record);
    record = [];
  }
  return records;
}
