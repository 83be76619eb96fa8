import {expect, test} from 'bun:test';
import {field, type Json, type JsonObject} from '../../src/lib/base/json.ts';
import {allEndpoints} from '../../src/lib/rest/endpoints.ts';
import {described, indexed, type Operation, signature} from './described.ts';
import {type Asked, clientFor, type Reply, serve} from './list-server.ts';

const fromDescriptions = described();
if (fromDescriptions.size === 0) console.log("PagerDuty's descriptions are not there: only the index is gone through");

test('sends every operation of the index as the index says', async () => {
  const operations = indexed();
  expect(operations.length).toBeGreaterThan(490);
  expect(await goThrough(operations)).toEqual([]);
});

if (fromDescriptions.size > 0) {
  test('sends every operation of the index to a server that answers as the description says', async () => {
    const operations = [...fromDescriptions.values()];
    const known = allEndpoints().map(({method, path}) => `${method} ${path}`);
    // In the field, but missing from the descriptions.
    expect(known.sort()).toEqual([...fromDescriptions.keys(), 'GET /incidents/count'].sort());
    expect(await goThrough(operations)).toEqual([]);
  });
}

/** Sends all of them to one server at once; what was not as it should be, a line each. */
async function goThrough(operations: readonly Operation[]): Promise<string[]> {
  const byName = new Map(operations.map(operation => [operation.name, operation]));
  const asked = new Map<string, Asked[]>();
  using server = await serve(one => {
    const name = String(one.headers['x-operation']);
    const operation = byName.get(name);
    // Asked by the client itself, for the name in which to write.
    if (!operation) return {body: {user: {email: 'own@example.com'}}};
    asked.set(name, [...(asked.get(name) ?? []), one]);
    return answerTo(operation, one);
  });
  const {client} = clientFor(server.url);
  // Only asked where it would send: both hosts are this one server otherwise.
  const {client: real} = clientFor('https://api.pagerduty.com');
  const wrong = operations.map(async operation => {
    const {host} = (await real.prepare(operation.method, operation.path)).url;
    if (host !== operation.host) return [`${operation.name}: goes to ${host}, should go to ${operation.host}`];
    const came = await sendOne(client, operation).catch((error: unknown) => String(error));
    return faultsOf(operation, asked.get(operation.name) ?? [], came);
  });
  return (await Promise.all(wrong)).flat();
}

type Client = ReturnType<typeof clientFor>['client'];

async function sendOne(client: Client, operation: Operation): Promise<unknown> {
  const {method, path, query, body} = operation;
  const own = operation.headers[signature];
  const headers = {'x-operation': operation.name, ...(own !== undefined && {[signature]: own})};
  if (!isList(operation)) return (await client.request(method, path, {query, headers, body})).body;
  return (await Array.fromAsync(client.list(path, {query, headers, body}))).flat();
}

const inside = ({answer, key}: Operation): Json | undefined =>
  key === undefined ? answer : (answer as JsonObject)[key];

const isList = (operation: Operation): boolean =>
  operation.next !== undefined || (operation.method === 'GET' && Array.isArray(inside(operation)));

/** Three records like the one of the example, told apart by their IDs. */
function recordsOf(operation: Operation): Json[] {
  const records = inside(operation);
  const [first = {}] = Array.isArray(records) ? records : [];
  return ['P1', 'P2', 'P3'].map(id => ({...(first as JsonObject), id}));
}

/** Paged lists come two records a page. */
function answerTo(operation: Operation, asked: Asked): Reply {
  const {status, answer, key, next} = operation;
  if (answer === undefined) return {status};
  if (next === undefined || key === undefined) return {status, body: unpaged(answer)};
  const records = recordsOf(operation);
  const whole = answer as JsonObject;
  if (next === 'offset' || next === 'startIndex') {
    const start = next === 'offset' ? Number(asked.query.get('offset') ?? 0) : Number(asked.query.get(next)) - 1;
    const page = {...whole, [key]: records.slice(start, start + 2)};
    if (next === 'startIndex') return {body: {...page, totalResults: 3, startIndex: start + 1, itemsPerPage: 2}};
    return {body: {...page, offset: start, limit: 2, more: start + 2 < 3, total: null}};
  }
  const from = next === 'starting_after' ? bodyOf(asked)?.[next] : asked.query.get(next);
  const isFirst = from === null || from === undefined;
  const then = isFirst ? 'NEXT' : null;
  const page = {...whole, [key]: isFirst ? records.slice(0, 2) : records.slice(2)};
  if (next === 'starting_after') return {body: {...page, more: isFirst, last: then}};
  return {body: {...page, [next === 'after' ? 'after' : 'next_cursor']: then}};
}

/** An example may say that there is more, where no parameter asks for it. */
const unpaged = (answer: Json): Json =>
  Object.hasOwn(Object(answer), 'more') ? {...(answer as JsonObject), more: false} : answer;

const bodyOf = ({body}: Asked): JsonObject | undefined => (body === '' ? undefined : JSON.parse(body));

/** `GET /users: path: came …, should be …` */
function faultsOf(operation: Operation, asked: readonly Asked[], came: unknown): string[] {
  const [first] = asked;
  const {name, method, path, wireQuery, headers, wireBody, next} = operation;
  if (!first) return [`${name}: nothing was sent: ${String(came)}`];
  const faults: string[] = [];
  const check = (what: string, is: unknown, should: unknown) => {
    if (!Bun.deepEquals(is, should))
      faults.push(`${name}: ${what}: came ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
  };
  check('answer', came, next ? recordsOf(operation) : plain(inside(operation)));
  for (const one of asked) {
    check('method and path', `${one.method} ${one.path}`, `${method} ${path}`);
    const sent = new Set(wireQuery.map(([wireName]) => wireName));
    check(
      'query',
      [...one.query].filter(([wireName]) => sent.has(wireName)),
      wireQuery,
    );
    const {takes} = operation;
    if (takes)
      check(
        'unknown parameters',
        [...one.query.keys()].filter(wireName => !takes.has(wireName)),
        [],
      );
    for (const [header, value] of Object.entries(headers)) check(header, one.headers[header], value);
    if (headers['from'] === undefined) check('from', one.headers['from'], undefined);
    if (next !== 'starting_after') check('body', bodyOf(one), plain(wireBody));
  }
  return [...faults, ...pagingFaults(operation, asked)];
}

const plain = (value: Json | undefined): Json | undefined =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

function pagingFaults(operation: Operation, asked: readonly Asked[]): string[] {
  const {name, next, pageSize} = operation;
  if (!isList(operation)) return [];
  const said = (one: Asked | undefined, parameter: string) =>
    one && (next === 'starting_after' ? bodyOf(one)?.[parameter] : one.query.get(parameter));
  const faults: string[] = [];
  const size = said(asked[0], next === 'startIndex' ? 'count' : 'limit');
  const wantedSize = field(operation.body, 'limit') ?? pageSize;
  if (wantedSize !== undefined && Number(size) !== wantedSize)
    faults.push(`${name}: page size ${size}, not ${wantedSize}`);
  if (next === undefined) return faults;
  const wanted = {offset: '1', startIndex: '2', cursor: 'NEXT', after: 'NEXT', starting_after: 'NEXT'}[next];
  const second = said(asked[1], next);
  return second === wanted ? faults : [...faults, `${name}: second page by ${next}=${second}, not ${wanted}`];
}
