import {usageError} from '../base/errors.ts';
import {field, isObject, type Json} from '../base/json.ts';

/** Parses the value of --fields. Throws a usage error for an invalid path. */
export function parseFields(text: string): string[] {
  const fields = text.split(',').map(path => path.trim());
  const wrong = fields.find(path => path === '' || path.split('.').includes(''));
  if (wrong === undefined) return [...new Set(fields)];
  throw usageError(
    wrong === '' ? '--fields has an empty field' : `--fields: "${wrong}" is not a dotted path`,
    '--fields id,service.summary',
  );
}

/**
 * The value at a dotted path. A name after a list applies to each item: `teams.summary` is the list of the summaries.
 */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  return walk(value, path.split('.'), 0);
}

function walk(value: Json | undefined, names: readonly string[], at: number): Json | undefined {
  const name = names[at];
  if (name === undefined) return value;
  if (!Array.isArray(value)) return walk(field(value, name), names, at + 1);
  if (isIndex(name)) return walk(value[Number(name)], names, at + 1);
  const found = value.map(item => walk(item, names, at)).filter(item => item !== undefined);
  return found.length === 0 && value.length > 0 ? undefined : found;
}

const isIndex = (name: string): boolean => /^\d+$/.test(name);

/** The names requested below a value; null for the whole value. */
type Wanted = Map<string, Wanted | null>;

/** Makes a function that reduces a value to the requested fields, in their order and in their original nesting. */
export function narrowing(fields: readonly string[]): (value: Json) => Json {
  const wanted: Wanted = new Map();
  for (const path of fields) want(wanted, path.split('.'));
  return value => narrow(value, wanted);
}

function want(wanted: Wanted, [name, ...rest]: readonly string[]): void {
  if (name === undefined) return;
  const below = wanted.get(name);
  if (below === null) return;
  if (rest.length === 0) {
    wanted.set(name, null);
    return;
  }
  const names: Wanted = below ?? new Map();
  wanted.set(name, names);
  want(names, rest);
}

/** A missing field becomes null, so that every record has the same shape. */
function narrow(value: Json | undefined, wanted: Wanted | null): Json {
  if (value === undefined || wanted === null) return value ?? null;
  if (Array.isArray(value)) {
    const names = [...wanted];
    return names.every(([name]) => isIndex(name))
      ? names.map(([name, below]) => narrow(value[Number(name)], below))
      : value.map(item => narrow(item, wanted));
  }
  if (!isObject(value)) return null;
  return Object.fromEntries([...wanted].map(([name, below]) => [name, narrow(field(value, name), below)]));
}
