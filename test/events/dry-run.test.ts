import {expect, test} from 'bun:test';
import {runLine} from '../support/line.ts';
import {eventsEnv, trigger} from './events-server.ts';

const pd = ([verb = '', ...args]: readonly string[], stdin = '') =>
  runLine(['events', verb, '--dry-run', ...args], {env: eventsEnv('http://127.0.0.1:9'), stdin});

test('--dry-run shows numbers as they will be sent', async () => {
  const details = '{"big":12345678901234567890,"money":1.10,"far":1e400}';
  for (const format of ['json', 'table']) {
    const {stdout} = await pd(['trigger', '-s', 'x', '--details', details, '-o', format]);
    expect(stdout.replace(/\s/g, '')).toContain('"big":12345678901234567890,"money":1.10,"far":1e400');
  }
});

test('--dry-run -o json of several events is one array of requests', async () => {
  const acked = await pd(['ack', 'k1', 'k2', '-o', 'json']);
  expect(acked.code).toBe(0);
  expect(JSON.parse(acked.stdout)).toMatchObject([{body: {dedup_key: 'k1'}}, {body: {dedup_key: 'k2'}}]);
  const sent = await pd(['send', '-', '-o', 'json'], `${trigger('k3')}\nno event\n`);
  expect(sent.code).toBe(8);
  expect(JSON.parse(sent.stdout)).toMatchObject([{method: 'POST', body: {dedup_key: 'k3'}}]);
  const run = await pd(['run', '--dedup-key', 'k4', '-o', 'json', '--', 'true']);
  expect(JSON.parse(run.stdout)).toMatchObject([{body: {event_action: 'trigger'}}, {body: {event_action: 'resolve'}}]);
});

test('and one request per line in any other format', async () => {
  for (const format of ['jsonl', 'table', 'csv', 'id']) {
    const {stdout} = await pd(['ack', 'k1', 'k2', '-o', format]);
    const keys = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).body.dedup_key);
    expect(keys).toEqual(['k1', 'k2']);
  }
});
