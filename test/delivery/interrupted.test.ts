import {expect, test} from 'bun:test';
import {accept, lines, trigger, until, type World, world} from '../support/events-world.ts';

/** Starts the command against a server that answers the first `many` events and hangs on the next, and ends it there. */
async function interrupt(one: World, args: readonly string[], {many = 0, stdin}: Options = {}) {
  await one.up((event, count) => (count <= many ? accept(event, count) : 'hang'));
  const child = one.spawn(args, stdin === undefined ? {} : {stdin});
  await until(() => one.seen.length > many);
  child.kill('SIGTERM');
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const code = await child.exited;
  await one.down();
  return {stdout, stderr, code};
}

interface Options {
  many?: number;
  stdin?: string;
}

test('a trigger with --spool says that its event is queued', async () => {
  const one = await world();
  const {code, stdout, stderr} = await interrupt(one, [...trigger('k1', '--json'), '--max-wait', '30s']);
  expect(code).toBe(143);
  expect(JSON.parse(stdout)).toMatchObject({status: 'queued'});
  expect(stderr).toContain('the event had already been queued');
});

test('a flush says how many were sent and how many are still queued', async () => {
  const one = await world();
  await one.pd(['events', 'send', '-'], {stdin: lines(5)});
  const {code, stdout, stderr} = await interrupt(one, ['events', 'queue', 'flush', '--json'], {many: 2});
  expect(code).toBe(143);
  expect(JSON.parse(stdout)).toMatchObject({delivered: 2, queued: 3});
  expect(stderr).toContain('2 delivered, 3 still queued');
});

test('send with --spool says how many were sent and how many are queued', async () => {
  const one = await world();
  const args = ['events', 'send', '-', '--concurrency', '1', '--max-wait', '30s', '-o', 'id'];
  const {code, stdout, stderr} = await interrupt(one, args, {many: 2, stdin: lines(5)});
  expect(code).toBe(143);
  expect(stderr).toContain('2 events were sent, 3 are queued, 0 were not sent');
  expect(stdout).toBe('k0\nk1\nk2\nk3\nk4\n');
});

test('an event that waits behind others of its key when a signal comes is reported as queued', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const {code, stdout} = await interrupt(one, ['events', 'resolve', 'k1', '--json', '--max-wait', '30s']);
  expect(code).toBe(143);
  expect(JSON.parse(stdout)).toMatchObject({status: 'queued', event_action: 'resolve'});
  await one.up();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k1', 'trigger k1', 'resolve k1']);
  await one.down();
});
