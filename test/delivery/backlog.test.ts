import {expect, test} from 'bun:test';
import {accept, limited, lines, otherKey, routingKey, trigger, until, world} from '../support/events-world.ts';

test('a new event goes ahead of a backlog that the server accepts slowly', async () => {
  const one = await world();
  await one.pd(['events', 'send', '-'], {stdin: lines(40)});
  await one.up(limited(5, 1000));
  const page = await one.pd([...trigger('page'), '--max-wait', '1s']);
  expect(page.code).toBe(0);
  expect(one.keys().indexOf('trigger page')).toBeLessThan(3);
  const left = await one.pd(['events', 'queue', 'status', '--json']);
  const {queued} = JSON.parse(left.stdout);
  const accepted = new Set(one.keys()).size;
  expect(queued).toBeGreaterThan(0);
  expect(queued).toBeGreaterThanOrEqual(41 - accepted);
  await one.down();
});

test('a routing key that is refused does not block the others', async () => {
  const one = await world();
  for (const key of ['a', 'b', 'c']) {
    await one.pd(trigger(key));
    await one.pd(trigger(key, '-k', otherKey));
  }
  await one.up((event, count) => (event.routing_key === otherKey ? {status: 429} : accept(event, count)));
  const flushed = await one.pd(['events', 'queue', 'flush']);
  expect(flushed.code).toBe(8);
  expect(one.seen.filter(({routing_key}) => routing_key === routingKey).map(({dedup_key}) => dedup_key)).toEqual([
    'a',
    'b',
    'c',
  ]);
  expect((await one.pd(['events', 'queue', 'ls', '-o', 'id'])).stdout.trim().split('\n')).toHaveLength(3);
  await one.down();
});

test('an event that always fails does not hold back the others', async () => {
  const one = await world();
  for (const key of ['k1', 'k2', 'k3']) await one.pd(trigger(key));
  await one.up((event, count) => (event.dedup_key === 'k1' ? {status: 500} : accept(event, count)));
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(8);
  expect(new Set(one.keys())).toEqual(new Set(['trigger k1', 'trigger k2', 'trigger k3']));
  await one.down();
});

test('forty events past a limit of ten in a second: all delivered, few refusals', async () => {
  const one = await world();
  await one.pd(['events', 'send', '-'], {stdin: lines(40)});
  const judge = limited(10, 1000);
  let refusals = 0;
  await one.up((event, count) => {
    const reply = judge(event, count);
    if (typeof reply === 'object' && reply.status === 429) refusals += 1;
    return reply;
  });
  expect((await one.pd(['events', 'queue', 'flush', '--max-wait', '30s'])).code).toBe(0);
  expect(new Set(one.keys()).size).toBe(40);
  expect(refusals).toBeLessThanOrEqual(8);
  await one.down();
});

test('send stops connecting to a dead host, and queues thousands', async () => {
  const one = await world();
  // Up, but never answering anybody: what connects is counted.
  await one.up(() => 'reset');
  const sent = await one.pd(['events', 'send', '-', '-o', 'id'], {stdin: lines(2000)});
  expect(sent.code).toBe(0);
  expect(sent.stdout.trim().split('\n')).toHaveLength(2000);
  expect(one.seen.length).toBeLessThanOrEqual(10);
  const listed = await one.pd(['events', 'queue', 'ls', '-o', 'jsonl']);
  const keys = listed.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).dedup_key);
  expect(new Set(keys).size).toBe(2000);
  await one.down();
});

test('thirty at once lose nothing', async () => {
  const one = await world();
  const codes = await Promise.all(
    Array.from({length: 30}, async (_, index) => (await one.program(trigger(`k${index}`))).code),
  );
  expect(codes).toEqual(Array.from({length: 30}, () => 0));
  expect((await one.program(['events', 'queue', 'ls', '-o', 'id'])).stdout.trim().split('\n')).toHaveLength(30);
  await one.up();
  expect((await one.program(['events', 'queue', 'flush'])).code).toBe(0);
  expect(new Set(one.keys()).size).toBe(30);
  await one.down();
});

test('a signal during a retry queues the event first', async () => {
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    const one = await world();
    await one.up(() => 'hang');
    const child = one.spawn([...trigger('k1'), '--max-wait', '30s']);
    await until(() => one.seen.length > 0);
    child.kill(signal);
    expect(await child.exited).toBe(code);
    expect((await one.pd(['events', 'queue', 'ls', '--json'])).stdout).toContain('"k1"');
    await one.down();
  }
});

test('events queued for another host do not delay a trigger, and wait for flush', async () => {
  const [gone, other] = [await world(), await world()];
  for (let index = 0; index < 13; index++) await gone.pd(trigger(`k${index}`, '-k', String(index).padStart(32, '0')));
  await Promise.all([gone.up(() => 'hang'), other.up()]);
  const env = {PD_EVENTS_URL: other.env.PD_EVENTS_URL, PD_MAX_WAIT: '20s'};
  expect((await gone.pd(trigger('new'), {env})).code).toBe(0);
  expect(other.keys()).toEqual(['trigger new']);
  expect(gone.connections).toBe(0);
  await gone.up();
  expect((await gone.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(gone.keys()).toHaveLength(13);
  await Promise.all([gone.down(), other.down()]);
});
