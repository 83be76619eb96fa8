import {isObject, type JsonObject, stringField} from '../base/json.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Context} from '../context.ts';
import {valueText} from '../output/cells.ts';
import * as descriptors from '../resources/descriptors.ts';
import {namesOf} from '../resources/named-record.ts';
import {isIdText} from '../resources/record-id.ts';
import {pathsOf} from '../resources/record-lists.ts';
import type {Query} from '../rest/rest-client.ts';
import type {AccountKind, Named} from './kinds.ts';
import {type Kept, mostRecords} from './name-cache.ts';

const resources = {
  services: descriptors.services,
  users: descriptors.users,
  teams: descriptors.teamsResource,
  schedules: descriptors.schedules,
  policies: descriptors.policies,
} as const satisfies Record<Exclude<AccountKind, 'incidents'>, descriptors.Resource>;

/**
 * What has come of a list within `withinMs`, if `search` is given of what PagerDuty finds for it. Never rejects: names
 * that cannot be fetched are not offered. `isWhole`: every list has come to its end.
 */
export async function fetchNames(
  {io, rest, settings}: Context,
  kind: AccountKind,
  {withinMs, search}: {withinMs: number; search?: string | undefined},
): Promise<Kept & {hasFailed: boolean}> {
  const records: Named[] = [];
  const query: Query = search === undefined ? [] : [['query', search]];
  const read = async (path: string): Promise<boolean> => {
    const client = await rest();
    let count = 0;
    for await (const page of client.list(path, {query: [...query, ...ownQuery(kind)], limit: mostRecords + 1})) {
      count += page.length;
      const found = page.filter(isObject).flatMap(row => namedIn(kind, row));
      records.push(...found.map(named => withoutSecrets(named, settings.redactor)));
    }
    return count <= mostRecords;
  };
  const paths = kind === 'incidents' ? ['/incidents'] : pathsOf(resources[kind]);
  let hasFailed = false;
  const reads = paths.map(path =>
    read(path).catch(() => {
      hasFailed = true;
      return false;
    }),
  );
  let callOff = (): void => undefined;
  const late = new Promise<false>(resolve => {
    callOff = io.later(withinMs, () => resolve(false));
  });
  const isWhole = await Promise.race([Promise.all(reads).then(ends => ends.every(end => end)), late]);
  callOff();
  return {atMs: io.now(), isWhole: isWhole && search === undefined, records: [...records], hasFailed};
}

/** Open incidents, the newest first. */
const ownQuery = (kind: AccountKind): Query =>
  kind === 'incidents'
    ? [
        ['statuses[]', 'triggered'],
        ['statuses[]', 'acknowledged'],
        ['sort_by', 'created_at:desc'],
      ]
    : [];

/** A name with a secret in it, which must be neither stored nor shown, cannot be typed either: its ID can. */
function withoutSecrets({id, name, text}: Named, redactor: Redactor): Named {
  const [safeName, safeText] = [redactor.redact(name), redactor.redact(text)];
  return safeName === name ? {id, name, text: safeText} : {id, name: id, text: safeName};
}

function namedIn(kind: AccountKind, row: JsonObject): Named[] {
  const id = stringField(row, 'id') ?? '';
  if (!isIdText(id)) return [];
  if (kind === 'incidents') {
    const number = valueText(row['incident_number'] ?? '');
    return [{id, name: /^\d{1,15}$/.test(number) ? number : id, text: stringField(row, 'title') ?? ''}];
  }
  const [name = '', email = ''] = namesOf(row, resources[kind]);
  return [{id, name, text: email}];
}
