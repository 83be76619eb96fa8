import {describe, expect, test} from 'bun:test';
import {gzipSync} from 'node:zlib';
import {Clock} from '../support/clock.ts';
import {runLine} from '../support/line.ts';
import {runPd} from '../support/pd.ts';
import {type Answer, json, reset, scriptedServer, silent, text} from '../support/scripted-server.ts';

const routingKey = 'A1234567890123456789012345678901';
const apiKey = 'u+aBcDeFgHiJkLmNoPqR';
const accepted = json(202, {status: 'success', message: 'Event processed', dedup_key: 'k1'});

/** Triggers against a server that answers as scripted. */
async function trigger(answers: Answer[], flags: string[] = [], clock = new Clock()) {
  using server = await scriptedServer(answers, clock);
  const env = {PD_EVENTS_URL: server.url, PD_ROUTING_KEY: routingKey};
  const result = await runLine(['events', 'trigger', '-s', 'disk full', '-o', 'json', ...flags], {env, clock});
  return {...result, seen: server.seen};
}

async function rest(args: string[], answers: Answer[], clock = new Clock()) {
  using server = await scriptedServer(answers, clock);
  const result = await runLine(['rest', ...args], {
    clock,
    env: {PD_API_URL: server.url, PD_API_KEY: apiKey, PD_FROM: 'ann@example.com'},
  });
  return {...result, seen: server.seen};
}

const errorOf = (stderr: string) => JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error;

describe('an event', () => {
  test('503 and a reset, then 202: every attempt sends the same bytes, with one dedup key', async () => {
    const {code, seen} = await trigger([json(503, {}), json(503, {}), reset, accepted]);
    expect(code).toBe(0);
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({body}) => body)).size).toBe(1);
    expect(JSON.parse(seen[0]?.body ?? '').dedup_key).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[0]?.headers['user-agent']).toMatch(/^pd\/\d+\.\d+\.\d+/);
  });

  test('429 with a reset waits as long as asked', async () => {
    const {code, seen} = await trigger([json(429, {}, {'ratelimit-reset': '1'}), accepted]);
    expect(code).toBe(0);
    expect((seen[1]?.atMs ?? 0) - (seen[0]?.atMs ?? 0)).toBe(1000);
  });

  test('429 that asks for longer than allowed ends at once with 6', async () => {
    const {code, seen, stderr} = await trigger([json(429, {}, {'retry-after': '99999999999'})], ['--max-wait', '3s']);
    expect(code).toBe(6);
    expect(seen).toHaveLength(1);
    expect(errorOf(stderr)).toMatchObject({kind: 'rate-limited', status: 429, retryable: true});
  });

  test.each(['-5', 'abc', 'Mon, 23 Nov 2020 00:00:00 GMT', '0'])(
    '429 forever with Retry-After %s: 6, few attempts, none close together',
    async value => {
      const {code, seen} = await trigger([json(429, {}, {'retry-after': value})], ['--max-wait', '1s']);
      expect(code).toBe(6);
      expect(seen.length).toBeLessThanOrEqual(15);
      const gaps = seen.slice(1).map((one, index) => one.atMs - (seen[index]?.atMs ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
    },
  );

  test('pd gives up on a server that hangs after --timeout, 7', async () => {
    const clock = new Clock();
    const {code, seen, stderr} = await trigger([silent(clock)], ['--max-wait', '0', '--timeout', '300ms'], clock);
    expect(code).toBe(7);
    expect(seen).toHaveLength(1);
    expect(errorOf(stderr).message).toContain('did not answer within 0.3 s');
  });

  test.each([301, 307, 308])('a %i redirect is refused, and the other host sees nothing', async status => {
    using other = await scriptedServer([accepted]);
    const {code, seen, stderr} = await trigger(
      [text(status, '', {location: `${other.url}/v2/enqueue`})],
      ['--max-wait', '0'],
    );
    expect(code).toBe(7);
    expect(seen).toHaveLength(1);
    expect(other.seen).toHaveLength(0);
    expect(errorOf(stderr).kind).toBe('unreachable');
  });

  test("400 is final and shows PagerDuty's details", async () => {
    const body = {
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: ['Length of severity is too short'],
    };
    const {code, seen, stderr, stdout} = await trigger([json(400, body)]);
    expect(code).toBe(5);
    expect(seen).toHaveLength(1);
    expect(stdout).toBe('');
    expect(errorOf(stderr)).toMatchObject({kind: 'refused', status: 400, details: ['Length of severity is too short']});
  });

  test('a refused connection is 7', async () => {
    const env = {PD_EVENTS_URL: 'http://127.0.0.1:1', PD_ROUTING_KEY: routingKey};
    const {code, stderr} = await runLine(['events', 'trigger', '-s', 'x', '--max-wait', '0'], {env});
    expect(code).toBe(7);
    expect(stderr).toContain('refused the connection');
  });

  test("a proxy's page is never mistaken for an answer", async () => {
    const page = text(200, '<html>Sign in</html>', {'content-type': 'text/html'});
    expect((await trigger([page], ['--max-wait', '0'])).code).toBe(7);
    expect(
      (await trigger([text(403, '<html>no</html>', {'content-type': 'text/html'})], ['--max-wait', '0'])).code,
    ).toBe(7);
  });
});

describe('a request that must not be repeated', () => {
  const post = ['post', 'teams', '-d', '{"name":"x"}', '--max-wait', '5s', '--timeout', '500ms'];

  const clock = new Clock();

  test.each([
    ['a reset after it was read', reset],
    ['a 504', json(504, {})],
    ['no answer', silent(clock)],
  ] as const)('%s: one request, 7, the outcome is unknown', async (_name, answer) => {
    const {code, seen, stderr} = await rest(post, [answer], clock);
    expect(code).toBe(7);
    expect(seen).toHaveLength(1);
    expect(errorOf(stderr).message).toContain('outcome is unknown');
  });

  test('429 is retried, because it was not carried out', async () => {
    const {code, seen} = await rest(post, [json(429, {}), json(201, {team: {id: 'PT1', name: 'x'}})]);
    expect(code).toBe(0);
    expect(seen).toHaveLength(2);
  });
});

describe('a request that may be repeated', () => {
  test('PUT sends the same bytes every time', async () => {
    const {code, seen} = await rest(
      ['put', 'teams/PT1', '-d', '{"name":"x"}'],
      [json(503, {}), reset, json(200, {team: {id: 'PT1'}})],
    );
    expect(code).toBe(0);
    expect(new Set(seen.map(({body}) => body)).size).toBe(1);
    expect(seen).toHaveLength(3);
  });

  test('a DELETE that gets a 404 after a lost answer counts as carried out', async () => {
    const {code, seen} = await rest(
      ['delete', 'teams/PT1'],
      [reset, json(404, {error: {message: 'Not Found', code: 2100}})],
    );
    expect(code).toBe(0);
    expect(seen).toHaveLength(2);
  });

  const users = JSON.stringify({users: [{id: 'PU1', name: 'Ann'}], more: false});
  const cut =
    (withLength: boolean): Answer =>
    response => {
      const whole = gzipSync(users);
      const half = whole.subarray(0, whole.length - 12);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        ...(withLength ? {'content-length': half.length} : {}),
      });
      response.end(half);
    };

  test.each([true, false])('a truncated gzip answer is retried (content-length: %p)', async withLength => {
    const whole = await rest(
      ['get', 'users'],
      [cut(withLength), text(200, users, {'content-type': 'application/json'})],
    );
    expect(whole.code).toBe(0);
    expect(JSON.parse(whole.stdout)).toEqual([{id: 'PU1', name: 'Ann'}]);
    const never = await rest(['get', 'users', '--max-wait', '0'], [cut(withLength)]);
    expect(never).toMatchObject({code: 7, stdout: ''});
  });

  test('JSON after a byte-order mark is JSON; an HTML page is not', async () => {
    expect(
      (await rest(['get', 'users'], [text(200, `\ufeff${users}`, {'content-type': 'application/json'})])).code,
    ).toBe(0);
    const page = await rest(
      ['get', 'users', '--max-wait', '0'],
      [text(200, '<html></html>', {'content-type': 'text/html'})],
    );
    expect(page).toMatchObject({code: 7, stdout: ''});
  });

  test('an empty answer to a GET is a failure, never an empty list', async () => {
    expect(await rest(['list', 'users', '--max-wait', '0'], [text(200, '')])).toMatchObject({code: 7, stdout: ''});
  });

  test('an answer nested 100,000 levels deep cannot be read, and is not requested again', async () => {
    const deep = text(200, `{"user":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    const {code, stdout, stderr, seen} = await rest(['get', 'users/PU1'], [deep, deep]);
    expect({code, stdout, asked: seen.length}).toEqual({code: 7, stdout: '', asked: 1});
    expect(errorOf(stderr).message).toBe('The answer cannot be read: it is nested more than 1,000 levels deep');
  });
});

describe('an error body of any form', () => {
  test.each([
    [400, '{"error":"plain words"}', 5, 'plain words'],
    [400, '{"error":["one","two"]}', 5, 'one'],
    [400, '{}', 5, 'refused'],
    [400, '{"error":{"message":"bad","errors":"just text","code":"2001"}}', 5, 'bad'],
    [400, '{"error":{"message":"gone","code":2100}}', 4, 'gone'],
    [403, '', 3, 'lacks permission for'],
    [401, '{"error":{"message":"no","code":2006}}', 3, 'no'],
    [404, 'Not Found', 4, 'Not Found'],
    [422, '[]', 5, 'refused'],
    [400, 'null', 5, 'refused'],
  ] as const)('%i %s', async (status, body, code, words) => {
    const result = await rest(
      ['get', 'users/PU1'],
      [text(status, body, {'content-type': 'application/json', 'x-request-id': 'req-1'})],
    );
    expect(result.code).toBe(code);
    expect(errorOf(result.stderr).message).toContain(words);
    expect(errorOf(result.stderr).requestId).toBe('req-1');
    expect(result.stdout).toBe('');
  });
});

test('no secret is shown by --debug, whatever the environment', async () => {
  using server = await scriptedServer([json(400, {error: {message: `key ${apiKey} is bad`, code: 1}})]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey, DEBUG: '*', NODE_DEBUG: '*'};
  const {stdout, stderr} = await runPd(['rest', 'get', 'users', '--debug'], {env});
  expect(stdout + stderr).not.toContain(apiKey);
  expect(stderr).toContain('> GET');
  expect(stderr).toContain(`…${apiKey.slice(-4)}`);
});
