import {expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {routingKey, trigger, world} from '../support/events-world.ts';

test('a flush that something other than PagerDuty refuses is exit 7, and the event stays', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  for (const status of [401, 404]) {
    await one.up(() => ({status, body: {error: {message: 'no'}}}));
    const flushed = await one.pd(['events', 'queue', 'flush', '--json']);
    expect(flushed.code).toBe(7);
    expect(JSON.parse(flushed.stdout)).toMatchObject({delivered: 0, queued: 1});
  }
  await one.down();
});

test('a flush whose routing key is gone with its profile is exit 7 and says how to bring it back', async () => {
  const one = await world();
  const file = join(one.config, 'profiles.json');
  writeFileSync(file, JSON.stringify({current: 'p', profiles: {p: {routingKey}}}), {mode: 0o600});
  expect((await one.pd(trigger('k1'), {env: {PD_ROUTING_KEY: undefined}})).code).toBe(0);
  writeFileSync(file, '{}');
  await one.up();
  const {code, stderr} = await one.pd(['events', 'queue', 'flush']);
  expect(code).toBe(7);
  expect(stderr).toContain('pd profiles set p');
  await one.down();
});
