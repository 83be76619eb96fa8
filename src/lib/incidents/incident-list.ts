import {PdError, usageError} from '../base/errors.ts';
import {isExactNumber, isObject, type Json, parseJson, stringField} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {readValue} from '../input/argument-values.ts';
import type {Io} from '../io/io.ts';
import {readYaml} from '../output/read-yaml.ts';
import {incidentWord} from '../resources/incident-word.ts';
import {
  type Header,
  headerOf,
  idOfRow,
  idUnder,
  isCsvHeader,
  isOfSomethingElse,
  namesIn,
  splitCsv,
} from './incident-table.ts';

/**
 * The incidents that the words of a command line name, as IDs and numbers, in order: `-` stands for those on standard
 * input, `@file` for those in a file. Nothing has been requested yet. Throws a usage error for what names no incident.
 */
export async function readIncidents(io: Io, argv: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const word of argv) {
    const isList = word === '-' || word.startsWith('@');
    if (!isList) found.push(incidentWord(word));
    else found.push(...(await incidentsIn(await readValue(io, word, 'ID'), nameOf(word))));
  }
  return found;
}

const nameOf = (word: string): string => (word === '-' || word === '@-' ? 'standard input' : word.slice(1));

/**
 * The incidents of a list: an ID, number or URL a line, JSON or YAML records, or a list of incidents as pd prints it in
 * any format, whole or some rows of it. `place` names the list in the usage error for a line that is none of these.
 */
export async function incidentsIn(text: string, place: string): Promise<string[]> {
  const start = text.trimStart();
  if (/^[{[]/.test(start)) {
    const whole = parsed(start);
    if (whole !== undefined) return inJson(whole, `A record of ${place} is not an incident`);
  }
  if (/^(?:---|- |[a-z_]+: )/.test(start))
    return inJson((await readYaml(start)) ?? null, `A record of ${place} is not an incident`);
  return inLines(text.split('\n'), place);
}

function inLines(lines: readonly string[], place: string): string[] {
  const found: string[] = [];
  let header: Header | undefined;
  for (const [index, raw] of lines.entries()) {
    // A table may come with its colours.
    const line = raw.replace(/\u001b\[[0-9;]*m/g, '').replace(/\r$/, '');
    const problem = `Line ${index + 1} of ${place} is not an incident: "${shortened(line.trim())}"`;
    if (line.trim() === '') continue;
    const next: Header | undefined = headerOf(line);
    if ((next !== undefined || isCsvHeader(line)) && isOfSomethingElse(namesIn(line))) throw notAList(problem);
    // A cell of csv may hold line breaks, so it is not read line by line.
    if (isCsvHeader(line)) return [...found, ...inCsv(lines.slice(index), `line ${index + 1} of ${place}`)];
    header = next ?? header;
    if (next === undefined) found.push(...inLine(line, header, problem));
  }
  return found;
}

function inLine(line: string, header: Header | undefined, problem: string): string[] {
  if (header !== undefined) {
    const id = idUnder(header, line);
    if (id !== undefined) return [reference(id, problem)];
  }
  if (/^\s*[{[]/.test(line) && !/^\s*\[[^\]]*\]\(/.test(line)) {
    const value = parsed(line);
    if (value === undefined) throw notAList(problem);
    return inJson(value, problem);
  }
  const words = wordsOf(line);
  if (words !== undefined) return words;
  return [reference(idOfRow(line) ?? line, problem)];
}

function inCsv(lines: readonly string[], place: string): string[] {
  const [head = [], ...rows] = splitCsv(lines.join('\n'));
  const column = head.findIndex(name => name.trim().toLowerCase() === 'id');
  const problem = (row: readonly string[]) => `A row below ${place} has no incident: "${shortened(row.join(','))}"`;
  return rows.map(row => reference(row[column] ?? '', problem(row)));
}

/**
 * Several references with spaces or commas between them. Undefined where one is something else, or where a plain number
 * may as well be the cell of a row.
 */
function wordsOf(line: string): string[] | undefined {
  const words = line.trim().split(/ +|, */);
  const bare = words.filter(word => /^\d+$/.test(word)).length;
  const isList = bare === 0 || (bare === words.length && !/,| {2}/.test(line.trim()));
  if (!isList || words.length === 1) return undefined;
  const found = words.flatMap(word => referenceIn(word) ?? []);
  return found.length === words.length ? found : undefined;
}

function inJson(value: Json, problem: string): string[] {
  if (typeof value === 'string') return [reference(value, problem)];
  if (typeof value === 'number' || isExactNumber(value)) return [reference(JSON.stringify(value), problem)];
  if (Array.isArray(value)) return value.flatMap(item => inJson(item, problem));
  if (!isObject(value)) throw notAList(problem);
  const wrapped = value['incidents'] ?? value['incident'];
  const id = stringField(value, 'id');
  if (id === undefined && wrapped !== undefined) return inJson(wrapped, problem);
  const type = stringField(value, 'type');
  const isIncident =
    type === undefined ? !isOfSomethingElse(Object.keys(value)) : /^incident(?:_reference)?$/.test(type);
  if (id === undefined || !isIncident) throw notAList(problem);
  return [reference(id, problem)];
}

function reference(word: string, problem: string): string {
  const found = referenceIn(word);
  if (found === undefined) throw notAList(problem);
  return found;
}

function referenceIn(word: string): string | undefined {
  try {
    return incidentWord(word);
  } catch (error) {
    if (error instanceof PdError && error.kind === 'usage') return undefined;
    throw error;
  }
}

/** Undefined for what is not JSON, which may still be one value a line. */
function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function notAList(problem: string): PdError {
  return usageError(problem, 'give one ID, number or URL per line, as pd incidents ls -o id prints them');
}
