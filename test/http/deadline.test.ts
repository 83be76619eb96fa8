import {expect, test} from 'bun:test';
import {accept} from '../events/events-server.ts';
import {Clock} from '../support/clock.ts';
import {lines, accept as takeIn, trigger, world} from '../support/events-world.ts';
import {runLine} from '../support/line.ts';
import {type Answer, json, scriptedServer, silent} from '../support/scripted-server.ts';

const routingKey = 'A1234567890123456789012345678901';
const apiKey = 'u+aBcDeFgHiJkLmNoPqR';

async function timed<T>(clock: Clock, work: () => Promise<T>): Promise<{result: T; tookMs: number}> {
  const startMs = clock.now();
  const result = await work();
  return {result, tookMs: clock.now() - startMs};
}

const least = (ms: number, tookMs: number): void => {
  expect(tookMs).toBeGreaterThanOrEqual(ms);
  // Each request without an answer lets time pass by itself.
  expect(tookMs).toBeLessThan(ms + 1000);
};

test.each([
  ['an event', ['events', 'trigger', '-s', 'x']],
  ['a list', ['rest', 'list', 'users']],
  ['a change', ['rest', 'put', 'teams/PT1', '-d', '{"name":"x"}']],
])('%s: an attempt in progress is limited to what is left of --max-wait', async (_name, args) => {
  const clock = new Clock();
  using server = await scriptedServer([json(503, {}), silent(clock)]);
  const env = {PD_EVENTS_URL: server.url, PD_API_URL: server.url, PD_ROUTING_KEY: routingKey, PD_API_KEY: apiKey};
  const {result, tookMs} = await timed(clock, () =>
    runLine([...args, '--max-wait', '2s', '--timeout', '60s'], {env, clock}),
  );
  expect(result.code).toBe(7);
  least(2000, tookMs);
});

test('a list that keeps arriving is not cut short, however long it takes', async () => {
  const clock = new Clock();
  const page =
    (offset: number, more: boolean): Answer =>
    (response, request) => {
      clock.pass(700);
      json(200, {users: [{id: `P${offset}`}], offset, limit: 1, more})(response, request);
    };
  using server = await scriptedServer([0, 1, 2, 3, 4].map(offset => page(offset, offset < 4)));
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  const args = ['rest', 'list', 'users', '--page-size', '1', '--concurrency', '1', '-o', 'id', '--max-wait', '3s'];
  const {code, stdout} = await runLine(args, {env, clock});
  expect({code, ids: stdout.trim().split('\n').length}).toEqual({code: 0, ids: 5});
});

test('many events for a server that hangs share one time limit', async () => {
  const clock = new Clock();
  using server = await scriptedServer([silent(clock)]);
  const env = {PD_EVENTS_URL: server.url, PD_ROUTING_KEY: routingKey};
  const args = ['events', 'send', '-', '--max-wait', '1s', '--timeout', '60s'];
  const {result, tookMs} = await timed(clock, () => runLine(args, {env, clock, stdin: lines(30)}));
  expect(result.code).toBe(7);
  expect(server.seen.length).toBeLessThanOrEqual(4);
  least(1000, tookMs);
});

test('a queue for a server that hangs: flush ends with --max-wait, and nothing is lost', async () => {
  const one = await world();
  for (const key of ['k1', 'k2', 'k3', 'k4']) await one.pd(trigger(key));
  await one.up(() => 'silent');
  const flush = ['events', 'queue', 'flush', '--max-wait', '1s', '--timeout', '60s'];
  const {result, tookMs} = await timed(one.clock, () => one.pd(flush));
  expect(result.code).toBe(7);
  least(1000, tookMs);
  await one.up(takeIn);
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(new Set(one.keys()).size).toBe(4);
  await one.down();
});

test('--max-wait 0 is one attempt for each queued event', async () => {
  const one = await world();
  for (const key of ['k1', 'k2']) await one.pd(trigger(key));
  await one.up((event, count) => (event.dedup_key === 'k1' ? {status: 503} : takeIn(event, count)));
  expect((await one.pd(['events', 'queue', 'flush', '--max-wait', '0'])).code).toBe(8);
  expect(one.keys()).toEqual(['trigger k1', 'trigger k2']);
  await one.down();
});

/** Closes each connection right after the answer, though it said that it would stay open. */
const andClose =
  (answer: Answer): Answer =>
  (response, request) => {
    response.on('finish', () => response.socket?.end());
    answer(response, request);
  };

test('a server that closes after each answer gets all of 30 events, each once', async () => {
  using server = await scriptedServer([andClose(accept)]);
  const env = {PD_EVENTS_URL: server.url, PD_ROUTING_KEY: routingKey};
  const {code} = await runLine(['events', 'send', '-', '--max-wait', '20s'], {env, stdin: lines(30)});
  expect(code).toBe(0);
  expect(new Set(server.seen.map(({body}) => JSON.parse(body).dedup_key)).size).toBe(30);
});

test('a request that fails on a kept-alive connection is sent again at once, and does not count as an attempt', async () => {
  const gone: Answer = response => response.socket?.destroy();
  const page = (offset: number) => json(200, {users: [{id: `P${offset}`}], offset, limit: 1, more: offset < 1});
  using server = await scriptedServer([page(0), gone, page(1)]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  const args = ['rest', 'list', 'users', '--page-size', '1', '--concurrency', '1', '-o', 'id', '--max-wait', '0'];
  expect(await runLine(args, {env})).toMatchObject({code: 0, stdout: 'P0\nP1\n'});
  expect(server.seen).toHaveLength(3);
});

test('on a new connection it is a failure', async () => {
  using server = await scriptedServer([response => void response.socket?.destroy()]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  expect((await runLine(['rest', 'get', 'users', '--max-wait', '0'], {env})).code).toBe(7);
  expect(server.seen).toHaveLength(1);
});
