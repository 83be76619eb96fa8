import {expect, test} from 'bun:test';
import {readdirSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {accept, lines, world} from '../support/events-world.ts';

/** Makes each folder of queued events a link to itself, of which nothing can be found out. */
function breakFolders(pending: string): void {
  for (const shard of readdirSync(pending)) {
    rmSync(join(pending, shard), {recursive: true});
    symlinkSync(shard, join(pending, shard));
  }
}

test('events whose folders break while an answer is awaited stay, and the flush says what it has delivered', async () => {
  const one = await world();
  await one.pd(['events', 'send', '-'], {stdin: lines(3)});
  await one.up((event, count) => {
    if (count === 1) breakFolders(join(one.state, 'queue', 'pending'));
    return accept(event, count);
  });
  const {code, stdout} = await one.pd(['events', 'queue', 'flush', '--json']);
  expect({code, ...JSON.parse(stdout || '{}')}).toMatchObject({code: 8, delivered: 1});
  await one.down();
});

test('an event that is removed while the answer to the one before it is awaited is not sent', async () => {
  const one = await world();
  await one.pd(['events', 'send', '-'], {stdin: lines(3)});
  await one.up((event, count) => {
    for (const file of count === 1 ? one.files('pending') : []) rmSync(file);
    return accept(event, count);
  });
  expect(await one.pd(['events', 'queue', 'flush', '--json'])).toMatchObject({code: 0});
  expect(one.seen).toHaveLength(1);
  await one.down();
});
