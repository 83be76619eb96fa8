import {expect, test} from 'bun:test';
import {mkdirSync, readFileSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {accept, invalid, otherKey, routingKey, trigger, world} from '../support/events-world.ts';

test('an event that cannot be delivered is queued: exit 0 and a warning', async () => {
  const {program, files} = await world();
  const result = await program([...trigger('k1'), '--json']);
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({status: 'queued', dedup_key: 'k1', event_action: 'trigger'});
  expect(result.stderr).toContain('queued');
  for (const file of files()) expect(statSync(file).mode & 0o777).toBe(0o600);
  const listed = await program(['events', 'queue', 'ls', '--json']);
  expect(JSON.parse(listed.stdout)).toMatchObject([{state: 'queued', dedup_key: 'k1', summary: 'about k1'}]);
  expect(listed.stdout + listed.stderr).not.toContain(routingKey);
});

test('without --spool nothing is queued', async () => {
  const {pd} = await world();
  expect((await pd(trigger('k1'), {env: {PD_SPOOL: undefined}})).code).toBe(7);
  expect((await pd(['events', 'queue', 'ls', '-o', 'id'])).stdout).toBe('');
});

test('trigger, acknowledge and resolve of one key are flushed in that order, once, with their original times', async () => {
  const one = await world();
  // The program goes by the machine's clock.
  const beforeMs = Date.now();
  for (const args of [trigger('k1'), ['events', 'ack', 'k1'], ['events', 'resolve', 'k1']]) {
    expect((await one.program(args)).code).toBe(0);
  }
  const afterMs = Date.now();
  await one.up();
  const flushed = await one.program(['events', 'queue', 'flush', '--json']);
  expect(flushed).toMatchObject({code: 0});
  expect(JSON.parse(flushed.stdout)).toEqual({delivered: 3, rejected: 0, set_aside: 0, queued: 0});
  expect(one.keys()).toEqual(['trigger k1', 'acknowledge k1', 'resolve k1']);
  const meantMs = Date.parse(one.seen[0]?.payload?.timestamp ?? '');
  expect(meantMs).toBeGreaterThanOrEqual(beforeMs - 1);
  expect(meantMs).toBeLessThanOrEqual(afterMs);
  expect((await one.program(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.seen).toHaveLength(3);
  await one.down();
});

test('a new event goes after the queued ones of its key, and delivers the rest too', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  await one.pd(trigger('k2'));
  await one.up();
  const resolved = await one.pd(['events', 'resolve', 'k1', '--json']);
  expect(JSON.parse(resolved.stdout)).toMatchObject({status: 'success', dedup_key: 'k1', event_action: 'resolve'});
  expect(one.keys()).toEqual(['trigger k1', 'resolve k1', 'trigger k2']);
  await one.down();
});

test('even without --spool an event never overtakes queued ones of its key', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const env = {PD_SPOOL: undefined};
  const failed = await one.pd(['events', 'resolve', 'k1'], {env});
  expect(failed.code).toBe(7);
  expect(failed.stderr).toContain('was not sent');
  await one.up();
  expect((await one.pd(['events', 'resolve', 'k1'], {env})).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k1', 'resolve k1']);
  await one.down();
});

test('incomplete, empty and foreign files are set aside with a warning, and the rest is delivered', async () => {
  const one = await world();
  for (const key of ['k1', 'k2', 'k3']) await one.pd(trigger(key));
  const [torn = '', empty = '', whole = ''] = one.files('pending');
  truncateSync(torn, 20);
  truncateSync(empty, 0);
  writeFileSync(join(one.state, 'queue', 'notes.txt'), 'not an event');
  writeFileSync(join(whole, '..', 'garbage.json'), '\0\0\0');
  mkdirSync(join(one.state, 'queue', 'pending', 'folder'));
  expect((await one.pd(['events', 'queue', 'ls'])).code).toBe(8);
  await one.up();
  const flushed = await one.pd(['events', 'queue', 'flush']);
  expect(flushed.code).toBe(8);
  for (const name of ['notes.txt', 'garbage.json', 'folder', torn.split('/').at(-1), empty.split('/').at(-1)]) {
    expect(flushed.stderr).toContain(name ?? '?');
  }
  expect(one.seen).toHaveLength(1);
  expect(one.files('aside')).toHaveLength(4);
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect((await one.pd(['events', 'queue', 'status', '--max-age', '1h'])).code).toBe(8);
  await one.down();
});

test('queue status counts only waiting events, not files that a power cut left empty, short or full of zeros', async () => {
  const one = await world();
  for (const key of ['k1', 'k2', 'k3', 'k4', 'k5']) await one.pd(trigger(key));
  const [empty = '', short = '', zeros = '', ...whole] = one.files('pending');
  truncateSync(empty, 0);
  truncateSync(short, 20);
  writeFileSync(zeros, Buffer.alloc(700));
  const oldest = Math.min(...whole.map(file => Date.parse(JSON.parse(readFileSync(file, 'utf8')).queued_at)));
  const state = JSON.parse((await one.pd(['events', 'queue', 'status', '--json'])).stdout);
  expect([state.queued, Date.parse(state.oldest_queued_at)]).toEqual([2, oldest]);
  await one.down();
});

test('details nested as deeply as pd reads are queued and sent', async () => {
  const one = await world();
  const deep = `${'['.repeat(1_000)}1.50${']'.repeat(1_000)}`;
  await one.pd([...trigger('k1'), '--details', `a:=${deep}`]);
  expect((await one.pd(['events', 'queue', 'flush', '--dry-run'])).stdout).toContain(deep);
  await one.up();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(JSON.stringify(one.seen.map(({payload}) => payload?.custom_details))).toBe(
    `[{"a":${deep.replace('1.50', '1.5')}}]`,
  );
  await one.down();
});

test('only what PagerDuty itself calls invalid is rejected; retry puts it back', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  await one.pd(['events', 'resolve', 'k1']);
  await one.pd(trigger('k2'));
  await one.up((event, count) =>
    event.event_action === 'trigger' && event.dedup_key === 'k1' ? invalid : accept(event, count),
  );
  const flushed = await one.pd(['events', 'queue', 'flush']);
  expect(flushed.code).toBe(8);
  expect(flushed.stderr).toContain('payload is poison');
  expect(one.keys().toSorted()).toEqual(['resolve k1', 'trigger k1', 'trigger k2']);
  const listed = await one.pd(['events', 'queue', 'ls', '--json']);
  const [rejected] = JSON.parse(listed.stdout);
  expect(rejected).toMatchObject({state: 'rejected', dedup_key: 'k1'});
  expect(rejected.reason).toContain('poison');
  expect((await one.pd(['events', 'queue', 'retry', rejected.id])).code).toBe(0);
  await one.up();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.keys().at(-1)).toBe('trigger k1');
  await one.down();
});

test("a proxy's refusal rejects nothing and blocks only its key", async () => {
  const one = await world();
  for (const key of ['k1', 'k2']) await one.pd(trigger(key));
  await one.pd(['events', 'ack', 'k1']);
  await one.up((event, count) =>
    event.dedup_key === 'k1' ? {status: 403, body: '<html>blocked</html>'} : accept(event, count),
  );
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(8);
  expect(one.keys().filter(key => key !== 'trigger k1')).toEqual(['trigger k2']);
  const left = JSON.parse((await one.pd(['events', 'queue', 'status', '--json'])).stdout);
  expect(left).toMatchObject({queued: 2, rejected: 0});
  await one.down();
});

test("a gateway's JSON 400 rejects nothing; PagerDuty's 400 in another form does", async () => {
  const one = await world();
  for (const key of ['k1', 'k2', 'k3']) await one.pd(trigger(key));
  await one.up((event, count) => {
    if (event.dedup_key === 'k1') return {status: 400, body: {message: 'Bad Request'}};
    if (event.dedup_key === 'k2') return {status: 400, body: {error: ['links should have at most 50 item(s)']}};
    return accept(event, count);
  });
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(8);
  const left = JSON.parse((await one.pd(['events', 'queue', 'ls', '--json'])).stdout);
  expect(left.map((row: {state: string; dedup_key: string}) => `${row.state} ${row.dedup_key}`)).toEqual([
    'queued k1',
    'rejected k2',
  ]);
  expect(left[1].reason).toContain('at most 50 item(s)');
  await one.down();
});

test('a redirect is not followed, and the event stays', async () => {
  const [one, other] = [await world(), await world()];
  await other.up();
  await one.up(() => ({status: 307, headers: {location: `${other.env.PD_EVENTS_URL}/v2/enqueue`}}));
  expect((await one.pd(trigger('k1'), {env: {PD_SPOOL: undefined}})).code).toBe(7);
  expect((await one.pd(trigger('k1'))).stdout).toContain('queued');
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(7);
  expect(other.seen).toEqual([]);
  await Promise.all([one.down(), other.down()]);
});

test('an event goes to the host it was meant for, whatever the settings say later', async () => {
  const [one, other] = [await world(), await world()];
  await one.pd(trigger('k1'));
  await Promise.all([one.up(), other.up()]);
  const flushed = await one.pd(['events', 'queue', 'flush'], {env: {PD_EVENTS_URL: other.env.PD_EVENTS_URL}});
  expect(flushed.code).toBe(0);
  expect(other.seen).toEqual([]);
  expect(one.keys()).toEqual(['trigger k1']);
  await Promise.all([one.down(), other.down()]);
});

test('a routing key from a profile is never stored in the queue', async () => {
  const one = await world();
  const env = {PD_ROUTING_KEY: undefined};
  writeFileSync(join(one.config, 'key'), `${otherKey}\n`);
  const secret = JSON.stringify({command: `cat ${join(one.config, 'key')}`});
  writeFileSync(join(one.config, 'profiles.json'), `{"current":"p","profiles":{"p":{"routingKey":${secret}}}}`, {
    mode: 0o600,
  });
  expect((await one.pd(trigger('k1'), {env})).code).toBe(0);
  for (const file of one.files()) expect(readFileSync(file, 'latin1')).not.toContain(otherKey);
  await one.up();
  // PD_ROUTING_KEY is set for the flush and must not be taken for it.
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.seen[0]?.routing_key).toBe(otherKey);
  await one.down();
});

test('rm removes by ID, and an ID that is not there is exit 4', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const id = (await one.pd(['events', 'queue', 'ls', '-o', 'id'])).stdout.trim();
  expect((await one.pd(['events', 'queue', 'rm', id, '--dry-run'])).code).toBe(0);
  expect((await one.pd(['events', 'queue', 'rm', 'nothing', id])).code).toBe(8);
  expect((await one.pd(['events', 'queue', 'rm', id])).code).toBe(4);
  expect((await one.pd(['events', 'queue', 'status', '--max-age', '0'])).code).toBe(0);
});

test('status --max-age tells monitoring that an event waits', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  expect((await one.pd(['events', 'queue', 'status', '--max-age', '1h'])).code).toBe(0);
  const [file = ''] = one.files('pending');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/"queued_at":"[^"]*"/, '"queued_at":"2020-01-01T00:00:00.000Z"'),
  );
  const late = await one.pd(['events', 'queue', 'status', '--max-age', '1h']);
  expect(late.code).toBe(8);
  expect(late.stderr).toContain('has waited');
});

test('a clock that is set back does not change the order', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  // As if the first had been queued by a clock an hour ahead.
  const [file = ''] = one.files('pending');
  const ahead = file.replace(/\/(\d{16})-/, (_, digits) => `/${Number(digits) + 3_600_000_000}-`);
  await Bun.write(ahead, Bun.file(file));
  await Bun.file(file).delete();
  await one.pd(['events', 'resolve', 'k1']);
  await one.up();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k1', 'resolve k1']);
  await one.down();
});
