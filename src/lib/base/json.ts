/** JSON as the API sends it. A number that JavaScript cannot hold exactly is kept as its own text (see parseJson). */
export type Json = null | boolean | string | number | ExactNumber | Json[] | JsonObject;
export type JsonObject = {[key: string]: Json};

/** What JSON.rawJSON makes: a frozen object that JSON.stringify prints as the text it was made of. */
export interface ExactNumber {
  readonly rawJSON: string;
}

// In the language since ES2025's source text access; not yet in TypeScript's library.
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: {source?: string}) => unknown): unknown;
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
}
const json = JSON as unknown as JsonWithSource;

// A number whose text JavaScript would not give back as it came: 16 digits or more, a fraction, an exponent, -0.
// It may also match inside a string, which only costs the slower way through.
const inexactNumber = /(?:^|[:[,\s])-?(?:\d{16,}|\d+[.eE]|0+(?=[,\]}\s])(?<=-0))/;

/** Parses JSON without changing a number: those that JavaScript would round or reprint stay ExactNumber. Throws SyntaxError, or RangeError on absurd nesting. */
export function parseJson(text: string): Json {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (!inexactNumber.test(body)) return JSON.parse(body) as Json;
  return json.parse(body, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined && String(value) !== context.source
      ? json.rawJSON(context.source)
      : value,
  ) as Json;
}

export const isExactNumber = (value: unknown): value is ExactNumber => json.isRawJSON(value);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);

/** Those of a list that are objects; none where it is no list. */
export const objects = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The value's own property, never an inherited one. */
export const field = (value: unknown, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

export const stringField = (value: unknown, name: string): string | undefined => {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
};

/** The value at a dotted path (`service.summary`); undefined where the path leads nowhere. */
export function atPath(value: unknown, path: string): Json | undefined {
  let here: unknown = value;
  for (const name of path.split('.')) {
    here = Array.isArray(here) && /^\d+$/.test(name) ? here[Number(name)] : field(here, name);
  }
  return here as Json | undefined;
}
