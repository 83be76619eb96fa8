import {type PdError, usageError} from '../base/errors.ts';
import {folded} from '../base/folded.ts';
import {atPath, isExactNumber, isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import {match} from './endpoints.ts';
import type {RestClient, RestOptions} from './rest-client.ts';
import {layeredPath, shiftBasedPath} from './schedule-kinds.ts';

type Wanted = {
  by: string;
  text: string;
  /** If the path is that of schedules, look for schedules of both kinds. */
  everyKind?: boolean;
} & Pick<RestOptions, 'query' | 'headers'>;

/**
 * The one record of a list whose attribute is `text`, ignoring case; undefined if there is none. Throws a usage error
 * if there are several.
 */
export async function findRecord(client: RestClient, path: string, wanted: Wanted): Promise<JsonObject | undefined> {
  const {by, text} = wanted;
  const narrowed = narrowing(path, by, text);
  let found = await matchingAnywhere(client, path, wanted, narrowed);
  // The server promises only to search names, and nothing about Unicode forms.
  const mayBeMissed = by !== 'name' || /[^\u0000-\u007f]/.test(text);
  if (found.length === 0 && narrowed.length > 0 && mayBeMissed)
    found = await matchingAnywhere(client, path, wanted, []);
  if (found.length < 2) return found[0];
  const exact = found.filter(record => textOf(valueIn(record, by)) === text);
  if (exact.length === 1) return exact[0];
  throw ambiguous(path, wanted, found);
}

/** If one of several lists fails, throws only if the others have no such record. */
async function matchingAnywhere(
  client: RestClient,
  path: string,
  wanted: Wanted,
  narrowed: readonly [string, string][],
): Promise<JsonObject[]> {
  const {everyKind = false, ...one} = wanted;
  const isSchedules = everyKind && match('GET', client.describe(path).path)?.endpoint.path === layeredPath;
  if (!isSchedules) return await matching(client, path, one, narrowed);
  const failures: unknown[] = [];
  const lists = [path, shiftBasedPath].map(list =>
    matching(client, list, one, narrowed).catch((error: unknown) => {
      failures.push(error);
      return [];
    }),
  );
  const found = (await Promise.all(lists)).flat();
  if (found.length === 0 && failures.length > 0) throw failures[0];
  return found;
}

async function matching(
  client: RestClient,
  path: string,
  wanted: Wanted,
  narrowed: readonly [string, string][],
): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for await (const page of client.list(path, {...wanted, query: [...(wanted.query ?? []), ...narrowed]})) {
    found.push(...page.filter(record => sameText(valueIn(record, wanted.by), wanted.text)));
  }
  return found;
}

/** The value of the attribute. A list may contain references, whose name is their summary. */
function valueIn(record: JsonObject, by: string): Json | undefined {
  const value = atPath(record, by);
  const isReference = stringField(record, 'type')?.endsWith('_reference') === true;
  return value === undefined && by === 'name' && isReference ? record['summary'] : value;
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

const sameText = (value: Json | undefined, text: string): boolean => folded(textOf(value) ?? '') === folded(text);

/** PagerDuty's own `query` matches part of a name or of an e-mail, so it only excludes records that cannot match. */
function narrowing(path: string, by: string, text: string): [string, string][] {
  const endpoint = match('GET', path)?.endpoint;
  const isNarrowable =
    (by === 'name' || by === 'email') && endpoint?.query.some(parameter => parameter.name === 'query');
  return isNarrowable ? [['query', text.normalize('NFC')]] : [];
}

function ambiguous(path: string, {by, text}: {by: string; text: string}, found: readonly JsonObject[]): PdError {
  const ids = found.map(record => stringField(record, 'id') ?? '(no ID)');
  const shown = ids.length > 10 ? `${ids.slice(0, 10).join(', ')}, …` : ids.join(', ');
  return usageError(`${found.length} records in ${path} have the ${by} "${text}": ${shown}`, 'use the ID');
}
