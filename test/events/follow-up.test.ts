import {expect, test} from 'bun:test';
import {type Answer, json, reset} from '../support/scripted-server.ts';
import {accept, acknowledge, bodies, invalid, routingKey, withServer} from './events-server.ts';

test('several keys, in their order, one result each', async () => {
  await withServer([accept], async (seen, pd) => {
    const {code, stdout} = await pd(['events', 'ack', 'k1', 'k2', 'k1', '-o', 'jsonl']);
    expect(code).toBe(0);
    expect(bodies(seen).map(({event_action, dedup_key}) => [event_action, dedup_key])).toEqual([
      ['acknowledge', 'k1'],
      ['acknowledge', 'k2'],
      ['acknowledge', 'k1'],
    ]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).dedup_key),
    ).toEqual(['k1', 'k2', 'k1']);
  });
});

test('keys on standard input', async () => {
  await withServer([accept], async (seen, pd) => {
    const {code, stdout} = await pd(['events', 'resolve', 'k0', '-', '-o', 'id'], {stdin: 'k1\r\n\n k 2 \n'});
    expect({code, stdout}).toEqual({code: 0, stdout: 'k0\nk1\nk 2\n'});
    expect(bodies(seen).every(({event_action}) => event_action === 'resolve')).toBe(true);
    expect((await pd(['events', 'resolve', '-'], {stdin: ''})).code).toBe(0);
  });
});

test('a mixed result says what failed: exit 8', async () => {
  await withServer([accept, invalid, accept], async (seen, pd) => {
    const {code, stdout, stderr} = await pd(['events', 'ack', 'k1', 'k2', 'k3', '-o', 'id']);
    expect({code, stdout}).toEqual({code: 8, stdout: 'k1\nk3\n'});
    expect(stderr).toContain('k2: ');
    expect(seen.length).toBe(3);
  });
});

test('all failed for one reason: that reason', async () => {
  await withServer([invalid], async (_seen, pd) => {
    expect((await pd(['events', 'ack', 'k1', 'k2'])).code).toBe(5);
    expect((await pd(['events', 'ack', 'k1'])).code).toBe(5);
  });
});

test('a key that is too long is exit 2 before anything is sent', async () => {
  await withServer([accept], async (seen, pd) => {
    expect((await pd(['events', 'ack', 'k1', 'k'.repeat(256)])).code).toBe(2);
    expect(seen.length).toBe(0);
  });
});

test('an unreachable host is tried at most three times', async () => {
  await withServer([reset], async (seen, pd) => {
    const keys = Array.from({length: 20}, (_, index) => `k${index}`);
    expect((await pd(['events', 'ack', ...keys], {env: {PD_MAX_WAIT: '100ms'}})).code).toBe(7);
    expect(seen.length).toBeLessThan(8);
  });
});

test('a lasting rate limit affects only its routing key', async () => {
  const other = 'L'.repeat(32);
  const limited: Answer = (response, request) =>
    (request.body.includes(other) ? json(429, {}, {'retry-after': '60'}) : accept)(response, request);
  const stdin = Array.from({length: 20}, (_, index) => acknowledge(`k${index}`, index % 2 ? other : routingKey)).join(
    '\n',
  );
  await withServer([limited], async (seen, pd) => {
    const {code, stdout} = await pd(['events', 'send', '-', '-o', 'id', '--concurrency', '1'], {stdin});
    expect(code).toBe(8);
    expect(stdout.trim().split('\n').length).toBe(10);
    // Refused once, with no time to wait: the others of that key are not even tried.
    expect(seen.length).toBe(11);
  });
});
