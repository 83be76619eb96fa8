import {expect, test} from 'bun:test';
import {request as httpRequest} from 'node:http';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {at, call, each, makeIncidents, records, send, start, trigger} from './client.ts';

const script = (sandbox: Sandbox, faults: unknown) => call(sandbox, 'POST', '/_sandbox/faults', faults);
const get = (sandbox: Sandbox, path = '/priorities') => call(sandbox, 'GET', path);

const html = {'content-type': 'text/html'};

interface Raw {
  status: number;
  bytes: number;
  /** How it broke off; undefined when it came whole. */
  broken: string | undefined;
}

/** One request on a connection of its own, without the retries that fetch makes by itself. */
function raw(sandbox: Sandbox, path = '/priorities', headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise(resolve => {
    const options = {agent: false, headers: {authorization: `Token token=${sandboxKeys.account}`, ...headers}};
    const outgoing = httpRequest(sandbox.url + path, options, response => {
      let bytes = 0;
      const status = response.statusCode ?? 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve({status, bytes, broken: response.complete ? undefined : 'incomplete'}));
      response.on('error', error => resolve({status, bytes, broken: error.message}));
    });
    outgoing.on('error', error => resolve({status: 0, bytes: 0, broken: error.message}));
    outgoing.end();
  });
}

test('scripted answers are given in order, and then the real one', async () => {
  const sandbox = await start();
  await script(sandbox, [
    {status: 503},
    {status: 429, headers: {'retry-after': '7'}},
    {body: '<html>', headers: html, times: 2},
  ]);
  const answers = [];
  for (let n = 0; n < 5; n += 1) answers.push(await get(sandbox));
  expect(answers.map(answer => answer.status)).toEqual([503, 429, 200, 200, 200]);
  expect(answers[1]?.headers.get('retry-after')).toBe('7');
  expect(answers.map(answer => answer.text.slice(0, 6)).slice(2, 4)).toEqual(['<html>', '<html>']);
  expect(records({body: answers[4]?.body ?? {}}, 'priorities')).toHaveLength(5);
});

test('a fault is only for the requests it matches', async () => {
  const sandbox = await start({seed: {services: [{name: 'One'}, {name: 'Two'}]}});
  await script(sandbox, [
    {match: {body: sandboxKeys.routing}, status: 429, times: -1},
    {match: {method: 'GET', path: '^/teams\\?.*limit=7'}, status: 500},
    {match: {path: '/users/'}, status: 404},
  ]);
  const other = {...trigger('k'), routing_key: `${sandboxKeys.routing.slice(0, 31)}2`};
  const statuses = [];
  for (const event of [trigger('k'), other, trigger('k'), trigger('k')])
    statuses.push((await send(sandbox, event)).status);
  expect(statuses).toEqual([429, 202, 429, 429]);
  expect((await get(sandbox, '/teams?limit=8')).status).toBe(200);
  expect((await get(sandbox, '/teams?limit=7')).status).toBe(500);
  expect((await get(sandbox, '/users')).status).toBe(200);
});

test('a connection is cut before or after the request is read', async () => {
  const sandbox = await start();
  await script(sandbox, [{resetBefore: true}, {reset: true}]);
  expect((await raw(sandbox)).broken).toBeDefined();
  expect(sandbox.requests).toHaveLength(0);
  expect((await raw(sandbox)).broken).toBeDefined();
  expect(sandbox.requests.map(one => [one.path, one.status])).toEqual([['/priorities', 0]]);
  expect((await raw(sandbox)).broken).toBeUndefined();
});

test('an answer can be lost after its work was done', async () => {
  const sandbox = await start();
  await script(sandbox, {after: true, reset: true, match: {method: 'POST'}});
  const body = JSON.stringify({team: {name: 'kept'}});
  const outcome = await fetch(`${sandbox.url}/teams`, {
    method: 'POST',
    headers: {authorization: `Token token=${sandboxKeys.account}`},
    body,
  }).then(
    () => 'answered',
    () => 'lost',
  );
  expect(outcome).toBe('lost');
  expect(each(records(await get(sandbox, '/teams'), 'teams'), 'name')).toEqual(['kept']);
});

test.each([
  {truncate: 40},
  {truncate: 40, chunked: true},
  {truncate: 40, gzip: true},
  {truncate: 40, gzip: true, chunked: true},
])('an answer is cut short: %o', async fault => {
  const sandbox = await start();
  await script(sandbox, fault);
  const cut = await raw(sandbox, '/priorities', {'accept-encoding': 'gzip'});
  expect([cut.status, cut.bytes]).toEqual([200, 40]);
  expect(cut.broken).toBeDefined();
});

test('answers are slow, arrive byte by byte, or never arrive', async () => {
  const sandbox = await start();
  await script(sandbox, [{delayMs: 60}, {body: 'abcd', headers: html, dripMs: 15}, {hang: true}]);
  const took = async (work: () => Promise<unknown>) => {
    const startMs = performance.now();
    await work();
    return performance.now() - startMs;
  };
  expect(await took(() => get(sandbox))).toBeGreaterThan(50);
  expect(await took(() => get(sandbox))).toBeGreaterThan(40);
  const never = fetch(`${sandbox.url}/priorities`, {signal: AbortSignal.timeout(80)});
  expect(
    await never.then(
      () => 'came',
      () => 'never',
    ),
  ).toBe('never');
});

test('a redirect, a deep answer, a large one, and any header', async () => {
  const sandbox = await start();
  await script(sandbox, [
    {redirect: 'http://127.0.0.1:9/'},
    {nest: 5},
    {padBytes: 3_000_000},
    {body: '\ufeff{"a":1}', headers: {'content-type': 'text/plain', 'x-request-id': 'mine'}},
  ]);
  const redirect = await get(sandbox);
  expect([redirect.status, redirect.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/']);
  expect((await get(sandbox)).text).toBe('[[[[[]]]]]');
  expect((await get(sandbox)).text.length).toBeGreaterThan(3_000_000);
  const last = await get(sandbox);
  expect([last.headers.get('content-type'), last.headers.get('x-request-id')]).toEqual(['text/plain', 'mine']);
});

test('an unknown fault is refused, not ignored', async () => {
  const sandbox = await start();
  const matches = [{url: '/'}, {path: '^('}, {path: 7}, {body: ['x']}, {method: 5}];
  const wrong = [{statsu: 500}, {status: '500'}, 7, '{', ...matches.map(match => ({resetBefore: true, match}))];
  for (const one of wrong) expect((await script(sandbox, one)).status).toBe(400);
  expect((await get(sandbox)).status).toBe(200);
});

test('a fault that fails as it is matched is answered, and can be removed', async () => {
  const sandbox = await start();
  sandbox.fail({resetBefore: true, match: {path: '^('}});
  const answer = await get(sandbox);
  expect([answer.status, answer.text.includes('Sandbox: Invalid regular expression')]).toEqual([500, true]);
  expect((await call(sandbox, 'DELETE', '/_sandbox/faults')).status).toBe(204);
  expect((await get(sandbox)).status).toBe(200);
});

test('the log shows what was sent, how many at once, on how many connections', async () => {
  const sandbox = await start();
  await call(sandbox, 'POST', '/_sandbox/latency', {ms: 60});
  await Promise.all([1, 2, 3].map(() => get(sandbox, '/users?query=a%20b')));
  await call(sandbox, 'POST', '/_sandbox/latency', {ms: 0});
  const text = '{"team" : {"name":"spaced"}}';
  await call(sandbox, 'POST', '/teams', text);
  const log = await call(sandbox, 'GET', '/_sandbox/requests');
  expect(at(log, 'max_in_flight')).toBe(3);
  expect(Number(at(log, 'connections'))).toBeGreaterThanOrEqual(3);
  const seen = records(log, 'requests');
  expect(each(seen, 'query').slice(0, 3)).toEqual(['query=a+b', 'query=a+b', 'query=a+b']);
  expect(seen[3]).toMatchObject({method: 'POST', path: '/teams', body: text, status: 201});
  await call(sandbox, 'DELETE', '/_sandbox/requests');
  expect(records(await call(sandbox, 'GET', '/_sandbox/requests'), 'requests')).toEqual([]);
});

test('many incidents are created at once, with any titles', async () => {
  const sandbox = await start();
  const titles = ['plain {n}', '\u001b[31mred\u202e\tend'];
  expect(await makeIncidents(sandbox, 5000, {titles, from: '2020-01-01', to: '2020-01-02'})).toHaveLength(5000);
  const list = records(await get(sandbox, '/incidents?date_range=all&limit=2'), 'incidents');
  expect(each(list, 'title')).toEqual(['plain 1', '\u001b[31mred\u202e\tend']);
  const last = await get(sandbox, '/incidents/5000');
  expect(at(last, 'incident.created_at')).toBe('2020-01-02T00:00:00Z');
});

test('a fail rate fails about that share of the requests, the same on every start', async () => {
  const outcomes = async () => {
    const sandbox = await start({failRate: 0.5});
    const seen = [];
    for (let n = 0; n < 40; n += 1) seen.push((await raw(sandbox)).status);
    return seen;
  };
  const [first, second] = [await outcomes(), await outcomes()];
  expect(first).toEqual(second);
  const failed = first.filter(status => status !== 200).length;
  expect(failed).toBeGreaterThan(8);
  expect(failed).toBeLessThan(32);
});

test('a rate limit answers 429 until the window is over, and every answer has its state', async () => {
  let now = Date.UTC(2026, 0, 1);
  const sandbox = await start({rateLimit: 2, now: () => now});
  const headers = async () => {
    const answer = await get(sandbox);
    return [answer.status, ...['limit', 'remaining', 'reset'].map(name => answer.headers.get(`ratelimit-${name}`))];
  };
  expect(await headers()).toEqual([200, '2', '1', '60']);
  now += 20_000;
  expect(await headers()).toEqual([200, '2', '0', '40']);
  expect(await headers()).toEqual([429, '2', '0', '40']);
  now += 40_000;
  expect(await headers()).toEqual([200, '2', '1', '60']);
  await call(sandbox, 'POST', '/_sandbox/limits', {rest: 1, windowMs: 3000, headers: false});
  await get(sandbox);
  expect(await headers()).toEqual([429, null, null, null]);
});
