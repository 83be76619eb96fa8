import {type Description, list, object, text} from '../../scripts/openapi.ts';
import {isExactNumber, isObject, type Json, type JsonObject} from '../../src/lib/base/json.ts';

/** What of a value is not as a schema of an OpenAPI description says, a line each: `users[0].id: is a number`. */
export const faultsAgainst = (description: Description, schema: Json | undefined, value: Json): string[] => [
  ...faultsOf(description, schema, value, ''),
  ...strangers(description, [schema], value, ''),
];

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

function faultsOf(description: Description, schema: Json | undefined, value: Json, where: string): string[] {
  const resolved = description.resolve(schema);
  if (value === null) return allowsNull(description, resolved) ? [] : [`${where}: is null`];
  const each = (part: string) => list(resolved[part]).map(one => faultsOf(description, one, value, where));
  const alternatives = [each('oneOf'), each('anyOf')].filter(faults => faults.length > 0);
  return [
    ...each('allOf').flat(),
    // Of alternatives the one that fits best tells what is wrong.
    ...alternatives.flatMap(faults => faults.toSorted((a, b) => a.length - b.length)[0] ?? []),
    ...ownFaults(description, resolved, value, where),
  ];
}

function allowsNull(description: Description, schema: JsonObject): boolean {
  const inner = ['allOf', 'oneOf', 'anyOf'].flatMap(part => list(schema[part]));
  const isOpen = schema['type'] === undefined && schema['properties'] === undefined && inner.length === 0;
  return schema['nullable'] === true || isOpen || inner.some(one => allowsNull(description, description.resolve(one)));
}

function ownFaults(description: Description, schema: JsonObject, value: Json, where: string): string[] {
  const type = text(schema['type']);
  if (type !== '' && !types[type]?.(value)) return [`${where}: is no ${type}: ${JSON.stringify(value).slice(0, 60)}`];
  const choices = list(schema['enum']);
  if (choices.length > 0 && !choices.includes(value)) return [`${where}: cannot be ${JSON.stringify(value)}`];
  if (Array.isArray(value))
    return value.flatMap((one, index) => faultsOf(description, schema['items'], one, `${where}[${index}]`));
  if (!isObject(value)) return [];
  const lacks = list(schema['required']).filter(name => !Object.hasOwn(value, text(name)));
  const inside = Object.entries(object(schema['properties'])).flatMap(([name, property]) =>
    value[name] === undefined ? [] : faultsOf(description, property, value[name], `${where}.${name}`),
  );
  return [...lacks.map(name => `${where}: lacks ${text(name)}`), ...inside];
}

const types: Readonly<Record<string, (value: Json) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: value => typeof value === 'string',
  boolean: value => typeof value === 'boolean',
  integer: value => Number.isInteger(value),
  number: value => typeof value === 'number' || isExactNumber(value),
};
