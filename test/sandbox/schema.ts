import {Ajv, type ErrorObject, type ValidateFunction} from 'ajv';
import {type Description, list, object} from '../../scripts/openapi.ts';
import {isObject, type Json, type JsonObject} from '../../src/lib/base/json.ts';

/** What of a value is not as a schema of an OpenAPI description says, a line each: `/users/0/id must be string`. */
export function faultsAgainst(description: Description, schema: Json | undefined, value: Json): string[] {
  const validate = validator(description, schema);
  // Without pd's way to keep a number exact, which is an object.
  validate(JSON.parse(JSON.stringify(value)));
  // One part of a schema may forbid what another has: what is besides all of them is told by `strangers`.
  const faults = (validate.errors ?? []).filter(({keyword}) => keyword !== 'additionalProperties');
  return [...faults.map(faultOf), ...strangers(description, [schema], value, '')];
}

const faultOf = ({instancePath, message, params}: ErrorObject): string => {
  const allowed = 'allowedValues' in params ? `: ${params['allowedValues'].join(', ')}` : '';
  return `${instancePath} ${message}${allowed}`;
};

const validators = new WeakMap<Description, Ajv>();

/** Schemas of OpenAPI 3.0 are those of JSON Schema, but for null and for keys that only people read. */
function validator(description: Description, schema: Json | undefined): ValidateFunction {
  let ajv = validators.get(description);
  if (ajv === undefined) {
    ajv = new Ajv({strict: false, validateFormats: false, allErrors: true});
    ajv.addSchema(object(withNull(description.root)), 'description');
    validators.set(description, ajv);
  }
  const text = JSON.stringify(withNull(schema ?? {}));
  return ajv.compile(JSON.parse(text.replaceAll('"$ref":"#', '"$ref":"description#')));
}

/** `nullable` counts beside `type` alone for ajv, and beside any keyword in the descriptions. */
function withNull(value: Json): Json {
  if (Array.isArray(value)) return value.map(withNull);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNull(one)]));
  const {nullable, ...rest} = inner;
  if (nullable === true) return {anyOf: [{type: 'null'}, rest]};
  return nullable === false ? rest : inner;
}

/** What a value has beyond all that the schemas of its place say. */
function strangers(
  description: Description,
  schemas: readonly (Json | undefined)[],
  value: Json,
  where: string,
): string[] {
  const all = schemas.flatMap(schema => partsOf(description, schema));
  if (Array.isArray(value)) {
    const items = all.flatMap(schema => schema['items'] ?? []);
    return value.flatMap((one, index) => strangers(description, items, one, `${where}[${index}]`));
  }
  if (!isObject(value) || all.every(schema => schema['properties'] === undefined)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const properties = all.flatMap(schema => object(schema['properties'])[name] ?? []);
    const isKnown = properties.length > 0 || all.some(schema => list(schema['required']).includes(name));
    return isKnown ? strangers(description, properties, inner, `${where}.${name}`) : [`${where}: has ${name} besides`];
  });
}

/** A schema and all that it is put together from. */
function partsOf(description: Description, schema: Json | undefined): JsonObject[] {
  const resolved = description.resolve(schema);
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap(part => list(resolved[part]));
  return [resolved, ...parts.flatMap(part => partsOf(description, part))];
}
