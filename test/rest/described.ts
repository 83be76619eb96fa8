import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {at, Description, list, object, text} from '../../scripts/openapi.ts';
import type {Json, JsonObject} from '../../src/lib/base/json.ts';
import type {Endpoint} from '../../src/lib/rest/endpoint.ts';
import {allEndpoints} from '../../src/lib/rest/endpoints.ts';

/** How the next page is asked for. */
type NextPage = 'offset' | 'cursor' | 'after' | 'startIndex' | 'starting_after';

/** One operation: what is given to the client, what must then be on the wire, what is answered, what must come of it. */
export interface Operation {
  name: string;
  method: string;
  path: string;
  host: string;
  /** What is typed, and what must come of it: names with their brackets, lists with their commas. */
  query: [string, string][];
  wireQuery: [string, string][];
  /** Every parameter that the operation takes; undefined where that is not known. */
  takes?: ReadonlySet<string>;
  headers: Record<string, string>;
  body: Json | undefined;
  wireBody: Json | undefined;
  status: number;
  answer: Json | undefined;
  /** The key of the answer that holds what is asked for; undefined where the answer has no wrapper. */
  key: string | undefined;
  next: NextPage | undefined;
  pageSize: number | undefined;
}

/** PagerDuty's descriptions are not part of this project; beside it they may lie. */
const folder = join(import.meta.dir, '../../../shared/openapi');

/** The path with an ID of its own in each of its gaps. */
function filled(path: string): string {
  let gaps = 0;
  return path.replace('{entity_type}', 'users').replace(/\{.+?\}/g, () => `PGAP${++gaps}`);
}

export const signature = 'x-pagerduty-jira-signature';
const theirs: Readonly<Record<string, string>> = {[signature]: 'their-own', from: 'own@example.com'};

/** What the descriptions say of each operation of the index; empty where they are not there. */
export function described(): Map<string, Operation> {
  return new Map(
    [...descriptions()].map(({description, found}) => {
      const operation = operationOf(description, found);
      return [operation.name, operation];
    }),
  );
}

/** Every operation of the descriptions, with its path and host as a client sees them. */
export function* descriptions(): Generator<{description: Description; found: Found}> {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) {
    const description = new Description(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    if (description.server.includes('//events.')) continue;
    for (const found of description.operations()) {
      const own = list(found.operation['servers'])[0] ?? list(found.item['servers'])[0];
      const server = new URL(text(at(own, 'url')) || description.server);
      const path = server.pathname.replace(/\/$/, '') + found.path;
      yield {description, found: {...found, path, host: server.host}};
    }
  }
}

interface Found {
  method: string;
  path: string;
  host: string;
  item: JsonObject;
  operation: JsonObject;
}

function operationOf(description: Description, {method, path, host, item, operation}: Found): Operation {
  const parameters = description.parameters(item, operation);
  const query = parameters.filter(parameter => parameter['in'] === 'query');
  const request = description.requestMedia(operation);
  const asked = description.keys(request?.['schema']);
  const wireBody = request && bodyOf(description, request);
  const answer = description.responseMedia(operation);
  const says = description.keys(answer?.['schema']);
  const takes = new Set([...query.map(parameter => text(parameter['name'])), ...echoed(method, says)]);
  const isByBody = asked.has('starting_after') && says.has('last');
  const next = isByBody ? 'starting_after' : method === 'GET' ? nextIn(takes) : undefined;
  // One names no success at all; 204 comes without a body, though one has an example of it.
  const status = Number(Object.keys(object(operation['responses'])).find(name => name.startsWith('2')) ?? 204);
  const holds = answer && status !== 204 ? bodyOf(description, answer, true) : undefined;
  return {
    name: `${method} ${path}`,
    method,
    path: filled(path),
    host,
    ...queries(query),
    takes,
    headers: headersOf(parameters),
    body: withoutWrapper(wireBody),
    wireBody,
    status,
    answer: holds,
    key: keyIn(holds, path, next),
    next,
    pageSize: next === 'starting_after' ? 1000 : largestPage(query, takes),
  };
}

/** The description's example; one made of its schema where there is none, or it shows nothing that an answer may have. */
function bodyOf(description: Description, media: JsonObject, isAnswer = false): Json {
  const keys = description.keys(media['schema']);
  const [example] = description.examples(media);
  const shown = Object.keys(object(example)).filter(name => !pagingKeys.test(name));
  const isFaulty = isAnswer && keys.size > 0 && shown.length > 0 && !shown.some(name => keys.has(name));
  if (example !== undefined && !isFaulty) return example;
  const samples = {array: [{id: 'PX1'}], object: {id: 'PX1'}, scalar: 'x'};
  return Object.fromEntries([...keys].map(([name, shape]): [string, Json] => [name, samples[shape]]));
}

const isContainer = (value: Json | undefined): boolean => typeof value === 'object' && value !== null;

function withoutWrapper(body: Json | undefined): Json | undefined {
  const [only, ...others] = Object.values(object(body));
  return only !== undefined && others.length === 0 && isContainer(only) ? only : body;
}

const pagingKeys = /^(limit|offset|more|total|next_cursor|after|before|totalResults|startIndex|itemsPerPage)$/;

/** The only array of a list; elsewhere what is left without paging keys and warnings, if that is one key. */
function keyIn(answer: Json | undefined, path: string, next: NextPage | undefined): string | undefined {
  const all = object(answer);
  const lists: Readonly<Record<string, string>> = {'/tags/{id}/{entity_type}': 'users', '/scim/v2/Users': 'Resources'};
  const chosen = lists[path];
  if (chosen !== undefined && Array.isArray(all[chosen])) return chosen;
  const arrays = Object.keys(all).filter(name => Array.isArray(all[name]));
  if ((next !== undefined || all['more'] !== undefined) && arrays.length === 1) return arrays[0];
  const names = Object.keys(all).filter(name => !pagingKeys.test(name) && isContainer(all[name]));
  const others = Object.keys(all).filter(name => !pagingKeys.test(name) && !isContainer(all[name]));
  const main = names.length > 1 ? names.filter(name => name !== 'warnings') : names;
  return main.length === 1 && others.length === 0 ? main[0] : undefined;
}

function nextIn(takes: ReadonlySet<string>): NextPage | undefined {
  const known: NextPage[] = ['startIndex', 'after', 'cursor', 'offset'];
  return known.find(name => takes.has(name));
}

/** An answer that says where it stands can be asked to go on from there, whether or not its parameters are described. */
function echoed(method: string, says: ReadonlyMap<string, unknown>): string[] {
  if (method !== 'GET') return [];
  if (says.has('next_cursor')) return ['limit', 'cursor'];
  return says.has('offset') && says.has('more') ? ['limit', 'offset'] : [];
}

function largestPage(query: readonly JsonObject[], takes: ReadonlySet<string>): number | undefined {
  if (!takes.has('limit') && !takes.has('count')) return undefined;
  const limit = query.find(parameter => /^(limit|count)$/.test(text(parameter['name'])));
  const most = object(limit?.['schema'])['maximum'];
  return typeof most === 'number' ? most : 100;
}

const pagingNames = /^(limit|offset|total|cursor|after|before|startIndex|count|date_range|since|until)$/;

const window: readonly [string, string][] = [
  ['since', '2026-02-01T00:00:00Z'],
  ['until', '2026-02-02T00:00:00Z'],
];

/** Two values for what is a list, named as one would name it; one for the rest. */
function queries(parameters: readonly JsonObject[]): Pick<Operation, 'query' | 'wireQuery'> {
  const query: [string, string][] = [];
  const wireQuery: [string, string][] = [];
  const send = (name: string, values: readonly string[], wire: readonly [string, string][]) => {
    query.push(...values.map((value): [string, string] => [name, value]));
    wireQuery.push(...wire);
  };
  for (const parameter of parameters) {
    const name = text(parameter['name']);
    if (name === 'since' && parameter['required'] === true) {
      for (const [end, time] of window) send(end, [time], [[end, time]]);
    }
    if (pagingNames.test(name)) continue;
    const bare = name.replace('[]', '');
    const twice = ['one', 'two'];
    if (bare !== name)
      send(
        bare,
        twice,
        twice.map((value): [string, string] => [name, value]),
      );
    else if (object(parameter['schema'])['type'] === 'array') send(name, ['one', 'two'], [[name, 'one,two']]);
    else send(name, ['one'], [[name, 'one']]);
  }
  return {query, wireQuery};
}

function headersOf(parameters: readonly JsonObject[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const parameter of parameters) {
    const name = text(parameter['name']).toLowerCase();
    if (parameter['in'] !== 'header' || parameter['required'] !== true || /^(accept|content-type)$/.test(name))
      continue;
    const schema = object(parameter['schema']);
    headers[name] = theirs[name] ?? (text(schema['default']) || text(list(schema['enum'])[0]));
  }
  return headers;
}

/** What the index itself says of each operation, with an answer made up for it. */
export const indexed = (): Operation[] => allEndpoints().map(indexedOne);

const nextOf: Partial<Record<NonNullable<Endpoint['paging']>, NextPage>> = {
  classic: 'offset',
  'no total': 'offset',
  cursor: 'cursor',
  after: 'after',
  body: 'starting_after',
  scim: 'startIndex',
};

function indexedOne(endpoint: Endpoint): Operation {
  const {method, path, host, paging, query, requestWrapper, headers, needsFrom, maxPage} = endpoint;
  const sent = query.map(({name, list: kind}): JsonObject => {
    const schema = kind === 'commas' ? {schema: {type: 'array'}} : {};
    return {name: kind === 'brackets' ? `${name}[]` : name, ...schema};
  });
  const inside = {name: 'x'};
  const body = requestWrapper === undefined && paging !== 'body' ? undefined : inside;
  const answered: Json = paging ? [{id: 'PX1'}] : {id: 'PX1'};
  const key = path.includes('{entity_type}') ? 'users' : paging === 'scim' ? 'Resources' : 'things';
  const needed = Object.entries({...headers, ...(needsFrom && {from: ''})});
  return {
    name: `${method} ${path}`,
    method,
    path: filled(path),
    host: `${host}.pagerduty.com`,
    ...queries(sent),
    headers: Object.fromEntries(needed.map(([name, value]) => [name, theirs[name] ?? value])),
    body,
    wireBody: requestWrapper === undefined ? body : {[requestWrapper]: inside},
    status: 200,
    answer: {[key]: answered},
    key,
    next: paging && nextOf[paging],
    pageSize: paging && paging !== 'capped' ? maxPage : undefined,
  };
}
