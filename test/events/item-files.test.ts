import {expect, test} from 'bun:test';
import {world} from '../support/events-world.ts';
import {tempFolder} from '../support/pd.ts';
import {accept, acknowledge, bodies, fileIn, lines, routingKey, withServer} from './events-server.ts';

test('keys from a file, one per line', async () => {
  await withServer([accept], async (seen, pd) => {
    const file = fileIn(tempFolder(), 'keys', 'k1\r\n\n k 2 \n');
    const {code, stdout} = await pd(['events', 'ack', 'k0', `@${file}`, '-o', 'id']);
    expect({code, stdout}).toEqual({code: 0, stdout: 'k0\nk1\nk 2\n'});
    expect(bodies(seen).map(({dedup_key}) => dedup_key)).toEqual(['k0', 'k1', 'k 2']);
    expect((await pd(['events', 'resolve', '@/no/such/file'])).code).toBe(2);
    expect(seen.length).toBe(3);
  });
});

test('events send @FILE reads the file', async () => {
  await withServer([accept], async (seen, pd) => {
    const file = fileIn(tempFolder(), 'events', lines(acknowledge('k1', routingKey)));
    expect((await pd(['events', 'send', `@${file}`])).code).toBe(0);
    expect(bodies(seen).map(({dedup_key}) => dedup_key)).toEqual(['k1']);
    expect((await pd(['events', 'send', '@'])).code).toBe(2);
  });
});

test('IDs of queued events from a file', async () => {
  const {pd} = await world();
  await pd(['events', 'ack', 'k1', 'k2']);
  const listed = await pd(['events', 'queue', 'ls', '-o', 'id']);
  const file = fileIn(tempFolder(), 'ids', listed.stdout);
  const removed = await pd(['events', 'queue', 'rm', `@${file}`, '-o', 'json']);
  expect(removed.code).toBe(0);
  expect(JSON.parse(removed.stdout)).toHaveLength(2);
  expect((await pd(['events', 'queue', 'ls', '-o', 'id'])).stdout).toBe('');
});
