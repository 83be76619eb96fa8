import {type PdError, usageError} from '../base/errors.ts';
import {isObject, type Json, type JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {parseJsonText} from './typed-json.ts';

const deepestLevel = 32;
// More elements than anybody writes, and few enough that a gap before one can be filled.
const largestIndex = 9999;

interface ItemOptions {
  /** Keys with numbers and brackets build lists: `a.0.b`, `a[0].b`, `a[]`, `a[b]`. Otherwise these are ordinary keys. */
  lists?: boolean;
}

/** One step of a key's path. */
interface Step {
  name: string;
  /** `a[b]` and `a[]` instead of `a.b`. */
  isBracket: boolean;
}

export interface SplitItem {
  path: Step[];
  separator: '=' | ':=' | undefined;
  valueStart: number;
}

/**
 * An object made from items in httpie's syntax: `key=text` and `key:=json`. They are set in `base`, which is changed.
 * Dots nest (`host.name=db1`); a backslash before `.`, `=`, `:` and, with `lists`, `[` and `]` makes it part of the
 * name. The last of two items with the same key wins.
 */
export function parseItems(
  items: readonly string[],
  what: string,
  options: ItemOptions = {},
  base: JsonObject = {},
): JsonObject {
  const built = new Set<Json>();
  for (const item of items) {
    const {path, value} = parseItem(item, what, options);
    place(base, path, value, {what, built, ...options});
  }
  return base;
}

/** Parses the key up to the first unescaped `=` or `:=`. */
export function splitItem(item: string, {lists = false}: ItemOptions = {}): SplitItem {
  const path: Step[] = [];
  const special = lists ? '.=:\\[]' : '.=:\\';
  let name = '';
  let isBracket = false;
  // After `]` there is no name before the next dot.
  let isDone = false;
  const end = () => {
    if (!isDone) path.push({name, isBracket});
    [name, isBracket, isDone] = ['', false, false];
  };
  for (let index = 0; index < item.length; index++) {
    const char = item.charAt(index);
    const next = item.charAt(index + 1);
    if (char === '\\' && next !== '' && special.includes(next)) {
      name += next;
      index += 1;
    } else if (!isBracket && (char === '=' || (char === ':' && next === '='))) {
      end();
      const separator = char === '=' ? '=' : ':=';
      return {path, separator, valueStart: index + separator.length};
    } else if (!isBracket && char === '.') {
      end();
    } else if (lists && char === '[' && !isBracket) {
      end();
      isBracket = true;
    } else if (isBracket && char === ']') {
      end();
      isDone = true;
    } else if (isDone) break;
    else name += char;
  }
  return {path, separator: undefined, valueStart: item.length};
}

function parseItem(item: string, what: string, options: ItemOptions): {path: Step[]; value: Json} {
  const {path, separator, valueStart} = splitItem(item, options);
  const shown = shortened(item);
  if (separator === undefined) throw usageError(`${what}: "${shown}" is not key=value`, 'write key=text or key:=json');
  if (path.length > deepestLevel) throw usageError(`${what}: "${shown}" nests deeper than ${deepestLevel} levels`);
  if (path.some(({name, isBracket}) => name === '' && !isBracket))
    throw usageError(`${what}: "${shown}" has an empty name`, String.raw`write a dot in a name as \.`);
  const text = item.slice(valueStart);
  return {path, value: separator === '=' ? text : parseJsonText(text, `${what} ${shownPath(path)}`)};
}

interface Placing extends ItemOptions {
  what: string;
  /** The objects and lists that items have built. Only a value that was given as a whole may be replaced. */
  built: Set<Json>;
}

function place(root: JsonObject, path: readonly Step[], value: Json, placing: Placing): void {
  let here: JsonObject | Json[] = root;
  for (const [index, step] of path.entries()) {
    const key = keyIn(here, step, path.slice(0, index + 1), placing);
    const held = own(here, key);
    const next = path[index + 1];
    if (next === undefined) {
      if (held !== undefined && placing.built.has(held)) throw conflict(path, placing.what);
      define(here, key, value);
      return;
    }
    const inside: Json = held ?? container(next, placing);
    if (held === undefined) define(here, key, inside);
    if (!isObject(inside) && !(placing.lists && Array.isArray(inside)))
      throw conflict(path.slice(0, index + 1), placing.what);
    here = inside;
  }
}

/** Creates what is missing: a list if the next step is an index. After a dot, only 0 begins a list. */
function container({name, isBracket}: Step, {lists = false, built}: Placing): JsonObject | Json[] {
  const isList = lists && (isBracket ? /^\d*$/.test(name) : name === '0');
  const made: JsonObject | Json[] = isList ? [] : {};
  built.add(made);
  return made;
}

function keyIn(here: JsonObject | Json[], {name, isBracket}: Step, path: readonly Step[], {what}: Placing): string {
  if (!Array.isArray(here)) {
    if (isBracket && name === '') throw conflict(path.slice(0, -1), what);
    return name;
  }
  if (isBracket && name === '') return String(here.length);
  if (!/^\d+$/.test(name)) throw conflict(path.slice(0, -1), what);
  const index = Number(name);
  if (index > largestIndex)
    throw usageError(`${what}: ${shortened(shownPath(path))} is past the largest index, ${largestIndex}`);
  while (here.length < index) here.push(null);
  return String(index);
}

/** The value at the key. A null in a list may be a gap before an element that was given earlier. */
function own(here: JsonObject | Json[], key: string): Json | undefined {
  if (!Object.hasOwn(here, key)) return undefined;
  return Array.isArray(here) ? (here[Number(key)] ?? undefined) : here[key];
}

// Assigning to `__proto__` would set the prototype; defining makes it a key like any other.
function define(holder: JsonObject | Json[], name: string, value: Json): void {
  Object.defineProperty(holder, name, {value, enumerable: true, writable: true, configurable: true});
}

const shownPath = (path: readonly Step[]): string =>
  path.map(({name, isBracket}, index) => (isBracket ? `[${name}]` : index === 0 ? name : `.${name}`)).join('');

const conflict = (path: readonly Step[], what: string): PdError =>
  usageError(`${what}: ${shortened(shownPath(path))} is given both as a value and as an object`);
