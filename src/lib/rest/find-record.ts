import {type PdError, usageError} from '../base/errors.ts';
import {atPath, isExactNumber, isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import {match} from './endpoints.ts';
import type {RestClient, RestOptions} from './rest-client.ts';

/**
 * The one record of a list whose attribute is `text`, ignoring case; undefined if there is none. Throws a usage error
 * if there are several.
 */
export async function findRecord(
  client: RestClient,
  path: string,
  wanted: {by: string; text: string} & Pick<RestOptions, 'query' | 'headers'>,
): Promise<JsonObject | undefined> {
  const {by, text} = wanted;
  const found: JsonObject[] = [];
  for await (const page of client.list(path, {
    ...wanted,
    query: [...(wanted.query ?? []), ...narrowing(path, by, text)],
  })) {
    found.push(...page.filter(record => sameText(atPath(record, by), text)));
  }
  if (found.length < 2) return found[0];
  const exact = found.filter(record => textOf(atPath(record, by)) === text);
  if (exact.length === 1) return exact[0];
  throw ambiguous(path, wanted, found);
}

/** Whether `record` already has all the values of `wanted`, so that there is nothing to update. */
export function isContained(wanted: Json, record: Json | undefined): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(record) &&
      record.length === wanted.length &&
      wanted.every((item, index) => isContained(item, record[index]))
    );
  }
  if (!isObject(wanted)) return record !== undefined && JSON.stringify(wanted) === JSON.stringify(record);
  return isObject(record) && Object.entries(wanted).every(([name, value]) => isContained(value, atOwn(record, name)));
}

export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isExactNumber(value) ? value.rawJSON : undefined;
}

const atOwn = (record: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const sameText = (value: Json | undefined, text: string): boolean =>
  textOf(value)?.toLowerCase() === text.toLowerCase();

/** PagerDuty's own `query` matches part of a name, so it only excludes records that cannot match. */
function narrowing(path: string, by: string, text: string): [string, string][] {
  const endpoint = match('GET', path)?.endpoint;
  const isNarrowable = by === 'name' && endpoint?.query.some(parameter => parameter.name === 'query');
  return isNarrowable ? [['query', text]] : [];
}

function ambiguous(path: string, {by, text}: {by: string; text: string}, found: readonly JsonObject[]): PdError {
  const ids = found.map(record => stringField(record, 'id') ?? '(no ID)');
  const shown = ids.length > 10 ? `${ids.slice(0, 10).join(', ')}, …` : ids.join(', ');
  return usageError(`${found.length} records in ${path} have the ${by} "${text}": ${shown}`, 'use the ID');
}
