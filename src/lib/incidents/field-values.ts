import {PdError, usageError} from '../base/errors.ts';
import {folded} from '../base/folded.ts';
import {type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import {longestSaid, shortened} from '../base/text.ts';

export interface FieldValue {
  name: string;
  value: Json;
}

/**
 * Converts the values typed to those that PagerDuty accepts: names as the field spells them, texts as the field's type.
 * Pure.
 */
export function fieldValues(items: Readonly<Record<string, Json>>, fields: readonly JsonObject[]): FieldValue[] {
  return Object.entries(items).map(([typed, value]) => {
    const found = fieldNamed(typed, fields);
    const name = stringField(found, 'name') ?? typed;
    const kind = stringField(found, 'data_type') ?? '';
    const isList = stringField(found, 'field_type')?.startsWith('multi_value') === true;
    if (typeof value !== 'string') return {name, value};
    const options = optionsOf(found);
    const read = (text: string) => chosenOption(name, converted(name, text, kind), options);
    if (!isList) return {name, value: read(value)};
    // An empty value empties the list.
    const parts = value.trim() === '' ? [] : value.split(',');
    return {name, value: parts.map(part => read(part.trim()))};
  });
}

function fieldNamed(typed: string, fields: readonly JsonObject[]): JsonObject {
  const exact = fields.find(field => stringField(field, 'name') === typed);
  const wanted = typed.toLowerCase();
  const found = exact ?? fields.find(field => stringField(field, 'name')?.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const names = fields.map(field => stringField(field, 'name') ?? '').filter(name => name !== '');
  throw new PdError('not-found', `No custom field is named "${shortened(typed)}"`, {
    next:
      names.length === 0
        ? 'the incident has no custom fields'
        : `the fields are ${shortened(names.join(', '), longestSaid)}`,
  });
}

/** What a field with a fixed choice can be, where its definition is known. */
function optionsOf(found: JsonObject): string[] {
  if (stringField(found, 'field_type')?.endsWith('_fixed') !== true) return [];
  return objects(found['field_options']).flatMap(option => stringField(option['data'], 'value') ?? []);
}

/** The option that is meant, as it is spelled. Throws a usage error if there is none. */
function chosenOption(name: string, value: Json, options: readonly string[]): Json {
  if (options.length === 0 || typeof value !== 'string') return value;
  const wanted = folded(value);
  const found = options.find(option => option === value) ?? options.find(option => folded(option) === wanted);
  if (found !== undefined) return found;
  throw usageError(`${name}: "${shortened(value)}" is not one of its options`, `it can be ${options.join(', ')}`);
}

function converted(name: string, text: string, kind: string): Json {
  if (kind === 'boolean') {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    throw usageError(`${name}: "${shortened(text)}" is not true or false`);
  }
  if (kind !== 'integer' && kind !== 'float') return text;
  const isNumber = kind === 'integer' ? /^[+-]?\d+$/.test(text) : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  const number = Number(text);
  // An integer that would be rounded is not the one that was typed.
  if (isNumber && (kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number))) return number;
  throw usageError(`${name}: "${shortened(text)}" is not ${kind === 'integer' ? 'an integer' : 'a number'}`);
}
