import {field, isObject, type Json, stringField} from '../base/json.ts';
import {longestSaid, shortened} from '../base/text.ts';

/** What unwrapping needs to know about a request; see match() in endpoints.ts. */
export interface Wrapping {
  /** The value in the path of each parameter. */
  pathValues: Readonly<Record<string, string>>;
}

/**
 * The body in the form that the endpoint expects: `{"name":"x"}` becomes `{"team":{"name":"x"}}`. A wrapped one is
 * unchanged.
 */
export function wrap(endpoint: {requestWrapper?: string | undefined} | undefined, body: Json): Json {
  const wrapper = endpoint?.requestWrapper;
  if (wrapper === undefined || isWrapped(wrapper, body)) return body;
  return {[wrapper]: body};
}

/** The contents of a body that may have been given with or without its wrapper. */
export function unwrapRequest(endpoint: {requestWrapper?: string | undefined} | undefined, body: Json): Json {
  const wrapper = endpoint?.requestWrapper;
  const inside = wrapper !== undefined && isWrapped(wrapper, body) ? field(body, wrapper) : body;
  return inside ?? null;
}

/** The contents of an answer, without the wrapper. An answer that has none is returned as it is. */
export function unwrap(body: Json, match?: Wrapping): Json {
  const wrapper = responseKey(body, match);
  return wrapper === undefined ? body : (field(body, wrapper) ?? body);
}

/** The key under which the answer contains its records or its one record. */
export function responseKey(body: Json, match?: Wrapping): string | undefined {
  if (!isObject(body)) return undefined;
  const pathValues = match?.pathValues ?? {};
  const isContainerAt = (name: string) => isContainer(field(body, name));
  // /tags/{id}/{entity_type} may contain users, teams and escalation_policies: the path says which one is meant.
  const named = Object.values(pathValues).find(value => Array.isArray(field(body, value)));
  return named ?? wrapperOf(Object.keys(body), isContainerAt, Object.keys(pathValues));
}

/** PagerDuty's warnings beside the requested data: `warnings`, an array of strings or of objects with a message. */
export function warningsBeside(result: Json, body: Json): string[] {
  const warnings = field(body, 'warnings');
  if (warnings === undefined || result === body || result === warnings) return [];
  const list = Array.isArray(warnings) ? warnings : [warnings];
  return list.map(warning => {
    const text = stringField(warning, 'message') ?? (typeof warning === 'string' ? warning : JSON.stringify(warning));
    return shortened(text, longestSaid);
  });
}

/**
 * The one key left after removing paging keys and side keys, if it holds an array or an object.
 * This works for nearly all of PagerDuty's endpoints; also used on the API description when the index is generated.
 */
export function wrapperOf(
  names: readonly string[],
  isContainerAt: (name: string) => boolean,
  pathParameters: readonly string[],
): string | undefined {
  const left = new Set(names.filter(name => !pagingKeys.has(name) && !pathParameters.includes(name)));
  for (const name of left) if (left.size > 1 && sideKeys.has(name)) left.delete(name);
  const [only] = left;
  return left.size === 1 && only !== undefined && isContainerAt(only) ? only : undefined;
}

const pagingKeys = new Set([
  'offset',
  'limit',
  'more',
  'total',
  'next_cursor',
  'cursor',
  'after',
  'before',
  'first',
  'last',
  'response_metadata',
]);

const sideKeys = new Set([
  'privileges',
  'additional_fields',
  'warnings',
  'account_id',
  'migrated_at',
  'migrated_by',
  'migrated_status',
  'migrated_to',
  'migrated_via',
]);

// A record may have an attribute named like its wrapper ({"status": "up"}), so only an object, an array or null under
// it counts.
const isWrapped = (wrapper: string, body: Json): boolean => {
  const inside = field(body, wrapper);
  return inside === null || isContainer(inside);
};

const isContainer = (value: Json | undefined): boolean => Array.isArray(value) || isObject(value);
