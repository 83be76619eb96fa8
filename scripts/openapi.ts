import {isObject, type Json, type JsonObject} from '../src/lib/base/json.ts';
import {wrapperOf} from '../src/lib/rest/wrap.ts';

type Shape = 'array' | 'object' | 'scalar';

/** An OpenAPI description, with its references resolved. */
export class Description {
  readonly root: JsonObject;

  constructor(root: JsonObject) {
    this.root = root;
  }

  /** The base of the paths: "https://api.pagerduty.com/scim/v2". */
  get server(): string {
    return text(at(list(this.root['servers'])[0], 'url'));
  }

  *operations(): Generator<{method: string; path: string; item: JsonObject; operation: JsonObject}> {
    for (const [path, item] of Object.entries(object(this.root['paths']))) {
      for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
        const operation = at(item, method);
        if (isObject(operation)) yield {method: method.toUpperCase(), path, item: object(item), operation};
      }
    }
  }

  resolve(value: Json | undefined): JsonObject {
    let here = value;
    for (let hops = 0; hops < 20; hops++) {
      const reference = at(here, '$ref');
      if (typeof reference !== 'string') return object(here);
      here = this.root;
      for (const part of reference.slice(2).split('/')) {
        const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
        here = Array.isArray(here) ? here[Number(name)] : at(here, name);
      }
    }
    throw new Error('circular references');
  }

  parameters(item: JsonObject, operation: JsonObject): JsonObject[] {
    const byName = new Map<string, JsonObject>();
    for (const parameter of [...list(item['parameters']), ...list(operation['parameters'])]) {
      const resolved = this.resolve(parameter);
      byName.set(`${text(resolved['in'])} ${text(resolved['name'])}`, resolved);
    }
    return [...byName.values()];
  }

  /** The media types of the request. */
  requestTypes(operation: JsonObject): string[] {
    return Object.keys(object(this.resolve(operation['requestBody'])['content']));
  }

  requestMedia(operation: JsonObject): JsonObject | undefined {
    return this.#media(this.resolve(operation['requestBody']));
  }

  /** The JSON of the lowest 2xx response that has any. */
  responseMedia(operation: JsonObject): JsonObject | undefined {
    const responses = object(operation['responses']);
    for (const status of Object.keys(responses).sort()) {
      const media = status.startsWith('2') ? this.#media(this.resolve(responses[status])) : undefined;
      if (media) return media;
    }
    return undefined;
  }

  #media(holder: JsonObject): JsonObject | undefined {
    for (const [type, media] of Object.entries(object(holder['content']))) {
      if (/^application\/(?:.*\+)?json/.test(type)) return object(media);
    }
    return undefined;
  }

  /**
   * Every top-level key that a body of this schema may have and its schema, with allOf merged and oneOf/anyOf united.
   */
  keys(schema: Json | undefined): Map<string, Shape> {
    const found = new Map<string, Shape>();
    const resolved = this.resolve(schema);
    for (const [name, property] of Object.entries(object(resolved['properties']))) {
      found.set(name, this.#shape(property));
    }
    for (const part of ['allOf', 'oneOf', 'anyOf']) {
      for (const inner of list(resolved[part])) {
        for (const [name, shape] of this.keys(inner)) if (!found.has(name)) found.set(name, shape);
      }
    }
    return found;
  }

  #shape(schema: Json | undefined): Shape {
    const resolved = this.resolve(schema);
    const type = list(resolved['type'])[0] ?? resolved['type'];
    if (type === 'array' || type === 'object') return type;
    if (resolved['properties']) return 'object';
    for (const part of ['allOf', 'oneOf', 'anyOf']) {
      for (const inner of list(resolved[part])) {
        const shape = this.#shape(inner);
        if (shape !== 'scalar') return shape;
      }
    }
    return 'scalar';
  }

  /** The examples of a media object, with references resolved. */
  examples(media: JsonObject | undefined): Json[] {
    if (!media) return [];
    const named = Object.values(object(media['examples'])).map(example => this.resolve(example)['value']);
    return [media['example'], ...named].filter(example => example !== undefined);
  }
}

/** The key that wraps a request: the schema's, unless an example has another key that the path implies. */
export function requestWrapper(description: Description, operation: JsonObject, path: string): string | undefined {
  const media = description.requestMedia(operation);
  const parameters = [...path.matchAll(/\{(.+?)\}/g)].map(match => text(match[1]));
  const keys = description.keys(media?.['schema']);
  const bySchema = wrapperOf([...keys.keys()], name => keys.get(name) !== 'scalar', parameters);
  for (const example of description.examples(media)) {
    if (!isObject(example)) continue;
    const byExample = wrapperOf(
      Object.keys(example),
      name => typeof example[name] === 'object' && example[name] !== null,
      parameters,
    );
    if (byExample !== undefined && byExample !== bySchema && byExample === singular(path)) return byExample;
  }
  return bySchema;
}

// "/rulesets" implies `ruleset` for what is sent there, whatever a faulty example says.
const singular = (path: string): string =>
  (path.split('/').findLast(part => part !== '' && !part.startsWith('{')) ?? '').replace(/ies$/, 'y').replace(/s$/, '');

export const at = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
export const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
export const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
