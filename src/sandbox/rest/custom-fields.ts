import {field, type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import type {RestRequest, Route} from './request.ts';

export const customFieldRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/incidents/:id/custom_fields/values', answer: showFields},
  {method: 'PUT', pattern: '/incidents/:id/custom_fields/values', answer: setFields},
];

/** The fields that every incident of the sandbox has, one for each type of value in PagerDuty. */
const definitions: readonly (JsonObject & {data_type: string; options?: string[]})[] = [
  {
    id: 'PFIELD1',
    name: 'environment',
    display_name: 'Environment',
    data_type: 'string',
    field_type: 'single_value_fixed',
    options: ['production', 'staging', 'test'],
  },
  {
    id: 'PFIELD2',
    name: 'customers_affected',
    display_name: 'Customers affected',
    data_type: 'integer',
    field_type: 'single_value',
  },
  {id: 'PFIELD3', name: 'regions', display_name: 'Regions', data_type: 'string', field_type: 'multi_value'},
  {
    id: 'PFIELD4',
    name: 'post_mortem',
    display_name: 'Post-mortem needed',
    data_type: 'boolean',
    field_type: 'single_value',
  },
];

function fieldsOf(request: RestRequest): JsonObject[] {
  const fields = request.store.part('custom_fields', request.incident().id);
  if (fields.length > 0) return fields;
  for (const {options: _options, ...definition} of definitions) {
    fields.push({...definition, type: 'field_value', description: null, value: null});
  }
  return fields;
}

function showFields(request: RestRequest): Reply {
  return {status: 200, body: {custom_fields: fieldsOf(request)}};
}

function setFields(request: RestRequest): Reply {
  const fields = fieldsOf(request);
  const changes = objects(field(request.body(), 'custom_fields')).map(change => {
    const found = fields.find(one => one['id'] === change['id'] || one['name'] === change['name']);
    if (found === undefined) throw invalid(`There is no custom field "${String(change['name'] ?? change['id'])}"`);
    const value = field(change, 'value') ?? null;
    checkValue(String(found['name']), value);
    return {found, value};
  });
  if (changes.length === 0) throw invalid('"custom_fields" is missing from the body');
  for (const {found, value} of changes) found['value'] = value;
  // The API description says 201, although nothing is created.
  return {status: 201, body: {custom_fields: fields}};
}

const jsonTypes: Record<string, string> = {string: 'string', integer: 'number', boolean: 'boolean'};

function checkValue(name: string, value: Json): void {
  const definition = definitions.find(one => one['name'] === name);
  if (definition === undefined || value === null) return;
  const isMulti = String(definition['field_type']).startsWith('multi_value');
  if (isMulti !== Array.isArray(value)) throw invalid(`${name} takes ${isMulti ? 'a list' : 'one value'}`);
  const wrong = (Array.isArray(value) ? value : [value]).find(
    one => typeof one !== jsonTypes[definition.data_type] || definition.options?.includes(String(one)) === false,
  );
  if (wrong !== undefined) throw invalid(`${name} cannot be ${JSON.stringify(wrong)}`);
}
