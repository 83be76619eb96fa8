// Writes src/lib/rest/endpoints.generated.ts from PagerDuty's OpenAPI descriptions: npm run generate -- FILE…
import fs from 'node:fs';
import path from 'node:path';
import type {JsonObject} from '../src/lib/base/json.ts';
import {Description, list, object, requestWrapper, text} from './openapi.ts';
import {replacementsIn} from './replacements.ts';

const target = path.join(import.meta.dirname, '../src/lib/rest/endpoints.generated.ts');

/** Facts that the descriptions state only in prose, or not at all. */
const exceptions = {
  /** The longest span of since/until that the API accepts, in days; a month counts as the shortest month. */
  widestDays: [
    [/^\/incidents$/, 180],
    [/\/audit\/records$/, 31],
    [/^\/notifications$/, 88],
    [/^\/analytics\/raw\/(incidents|responders)/, 365],
  ] satisfies [RegExp, number][],
  /** since/until select what is rendered, not which records are listed. */
  rendering: /^\/(v3\/)?schedules|^\/paused_incident_reports/,
  maxPage: [[/^\/analytics\//, 1000]] satisfies [RegExp, number][],
  /** Exists in practice, but is missing from the description. */
  more: [['/incidents/count', 'G ?statuses[]|urgencies[]|service_ids[]|team_ids[]|user_ids[]|date_range ^r']],
} as const;

export function generate(files: readonly string[]): string {
  const byPath = new Map<string, string[]>();
  for (const file of files) {
    const description = new Description(JSON.parse(fs.readFileSync(file, 'utf8')) as JsonObject);
    if (new URL(description.server).host.startsWith('events.')) continue;
    const replacements = replacementsIn(description);
    for (const found of description.operations()) {
      const {host, path: prefix} = serverOf(description, found.item, found.operation);
      const full = prefix + found.path;
      const replacement = replacements.get(`${found.method} ${found.path}`);
      const facts = encode(description, {...found, path: full, host, replacement});
      byPath.set(full, [...(byPath.get(full) ?? []), facts]);
    }
  }
  for (const [full, facts] of exceptions.more) byPath.set(full, [facts]);
  return [
    '// Generated from the OpenAPI descriptions by `npm run generate -- FILE…` (scripts/generate-endpoints.ts). Do not edit.',
    '/** One path segment a line, after its depth; then its operations. endpoints.ts reads it. */',
    `export const endpointIndex = \`${tree([...byPath]).join('\n')}\`;`,
    '',
  ].join('\n');
}

/** The paths as a tree, with segments in byte order so that the file changes only where the API does. */
function tree(paths: readonly (readonly [string, readonly string[]])[], depth = 0): string[] {
  const bySegment = new Map<string, [string, readonly string[]][]>();
  for (const [full, operations] of paths) {
    const [segment = '', ...rest] = full.replace(/^\//, '').split('/');
    bySegment.set(segment, [...(bySegment.get(segment) ?? []), [rest.join('/'), operations]]);
  }
  return [...bySegment.keys()].sort().flatMap(segment => {
    const below = bySegment.get(segment) ?? [];
    const own = below.filter(([rest]) => rest === '').flatMap(([, operations]) => operations);
    return [
      [depth + segment, ...own].join(';'),
      ...tree(
        below.filter(([rest]) => rest !== ''),
        depth + 1,
      ),
    ];
  });
}

interface Found {
  method: string;
  path: string;
  host: string;
  item: JsonObject;
  operation: JsonObject;
  replacement: string | undefined;
}

const letters: Record<string, string> = {GET: 'G', POST: 'P', PUT: 'U', PATCH: 'A', DELETE: 'D'};

/** The facts of one operation, separated by spaces; decode() in endpoints.ts is the counterpart. */
function encode(description: Description, found: Found): string {
  const parameters = description.parameters(found.item, found.operation);
  const query = parameters.filter(parameter => parameter['in'] === 'query');
  const paging = pagingOf(description, found, query);
  const wrapper = requestWrapper(description, found.operation, found.path);
  const accept = acceptOf(description, found.operation);
  return [
    letters[found.method],
    wrapper && `>${wrapper}`,
    paging && `%${paging}`,
    queryNames(query),
    windowOf(found, query, paging),
    ...parameters.filter(parameter => parameter['in'] === 'header').map(headerOf),
    found.host === 'api' ? undefined : `@${found.host}`,
    accept && `=${accept}`,
    ...description
      .requestTypes(found.operation)
      .filter(type => !type.includes('json'))
      .map(type => `&${type}`),
    found.operation['x-pd-operation-limit'] === true && '!',
    found.operation['deprecated'] === true && `-${shortName(found.replacement)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** `GET /x` as `G/x`. */
const shortName = (operation = ''): string =>
  operation.replace(/^(\w+) /, (_, method: string) => letters[method] ?? '');

// The paging keys are implied by the style, since and until by the window.
const implied = new Set(['limit', 'offset', 'total', 'cursor', 'after', 'before', 'startIndex', 'count', 'until']);

function queryNames(query: readonly JsonObject[]): string | undefined {
  const isWindow = query.some(parameter => parameter['name'] === 'until');
  const own = query.filter(({name}) => !implied.has(text(name)) && !(isWindow && name === 'since'));
  const names = own.map(parameter => {
    const name = text(parameter['name']);
    // An array without brackets in its name is one value, with its items separated by commas.
    const commas = !name.endsWith('[]') && object(parameter['schema'])['type'] === 'array';
    return `${name}${commas ? ',' : ''}${parameter['required'] === true ? '!' : ''}`;
  });
  return names.length > 0 ? `?${names.join('|')}` : undefined;
}

function pagingOf(
  description: Description,
  {method, path: full, operation}: Found,
  query: readonly JsonObject[],
): string | undefined {
  const style = styleOf(description, method, operation, new Set(query.map(parameter => text(parameter['name']))));
  if (!style) return undefined;
  const limit = object(query.find(parameter => /^(limit|count)$/.test(text(parameter['name']))));
  const declared = object(limit['schema'])['maximum'];
  const max =
    exceptions.maxPage.find(([pattern]) => pattern.test(full))?.[1] ?? (typeof declared === 'number' ? declared : 100);
  return max === 100 ? style : style + max;
}

/** c classic, n classic without `total`, k cursor, a after, b in the body, l only a limit, x capped, s SCIM. */
function styleOf(
  description: Description,
  method: string,
  operation: JsonObject,
  query: ReadonlySet<string>,
): string | undefined {
  const answer = description.keys(description.responseMedia(operation)?.['schema']);
  if (method === 'POST') {
    const body = description.keys(description.requestMedia(operation)?.['schema']);
    return body.has('starting_after') && answer.has('last') ? 'b' : undefined;
  }
  if (method !== 'GET') return undefined;
  if (query.has('startIndex')) return 's';
  if (query.has('after')) return 'a';
  if (query.has('cursor') || answer.has('next_cursor')) return 'k';
  if (query.has('offset')) return query.has('total') ? 'c' : 'n';
  if (answer.has('offset') && answer.has('more')) return 'n';
  if (query.has('limit')) return 'l';
  return answer.has('more') ? 'x' : undefined;
}

function windowOf({path: full}: Found, query: readonly JsonObject[], paging: string | undefined): string | undefined {
  const days = exceptions.widestDays.find(([pattern]) => pattern.test(full))?.[1] ?? '';
  if (paging?.startsWith('b')) return days === '' ? undefined : `^f${days}`;
  const since = query.find(parameter => parameter['name'] === 'since');
  if (!since || !query.some(parameter => parameter['name'] === 'until')) return undefined;
  const rendering = !paging || (exceptions.rendering.test(full) && !paging.startsWith('k'));
  return `^${rendering ? 'r' : 'f'}${days}${since['required'] === true ? '!' : ''}`;
}

function headerOf(parameter: JsonObject): string | undefined {
  const name = text(parameter['name']);
  if (/^(accept|content-type)$/i.test(name) || parameter['required'] !== true) return undefined;
  const schema = object(parameter['schema']);
  const value = text(schema['default']) || text(list(schema['enum'])[0]);
  return value ? `#${name}=${value}` : `#${name}`;
}

/** Only if an API answers with its own media type. */
function acceptOf(description: Description, operation: JsonObject): string | undefined {
  if (!description.server.includes('/scim/')) return undefined;
  const responses = Object.values(object(operation['responses'])).map(response => description.resolve(response));
  const types = responses.flatMap(response => Object.keys(object(response['content'])));
  return types.find(type => type !== 'application/json') ?? 'application/scim+json';
}

/** `app` for what is served by app.pagerduty.com. */
function serverOf(description: Description, item: JsonObject, operation: JsonObject): {host: string; path: string} {
  const own = list(operation['servers'])[0] ?? list(item['servers'])[0];
  const url = new URL(text(object(own)['url']) || description.server);
  return {host: url.host.split('.')[0] ?? '', path: url.pathname.replace(/\/$/, '')};
}

if (import.meta.main) {
  const files = process.argv.slice(2);
  if (files.length === 0) throw new Error('name the OpenAPI files: npm run generate -- rest-v2.json …');
  fs.writeFileSync(target, generate(files));
}
