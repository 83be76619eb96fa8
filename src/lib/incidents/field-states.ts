import {type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import {valueText} from '../output/cells.ts';
import {pathPart} from '../resources/record-id.ts';
import type {FieldValue} from './field-values.ts';
import type {WrittenStates} from './write-each.ts';

export const fieldsPath = (id: string): string => `/incidents/${pathPart(id)}/custom_fields/values`;

/** The custom fields of incidents before and after a change, for the journal. */
export class FieldStates implements WrittenStates {
  readonly kind = 'fields';
  readonly #wanted = new Map<string, JsonObject>();
  readonly #before = new Map<string, JsonObject>();
  readonly #after = new Map<string, JsonObject>();

  /** `fields`: as they are, from the API. */
  begin(id: string, fields: readonly JsonObject[], values: readonly FieldValue[]): void {
    this.#wanted.set(id, Object.fromEntries(values.map(({name, value}) => [name, value])));
    this.#before.set(id, valuesOf(fields, Object.keys(this.wanted(id))));
  }

  readonly wanted = (id: string): JsonObject => this.#wanted.get(id) ?? {};
  readonly before = (id: string): JsonObject | undefined => this.#before.get(id);
  readonly after = (id: string): JsonObject | undefined => this.#after.get(id);

  readonly made = (id: string, answer: Json): void => {
    this.#after.set(id, valuesOf(objects(answer), Object.keys(this.wanted(id))));
  };

  readonly words = (id: string): string =>
    fieldChanges(this.#before.get(id) ?? {}, this.#after.get(id) ?? {}).join(', ');
}

/** The values of these fields, by name; null for one that is not set. Pure. */
export const valuesOf = (fields: readonly JsonObject[], names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.map(name => [name, fields.find(one => stringField(one, 'name') === name)?.['value'] ?? null]),
  );

/** `environment prod → test` for each field that differs. Pure. */
export function fieldChanges(before: JsonObject, after: JsonObject): string[] {
  const text = (value: Json | undefined) => valueText(value) || 'none';
  return Object.keys(after)
    .filter(name => text(before[name]) !== text(after[name]))
    .map(name => `${name} ${text(before[name])} → ${text(after[name])}`);
}
