import {field, type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import type {RestRequest, Route} from './request.ts';

export const customFieldRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/incidents/:id/custom_fields/values', answer: showFields},
  {method: 'PUT', pattern: '/incidents/:id/custom_fields/values', answer: setFields},
  {
    method: 'GET',
    pattern: '/incidents/types',
    answer: request => ({status: 200, body: {incident_types: [baseType(request)]}}),
  },
  {
    method: 'GET',
    pattern: '/incidents/types/:type',
    answer: request => ({status: 200, body: {incident_type: typeOf(request)}}),
  },
  {method: 'GET', pattern: '/incidents/types/:type/custom_fields', answer: listFields},
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

function baseType({store}: RestRequest): JsonObject {
  const at = store.timestamp(0);
  const type = {id: 'PINCTYP', type: 'incident_type', name: 'incident_default', display_name: 'Base Incident'};
  return {...type, description: 'What every other type is based on', enabled: true, created_at: at, updated_at: at};
}

/** The type in the path, by its ID or its name. */
function typeOf(request: RestRequest): JsonObject {
  const type = baseType(request);
  if (![type['id'], type['name']].includes(request.param('type'))) throw notFound();
  return type;
}

function listFields(request: RestRequest): Reply {
  const {id: typeId, created_at, updated_at} = typeOf(request);
  const times = {created_at: created_at ?? null, updated_at: updated_at ?? null};
  const hasOptions = request.choices('include', ['field_options']).length > 0;
  const fields = definitions.map(({options = [], ...definition}) => ({
    ...definition,
    ...times,
    type: 'field',
    summary: definition['name'] ?? null,
    self: request.store.self(`incidents/types/${String(typeId)}/custom_fields/${String(definition['id'])}`),
    description: null,
    enabled: true,
    default_value: null,
    incident_type: typeId ?? null,
    ...(hasOptions && {
      field_options: options.map((value, index) => ({
        id: `${String(definition['id'])}OPT${index + 1}`,
        type: 'field_option',
        ...times,
        data: {data_type: 'string', value},
      })),
    }),
  }));
  return {status: 200, body: {fields}};
}

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
