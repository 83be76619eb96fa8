import {expect, test} from 'bun:test';
import {lines, trigger, until, type World, world} from '../support/events-world.ts';

/** A flush that has sent its first event and waits for an answer that does not come. */
async function stuckFlush(one: World) {
  await one.up(() => 'hang');
  const child = one.spawn(['events', 'queue', 'flush', '--timeout', '60s']);
  await until(() => one.seen.length > 0);
  return child;
}

test('a flush that is stopped keeps its lock: the next one says so, ends soon and sends nothing', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const holder = await stuckFlush(one);
  holder.kill('SIGSTOP');
  const startMs = one.clock.now();
  const second = await one.pd(['events', 'queue', 'flush'], {terminal: 80});
  expect(one.clock.now() - startMs).toBeLessThan(3000);
  expect(second.code).toBe(0);
  expect(second.stderr).toContain('another pd');
  // From cron it would be a mail that calls for nothing.
  expect(await one.pd(['events', 'queue', 'flush'])).toEqual({code: 0, stdout: '', stderr: ''});
  expect(one.seen).toHaveLength(1);
  // Queueing needs no lock: a page that cannot be delivered is still kept.
  expect((await one.pd(trigger('k1'))).stdout).toContain('queued');
  holder.kill('SIGKILL');
  await holder.exited;
  await one.down();
});

test('the lock is released when its holder dies, and the event in flight is sent again with its dedup key', async () => {
  const one = await world();
  await one.pd(['events', 'send', '-'], {stdin: lines(5)});
  const holder = await stuckFlush(one);
  holder.kill('SIGKILL');
  await holder.exited;
  await one.up();
  const startMs = one.clock.now();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  // Nothing was waited for.
  expect(one.clock.now()).toBe(startMs + 1);
  expect(one.keys()).toEqual(['trigger k0', ...[0, 1, 2, 3, 4].map(index => `trigger k${index}`)]);
  await one.down();
});

test('a flush that is ended by TERM loses nothing', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const holder = await stuckFlush(one);
  holder.kill('SIGTERM');
  expect(await holder.exited).toBe(143);
  await one.up();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.seen).toHaveLength(2);
  await one.down();
});
