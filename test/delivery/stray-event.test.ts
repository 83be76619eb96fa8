import {beforeEach, expect, test} from 'bun:test';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {otherKey, trigger, type World, world} from '../support/events-world.ts';

const flush = ['events', 'queue', 'flush'];
const withoutKey = {env: {PD_ROUTING_KEY: undefined}};
const withoutHost = {env: {PD_ROUTING_KEY: undefined, PD_EVENTS_URL: undefined}};

let one: World;
let elsewhere: World;
beforeEach(async () => {
  [one, elsewhere] = [await world(), await world()];
  profile({});
});

function profile(more: Record<string, string>): void {
  const document = {current: 'p', profiles: {p: {routingKey: otherKey, ...more}}};
  writeFileSync(join(one.config, 'profiles.json'), JSON.stringify(document), {mode: 0o600});
}

/** Queues an event with the profile's key, and then writes another host into its file. */
async function queueForElsewhere(): Promise<void> {
  await one.pd(trigger('k1'), withoutKey);
  const [file = ''] = one.files('pending');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('"routing":{"profile":"p"}');
  writeFileSync(file, text.replace(one.env.PD_EVENTS_URL ?? '', elsewhere.env.PD_EVENTS_URL ?? ''));
}

test('a queued event gets the key of a profile only for a host that the profile names, and is set aside otherwise', async () => {
  await queueForElsewhere();
  await elsewhere.up();
  const refused = await one.pd(flush, withoutKey);
  expect(refused.code).toBe(8);
  expect(refused.stderr).toContain(`it is meant for ${elsewhere.env.PD_EVENTS_URL}, but profile p names https://`);
  expect(elsewhere.connections).toBe(0);
  expect(one.files('aside')).toHaveLength(1);
  // The user of the queue names that host: it is theirs.
  profile({eventsUrl: elsewhere.env.PD_EVENTS_URL ?? ''});
  const id = (await one.pd(['events', 'queue', 'ls', '-o', 'id'])).stdout.trim();
  expect((await one.pd(['events', 'queue', 'restore', id])).code).toBe(0);
  expect((await one.pd(flush, withoutKey)).code).toBe(0);
  expect(elsewhere.keys()).toEqual(['trigger k1']);
  await elsewhere.down();
});

test('nor does an event command send it', async () => {
  await queueForElsewhere();
  await Promise.all([one.up(), elsewhere.up()]);
  for (const line of [trigger('k1'), trigger('k2')]) expect((await one.pd(line, withoutKey)).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k1', 'trigger k2']);
  expect(elsewhere.connections).toBe(0);
  await Promise.all([one.down(), elsewhere.down()]);
});

test('an event queued for a host that only the environment named is delivered there without it', async () => {
  await one.pd(trigger('k1'), withoutKey);
  await one.up();
  expect((await one.pd(flush, withoutHost)).code).toBe(0);
  expect(one.seen[0]?.routing_key).toBe(otherKey);
  await one.down();
});
