import {messageOf, PdError, usageError} from '../base/errors.ts';
import {isObject, type JsonObject} from '../base/json.ts';
import {once} from '../base/once.ts';
import type {Io} from '../io/io.ts';
import {parseItems, splitItem} from './items.ts';
import {parseJsonText} from './typed-json.ts';

// Far more than any request PagerDuty accepts; it keeps `@/dev/zero` from filling the memory.
const longestValueBytes = 64 * 1024 * 1024;

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

interface ObjectOptions {
  /** As in httpie, `key=@file` is the text of a file, and keys with numbers and brackets build lists. */
  files?: boolean;
  /** The object in which the items are set. */
  base?: JsonObject;
}

/**
 * A JSON object given as one value (JSON, `@file` or `-`) or as items (see parseItems).
 * Beyond parseItems, `key:=@file` takes the JSON of a file.
 */
export async function readObject(
  io: Io,
  values: readonly string[],
  what: string,
  options: ObjectOptions = {},
): Promise<JsonObject> {
  const [first = '', ...more] = values;
  if (!isWhole(first)) {
    const items = await Promise.all(values.map(value => embedFile(io, value, what, options)));
    return parseItems(items, what, {lists: options.files ?? false}, options.base);
  }
  if (more.length > 0) throw usageError(`${what}: one JSON object or key=value items, not both`);
  const value = parseJsonText(await readValue(io, first, what), what);
  if (!isObject(value)) throw usageError(`${what}: the JSON is not an object`, 'write {"key": "value"}');
  return {...options.base, ...value};
}

const strictUtf8 = once(() => new TextDecoder('utf-8', {fatal: true}));

/** Undefined if the bytes are not UTF-8. A byte-order mark at the start is dropped. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8().decode(bytes);
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

/** The item with `@file` replaced by the contents of that file. */
async function embedFile(io: Io, item: string, what: string, {files = false}: ObjectOptions): Promise<string> {
  const {path, separator, valueStart} = splitItem(item, {lists: files});
  const value = item.slice(valueStart);
  // "@file" is not JSON, so in a `:=` item it can only mean the file.
  if (!value.startsWith('@') || separator === undefined || (separator === '=' && !files)) return item;
  const text = await readValue(io, value, what).catch((error: unknown) => {
    if (separator === ':=' || !(error instanceof PdError)) throw error;
    const name = path.map(({name}) => name).join('.');
    throw usageError(error.message, `for a text that begins with @, write ${name}:='"${value}"'`);
  });
  return item.slice(0, valueStart) + text;
}
