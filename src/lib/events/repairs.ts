import {usageError} from '../base/errors.ts';
import {field, isExactNumber, isObject, type Json, type JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';

/** What was corrected in one event: the alert matters more than its wording. With `strict`, nothing is corrected. */
export class Repairs {
  readonly warnings: string[] = [];
  readonly #strict: boolean;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /** Warns about the problem and what was done about it. With `strict`, throws PdError `usage` instead. */
  note(problem: string, remedy: string): void {
    if (this.#strict) throw usageError(problem, 'leave out --strict to have it corrected');
    this.warnings.push(`${problem}: ${remedy}`);
  }
}

/** The value as a message shows it. */
export const shown = (value: Json): string => shortened(JSON.stringify(value) ?? '');

/**
 * The text in a field; a number becomes text, and null or nothing undefined. Throws PdError `usage` for a list or
 * object.
 */
export function textOf(object: JsonObject, name: string, what: string, repairs: Repairs): string | undefined {
  const value = field(object, name) ?? null;
  if (value === null || typeof value === 'string') return value ?? undefined;
  if (typeof value === 'object' && !isExactNumber(value)) throw usageError(`${what} ${shown(value)} is not a string`);
  const text = JSON.stringify(value);
  repairs.note(`${what} ${shown(value)} is not a string`, `sent as ${shown(text)}`);
  return text;
}

/** The object with these fields turned into texts. */
export function withTexts(object: JsonObject, names: readonly string[], prefix: string, repairs: Repairs): JsonObject {
  const right = {...object};
  for (const name of names) {
    const text = textOf(object, name, `${prefix}${name}`, repairs);
    if (text !== undefined) right[name] = text;
  }
  return right;
}

/** Adds a value that had to be moved to the details, under an unused name. Returns the details and that name. */
export function keptInDetails(details: Json | undefined, name: string, value: Json): [JsonObject, string] {
  const object = isObject(details) ? details : details === undefined || details === null ? {} : {details};
  let key = name;
  for (let count = 2; Object.hasOwn(object, key) && object[key] !== value; count++) key = `${name}_${count}`;
  return [{...object, [key]: value}, key];
}
