import {messageOf} from './errors.ts';
import {isNestedDeeper} from './nesting.ts';

/** JSON as the API sends it. A number that JavaScript cannot represent exactly is kept as text (see parseJson). */
export type Json = null | boolean | string | number | ExactNumber | Json[] | JsonObject;
export type JsonObject = {[key: string]: Json};

/** The result of JSON.rawJSON: a frozen object that JSON.stringify prints as the text it was made from. */
export interface ExactNumber {
  readonly rawJSON: string;
}

// In the language since ES2025's source text access, but not yet in TypeScript's library.
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: {source?: string}) => unknown): unknown;
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
}
const json = JSON as unknown as JsonWithSource;

/**
 * How many levels of arrays and objects pd reads. PagerDuty's own JSON has about ten; without a limit, code that walks
 * a value could run out of stack.
 */
export const deepestNesting = 1_000;
// pd wraps what it has read, such as an event's details, in a few dozen levels at most.
const ownLevels = 100;

/** The text is nested deeper than pd reads. Code that handles text that is not JSON handles this as well. */
export class TooDeep extends SyntaxError {
  constructor(levels: number) {
    super(`it is nested more than ${levels.toLocaleString('en')} levels deep`);
  }
}

// A number that JavaScript may print differently: 16 digits or more, a fraction, an exponent, -0.
const inexact = /(?:-0(?=[\s,\]}]|$)|-?(?:\d{16,}|\d+[.eE]))/.source;
// After a name's colon; at the start, or in a list. A match inside a string only costs time, as the text is parsed the
// slower way. One pattern for both takes twice as long as two.
const inexactValue = new RegExp(String.raw`["\s]:\s*${inexact}`);
const inexactItem = new RegExp(String.raw`(?:^|[[,])\s*${inexact}`);

/**
 * Parses JSON without changing a number: those that JavaScript would round or reprint become ExactNumber. Throws a
 * SyntaxError; beyond `deepestNesting`, the subclass TooDeep.
 */
export function parseJson(text: string): Json {
  return parse(text, deepestNesting);
}

/** The same for text that pd made by wrapping what it had read: a queued event, a request. */
export function parseOwnJson(text: string): Json {
  return parse(text, deepestNesting + ownLevels);
}

function parse(text: string, levels: number): Json {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (isNestedDeeper(body, levels)) throw new TooDeep(levels);
  if (!inexactValue.test(body) && !inexactItem.test(body)) return JSON.parse(body) as Json;
  return json.parse(body, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined && String(value) !== context.source
      ? json.rawJSON(context.source)
      : value,
  ) as Json;
}

/**
 * Why parseJson rejected a text, for a sentence that names the text. The parser quotes a word of it: a short one of letters
 * (`None`) says what is wrong, another may be a key.
 */
export const whyNotJson = (error: unknown): string =>
  error instanceof TooDeep
    ? error.message
    : `not valid JSON (${messageOf(error).replace(/(["'])(?![A-Za-z]{1,9}\1|.\1).+\1/su, '$1…$1')})`;

export const isExactNumber = (value: unknown): value is ExactNumber => json.isRawJSON(value);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);

/** The elements of a list that are objects; none if it is not a list. */
export const objects = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The value's own property, never an inherited one. */
export const field = (value: unknown, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

export const stringField = (value: unknown, name: string): string | undefined => {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
};

/** The value at a dotted path (`service.summary`); undefined if there is none. */
export function atPath(value: unknown, path: string): Json | undefined {
  let here: unknown = value;
  for (const name of path.split('.')) {
    here = Array.isArray(here) && /^\d+$/.test(name) ? here[Number(name)] : field(here, name);
  }
  return here as Json | undefined;
}
