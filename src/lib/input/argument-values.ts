import {messageOf, type PdError, usageError} from '../base/errors.ts';
import {isObject, type Json, type JsonObject, parseJson, whyNotJson} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import type {Io} from '../io/io.ts';

// Far more than any request PagerDuty accepts; it keeps `@/dev/zero` from filling the memory.
const longestValueBytes = 64 * 1024 * 1024;
const deepestLevel = 32;

/** The text that a flag or argument stands for: `-` is standard input, `@file` a file, anything else is literal. */
export async function readValue(io: Io, text: string, what: string): Promise<string> {
  if (text === '-' || text === '@-') return readStdin(io, what);
  if (!text.startsWith('@')) return text;
  const path = text.slice(1);
  if (path === '') throw usageError(`${what}: no file name after the @`);
  return decode(await readFile(path, what), `${what}: ${path}`);
}

/**
 * Every item that the words stand for, in order: `-` is one per line of standard input, `@file` one per line of a file.
 */
export async function itemsOf(io: Io, words: readonly string[], what: string): Promise<string[]> {
  const items: string[] = [];
  for (const word of words) {
    const isList = word === '-' || word.startsWith('@');
    if (isList) items.push(...linesOf(await readValue(io, word, what)));
    else items.push(word);
  }
  return items;
}

/**
 * A JSON object given as one value (JSON, `@file` or `-`) or as items (see parseItems).
 * Beyond parseItems, `key:=@file` takes the JSON of a file.
 */
export async function readObject(io: Io, values: readonly string[], what: string): Promise<JsonObject> {
  const [first = '', ...more] = values;
  if (!isWhole(first)) return parseItems(await Promise.all(values.map(value => embedFile(io, value, what))), what);
  if (more.length > 0) throw usageError(`${what}: one JSON object or key=value items, not both`);
  const value = parseJsonText(await readValue(io, first, what), what);
  if (!isObject(value)) throw usageError(`${what}: the JSON is not an object`, 'write {"key": "value"}');
  return value;
}

/**
 * An object made from items in httpie's syntax: `key=text` and `key:=json`. Dots nest (`host.name=db1`); `\.`, `\=`
 * and `\:` stand for the character itself. The last of two items with the same key wins.
 */
export function parseItems(items: readonly string[], what: string): JsonObject {
  const object: JsonObject = {};
  for (const item of items) {
    const {path, value} = parseItem(item, what);
    place(object, path, value, what);
  }
  return object;
}

/** Parses JSON that a user wrote. Throws a usage error that says where it is invalid. */
export function parseJsonText(text: string, what: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw usageError(`${what}: ${whyNotJson(error)}`);
  }
}

/** Undefined if the bytes are not UTF-8. A byte-order mark at the start is dropped. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    return undefined; // a fatal decoder throws only on invalid bytes
  }
}

/** The usage error for a file that is missing, forbidden, a folder or closed. */
export function unreadable(name: string, error: unknown): PdError {
  // Node adds the system call and the path, which is already in the name.
  return usageError(`${name} cannot be read: ${messageOf(error).replace(/, [a-z]+(?: '.*')?$/s, '')}`);
}

const claimed = new WeakSet<Io['stdin']>();

/** Claims standard input, which can be read only once. Throws a usage error if it is already claimed. */
export function claimStdin(io: Io, what: string): AsyncIterable<Uint8Array> {
  if (claimed.has(io.stdin)) throw usageError(`${what}: standard input is already being read`, 'use "-" only once');
  claimed.add(io.stdin);
  return io.stdin.chunks();
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');

const isWhole = (value: string): boolean => value === '-' || value.startsWith('@') || /^\s*[{[]/.test(value);

async function readStdin(io: Io, what: string): Promise<string> {
  const chunks = claimStdin(io, what);
  const bytes = await collect(chunks, `${what}: standard input`);
  return decode(bytes, `${what}: standard input`);
}

async function readFile(path: string, what: string): Promise<Uint8Array> {
  const {createReadStream} = await import('node:fs');
  return collect(createReadStream(path) as AsyncIterable<Uint8Array>, `${what}: ${path}`);
}

async function collect(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > longestValueBytes) break;
      parts.push(chunk);
    }
  } catch (error) {
    throw unreadable(name, error);
  }
  if (length > longestValueBytes) throw usageError(`${name} is larger than 64 MB`);
  return Buffer.concat(parts);
}

function decode(bytes: Uint8Array, name: string): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw usageError(`${name} is not valid UTF-8`);
  return text;
}

// "@file" is not JSON, so in a `:=` item it can only mean the file.
async function embedFile(io: Io, item: string, what: string): Promise<string> {
  const {separator, valueStart} = splitItem(item);
  if (separator !== ':=' || item[valueStart] !== '@') return item;
  return item.slice(0, valueStart) + (await readValue(io, item.slice(valueStart), what));
}

interface SplitItem {
  path: string[];
  separator: '=' | ':=' | undefined;
  valueStart: number;
}

/** Parses the key up to the first unescaped `=` or `:=`. */
function splitItem(item: string): SplitItem {
  const path: string[] = [];
  let name = '';
  for (let index = 0; index < item.length; index++) {
    const char = item.charAt(index);
    const next = item.charAt(index + 1);
    const isSeparator = char === '=' || (char === ':' && next === '=');
    if (char === '\\' && next !== '' && '.=:\\'.includes(next)) {
      name += next;
      index += 1;
    } else if (isSeparator) {
      path.push(name);
      return char === '='
        ? {path, separator: '=', valueStart: index + 1}
        : {path, separator: ':=', valueStart: index + 2};
    } else if (char === '.') {
      path.push(name);
      name = '';
    } else name += char;
  }
  return {path, separator: undefined, valueStart: item.length};
}

function parseItem(item: string, what: string): {path: string[]; value: Json} {
  const {path, separator, valueStart} = splitItem(item);
  const shown = shortened(item);
  if (separator === undefined) throw usageError(`${what}: "${shown}" is not key=value`, 'write key=text or key:=json');
  if (path.length > deepestLevel) throw usageError(`${what}: "${shown}" nests deeper than ${deepestLevel} levels`);
  if (path.includes(''))
    throw usageError(`${what}: "${shown}" has an empty name`, String.raw`write a dot in a name as \.`);
  const text = item.slice(valueStart);
  return {path, value: separator === '=' ? text : parseJsonText(text, `${what} ${path.join('.')}`)};
}

function place(root: JsonObject, path: readonly string[], value: Json, what: string): void {
  const last = path[path.length - 1] ?? '';
  let here = root;
  for (const [index, name] of path.slice(0, -1).entries()) {
    const held = Object.hasOwn(here, name) ? here[name] : define(here, name, {});
    if (!isObject(held)) throw conflict(path.slice(0, index + 1), what);
    here = held;
  }
  if (Object.hasOwn(here, last) && isObject(here[last])) throw conflict(path, what);
  define(here, last, value);
}

// Assigning to `__proto__` would set the prototype; defining makes it a key like any other.
function define<T extends Json>(object: JsonObject, name: string, value: T): T {
  Object.defineProperty(object, name, {value, enumerable: true, writable: true, configurable: true});
  return value;
}

function conflict(path: readonly string[], what: string): PdError {
  return usageError(`${what}: ${shortened(path.join('.'))} is given both as a value and as an object`);
}
