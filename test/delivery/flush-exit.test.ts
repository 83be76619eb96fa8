import {expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {routingKey, trigger, world} from '../support/events-world.ts';

test('a flush that is refused exits with 3 for the credentials and with 7 otherwise, and the event stays', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  for (const [status, code] of [
    [401, 3],
    [403, 3],
    [404, 7],
  ] as const) {
    await one.up(() => ({status, body: {error: {message: 'no'}}}));
    const flushed = await one.pd(['events', 'queue', 'flush', '--json']);
    expect(flushed.code).toBe(code);
    expect(JSON.parse(flushed.stdout)).toMatchObject({delivered: 0, queued: 1});
  }
  await one.down();
});

test('a flush whose routing key was in a removed profile is exit 3 and says how to restore it', async () => {
  const one = await world();
  const file = join(one.config, 'profiles.json');
  writeFileSync(file, JSON.stringify({current: 'p', profiles: {p: {routingKey}}}), {mode: 0o600});
  expect((await one.pd(trigger('k1'), {env: {PD_ROUTING_KEY: undefined}})).code).toBe(0);
  writeFileSync(file, '{}');
  await one.up();
  const {code, stderr} = await one.pd(['events', 'queue', 'flush']);
  expect(code).toBe(3);
  expect(stderr).toContain('pd profiles set p');
  await one.down();
});
