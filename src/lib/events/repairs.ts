import {usageError} from '../base/errors.ts';
import {field, isExactNumber, isObject, type Json, type JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';

/** What was put right in one event: an alert is worth more than its wording. With `strict` nothing is put right. */
export class Repairs {
  readonly warnings: string[] = [];
  readonly #strict: boolean;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /** Warns of the problem and of what was done about it. Throws a usage error instead where that is not wanted. */
  note(problem: string, remedy: string): void {
    if (this.#strict) throw usageError(problem, 'leave out --strict to have it put right');
    this.warnings.push(`${problem}: ${remedy}`);
  }
}

/** The value as a message shows it. */
export const shown = (value: Json): string => shortened(JSON.stringify(value) ?? '');

/**
 * The text that a field holds, a number put right; undefined where it holds nothing. Throws a usage error for a list
 * or an object.
 */
export function textOf(object: JsonObject, name: string, what: string, repairs: Repairs): string | undefined {
  const value = field(object, name) ?? null;
  if (value === null || typeof value === 'string') return value ?? undefined;
  if (typeof value === 'object' && !isExactNumber(value)) throw usageError(`${what} ${shown(value)} is not a text`);
  const text = JSON.stringify(value);
  repairs.note(`${what} ${shown(value)} is not a text`, `sent as ${shown(text)}`);
  return text;
}

/** The object with these of its fields holding texts. */
export function withTexts(object: JsonObject, names: readonly string[], prefix: string, repairs: Repairs): JsonObject {
  const right = {...object};
  for (const name of names) {
    const text = textOf(object, name, `${prefix}${name}`, repairs);
    if (text !== undefined) right[name] = text;
  }
  return right;
}

/** Adds what had to leave its place to the details, under a name that is free. Returns the details and that name. */
export function keptInDetails(details: Json | undefined, name: string, value: Json): [JsonObject, string] {
  const object = isObject(details) ? details : details === undefined || details === null ? {} : {details};
  let key = name;
  for (let count = 2; Object.hasOwn(object, key) && object[key] !== value; count++) key = `${name}_${count}`;
  return [{...object, [key]: value}, key];
}
