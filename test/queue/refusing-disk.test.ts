import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {canTrace, runUnderStrace} from '../crash/traced.ts';
import {accept, invalid, lines, trigger, type World, world} from '../support/events-world.ts';
import {program} from '../support/pd.ts';

const flush = ['events', 'queue', 'flush'];

/** Runs pd with every call that matches failing: `openat:error=EIO`, perhaps of one path only. */
async function failing(one: World, args: readonly string[], {call, path}: {call: string; path?: string}) {
  const filter = path === undefined ? [] : ['-P', path];
  return await runUnderStrace(one, ['-o', '/dev/null', ...filter, '-e', `inject=${call}`], args);
}

/** Makes the file one that nobody can move or remove, and ends that. Undefined where the file system has no such thing. */
function immutable(file: string): (() => void) | undefined {
  const set = (flag: string): boolean => spawnSync('chattr', [flag, file]).status === 0;
  if (process.getuid?.() === 0 && set('+i')) return () => void set('-i');
  console.log('a file that cannot be moved is not tested here: chattr +i takes root, and ext4 or the like');
  return undefined;
}

test.skipIf(!canTrace)(
  'an event that is being removed when pd is killed is not sent again, and the next at most once',
  async () => {
    const one = await world();
    for (const key of ['k1', 'k2', 'k3']) await one.pd(trigger(key));
    const path = one.files('pending').find(file => readFileSync(file, 'utf8').includes('about k1')) ?? '';
    // The first file is removed while the answer to the second event is awaited.
    await one.up((event, count) => (count === 2 ? 'hang' : accept(event, count)));
    expect((await failing(one, flush, {call: 'unlink:signal=KILL', path})).code).not.toBe(0);
    expect(one.files('pending')).toContain(path);
    expect((await one.pd(flush)).code).toBe(0);
    expect(one.keys()).toEqual(['trigger k1', 'trigger k2', 'trigger k2', 'trigger k3']);
    expect(one.files('pending')).toEqual([]);
    await one.down();
  },
);

for (const error of ['EIO', 'EMFILE', 'ENOMEM', 'EACCES']) {
  test.skipIf(!canTrace)(
    `a file that cannot be read at the moment (${error}) stays queued, with the later events of its key`,
    async () => {
      const one = await world();
      await one.pd(trigger('k1'));
      await one.pd(['events', 'resolve', 'k1']);
      await one.pd(trigger('k2'));
      const path = one.files('pending').find(file => readFileSync(file, 'utf8').includes('about k1')) ?? '';
      await one.up();
      const refused = await failing(one, [...flush, '--json'], {call: `openat:error=${error}`, path});
      expect(refused.code).toBe(8);
      expect(refused.stderr).toContain(`cannot be read at the moment (${error})`);
      expect(JSON.parse(refused.stdout)).toEqual({delivered: 1, rejected: 0, set_aside: 0, queued: 2});
      expect((await one.pd(flush)).code).toBe(0);
      expect(one.keys()).toEqual(['trigger k2', 'trigger k1', 'resolve k1']);
      await one.down();
    },
  );
}

test.skipIf(!canTrace)(
  'an event that was added to its key is reported as queued even if the queue cannot be read afterwards',
  async () => {
    const one = await world();
    await one.pd(trigger('k1'));
    const shard = dirname(one.files('pending')[0] ?? '');
    await one.up();
    // The shard is read to see whether the event is behind another, and to put it there; then it is to be delivered.
    const added = await failing(one, [...trigger('k1'), '--json'], {call: 'getdents64:error=EIO:when=3+', path: shard});
    expect(added).toMatchObject({code: 0, stderr: expect.stringContaining('the queue was not delivered')});
    expect(JSON.parse(added.stdout)).toMatchObject({status: 'queued', dedup_key: 'k1'});
    expect(one.files('pending')).toHaveLength(2);
    expect((await one.pd(flush)).code).toBe(0);
    expect(one.keys()).toEqual(['trigger k1', 'trigger k1']);
    await one.down();
  },
);

test('with hardly any file descriptors left, no event is lost or wrongly reported as delivered', async () => {
  const one = await world();
  for (const key of ['k1', 'k2']) await one.pd(trigger(key));
  await one.up();
  for (const limit of [7, 8, 9, 10, 11, 12]) {
    const child = Bun.spawn(['sh', '-c', `ulimit -n ${limit}; exec "$0" events queue flush --json`, program], {
      env: {PATH: process.env['PATH'], ...one.env, HOME: one.state},
      stdout: 'pipe',
      stderr: 'ignore',
    });
    const text = await new Response(child.stdout).text();
    const code = await child.exited;
    if (code === 0 || code === 8) expect(JSON.parse(text)).toMatchObject({rejected: 0, set_aside: 0});
    else expect([6, 7]).toContain(code);
  }
  expect((await one.pd(flush)).code).toBe(0);
  expect(one.keys().toSorted()).toEqual(['trigger k1', 'trigger k2']);
  await one.down();
});

test('a delivered event whose file cannot be removed is reported, and sent once', async () => {
  const one = await world();
  for (const key of ['k1', 'k2']) await one.pd(trigger(key));
  const [file = ''] = one.files('pending');
  const release = immutable(file);
  if (!release) return;
  try {
    await one.up();
    for (const delivered of [2, 0, 0]) {
      const flushed = await one.program([...flush, '--json']);
      expect(flushed.code).toBe(8);
      expect(flushed.stderr).toContain('not sent again, but its file cannot be removed');
      expect(JSON.parse(flushed.stdout)).toMatchObject({delivered, queued: 0});
    }
    // A new event of its key waits for nothing.
    expect((await one.pd(['events', 'resolve', 'k1'])).code).toBe(0);
    expect((await one.pd(['events', 'resolve', 'k2'])).code).toBe(0);
    expect(one.keys().toSorted()).toEqual(['resolve k1', 'resolve k2', 'trigger k1', 'trigger k2']);
  } finally {
    release();
  }
  expect((await one.pd(flush)).code).toBe(0);
  expect(one.seen).toHaveLength(4);
  await one.down();
});

test('an incomplete file that cannot be moved is reported and skipped', async () => {
  const one = await world();
  for (const key of ['k1', 'k2']) await one.pd(trigger(key));
  const [file = ''] = one.files('pending');
  truncateSync(file, 20);
  const release = immutable(file);
  if (!release) return;
  try {
    await one.up();
    const flushed = await one.pd([...flush, '--json']);
    expect(flushed.code).toBe(8);
    expect(flushed.stderr).toContain('cannot be set aside');
    expect(JSON.parse(flushed.stdout)).toEqual({delivered: 1, rejected: 0, set_aside: 0, queued: 0});
    const status = await one.pd(['events', 'queue', 'status', '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({queued: 0});
  } finally {
    release();
  }
  await one.down();
});

test('an event that is rejected while the disk is full is reported, and sent once; retry sends it again', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  await one.pd(['events', 'resolve', 'k1']);
  // Nothing can be put there.
  writeFileSync(join(one.state, 'queue', 'rejected'), '');
  await one.up((event, count) => (event.event_action === 'trigger' ? invalid : accept(event, count)));
  const first = await one.pd(flush);
  expect(first.code).toBe(8);
  expect(first.stderr).toContain('payload is poison');
  const second = await one.pd(flush);
  expect(second.code).toBe(8);
  expect(second.stderr).toContain('is rejected and is not sent again');
  expect(one.keys()).toEqual(['trigger k1', 'resolve k1']);
  const [listed] = JSON.parse((await one.pd(['events', 'queue', 'ls', '--json'])).stdout);
  expect(listed).toMatchObject({state: 'rejected', dedup_key: 'k1'});
  expect((await one.pd(['events', 'queue', 'retry', listed.id])).code).toBe(0);
  await one.up();
  expect((await one.pd(flush)).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k1', 'resolve k1', 'trigger k1']);
  await one.down();
});

test('an event that was rejected while the disk was full is moved to the rejected ones once there is room', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const place = join(one.state, 'queue', 'rejected');
  writeFileSync(place, '');
  await one.up(() => invalid);
  expect((await one.pd(flush)).code).toBe(8);
  rmSync(place);
  const flushed = await one.pd(flush);
  expect(flushed).toMatchObject({code: 0});
  expect(one.files('rejected')).toHaveLength(1);
  expect(one.files('pending')).toEqual([]);
  expect(one.keys()).toEqual(['trigger k1']);
  await one.down();
});

test('leftovers of killed writers that cannot be removed are reported, and nothing else is removed', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const temporary = join(one.state, 'queue', 'tmp');
  const leftover = join(temporary, `1-${crypto.randomUUID()}`);
  mkdirSync(join(temporary, `2-${crypto.randomUUID()}`));
  for (const file of [leftover, join(temporary, 'notes')]) {
    writeFileSync(file, '');
    spawnSync('touch', ['-d', '2020-01-01', file]);
  }
  const release = immutable(leftover);
  await one.up();
  const flushed = await one.pd(flush);
  expect(one.keys()).toEqual(['trigger k1']);
  if (release) {
    expect(flushed.code).toBe(8);
    expect(flushed.stderr).toContain('cannot be removed');
    release();
    await one.pd(flush);
  }
  expect(readdirSync(temporary).filter(name => !name.startsWith('2-'))).toEqual(['notes']);
  await one.down();
});

test('in a queue that others can now write to, a resolve does not silently overtake its trigger', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  chmodSync(one.state, 0o775);
  await one.up();
  for (const PD_SPOOL of ['1', undefined]) {
    const resolved = await one.pd(['events', 'resolve', 'k1'], {env: {PD_SPOOL}});
    expect(resolved.code).toBe(0);
    expect(resolved.stderr).toContain('the resolve of k1 may overtake events of its key that are queued');
    expect(resolved.stderr).toContain('chmod');
  }
  await one.down();
});

test.skipIf(!canTrace)('if the queue cannot be listed, the warning is the same, and a flush is exit 7', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  await one.up();
  const call = 'getdents64:error=EIO';
  const resolved = await failing(one, ['events', 'resolve', 'k1'], {call});
  expect(resolved.code).toBe(0);
  expect(resolved.stderr).toContain('may overtake');
  const flushed = await failing(one, [...flush, '--json'], {call});
  expect([7, 8]).toContain(flushed.code);
  expect(JSON.parse(flushed.stdout)).toMatchObject({delivered: 0, queued: null});
  expect((await one.pd(flush)).code).toBe(0);
  expect(one.keys()).toEqual(['resolve k1', 'trigger k1']);
  await one.down();
});

test('an event of a newer pd stays where it is, is reported, and holds back those behind it', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  await one.pd(trigger('k2'));
  const file = one.files('pending').find(path => readFileSync(path, 'utf8').includes('about k1')) ?? '';
  writeFileSync(file, readFileSync(file, 'utf8').replace('"version":1', '"version":2'));
  // Its name may be of a new kind too.
  writeFileSync(join(file, '..', 'newer.json'), '{"version": 3}');
  await one.pd(['events', 'resolve', 'k1']);
  const listed = await one.pd(['events', 'queue', 'ls', '--json']);
  const rows: {state: string; reason: string | null}[] = JSON.parse(listed.stdout);
  expect([listed.code, rows.map(({state}) => state)]).toEqual([8, ['newer', 'queued', 'queued']]);
  expect(rows[0]?.reason).toContain('format 2');
  const status = await one.pd(['events', 'queue', 'status', '--max-age', '1h', '--json']);
  expect([status.code, JSON.parse(status.stdout)]).toMatchObject([8, {queued: 3, newer: 1}]);
  expect(status.stderr).toContain('1 need a newer version of pd');
  await one.up();
  const flushed = await one.pd([...flush, '--json']);
  expect(flushed.code).toBe(8);
  expect(flushed.stderr).toContain('a newer version of pd wrote it (format 2)');
  expect(flushed.stderr).toContain('newer.json was left where it is');
  expect(JSON.parse(flushed.stdout)).toEqual({delivered: 1, rejected: 0, set_aside: 0, queued: 2});
  expect(one.keys()).toEqual(['trigger k2']);
  await one.down();
});

test('fields that a later version added to an event are kept when it is moved', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const [file = ''] = one.files('pending');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"version":1', '"version":1,"colour":"blue"'));
  await one.up(() => invalid);
  await one.pd(flush);
  const [rejected = ''] = one.files('rejected');
  expect(JSON.parse(readFileSync(rejected, 'utf8'))).toMatchObject({colour: 'blue', reason: expect.any(String)});
  await one.down();
});

test('with --max-wait 0 every event is tried once, queued ones too', async () => {
  const one = await world();
  await one.pd(['events', 'send', '-'], {stdin: lines(2)});
  for (const reply of ['reset', {status: 500}, {status: 429}] as const) {
    one.seen.length = 0;
    await one.up(() => reply);
    await one.pd(flush);
    expect(one.keys().length).toBe(new Set(one.keys()).size);
    expect(one.keys().length).toBeGreaterThan(0);
  }
  one.seen.length = 0;
  expect((await one.pd(['events', 'resolve', 'k0'])).stdout).toContain('queued');
  expect(one.keys()).toEqual(['trigger k0']);
  await one.down();
});

test.skipIf(!canTrace)('a removed event is listed as removed, even if the disk may bring it back', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const [{id}] = JSON.parse((await one.pd(['events', 'queue', 'ls', '--json'])).stdout);
  const removed = await failing(one, ['events', 'queue', 'rm', id, '--json'], {call: 'fsync:error=EIO'});
  expect(removed).toMatchObject({code: 8, stderr: expect.stringContaining('After a power cut')});
  expect(JSON.parse(removed.stdout)).toEqual([{id, state: 'removed'}]);
  expect(one.files('pending')).toEqual([]);
});

for (const [call, error] of [
  ['access', 'EACCES'],
  ['statx', 'EIO'],
] as const) {
  test.skipIf(!canTrace)(
    `if files cannot be looked up (${call} is ${error}), an event is sent or reported, and pd ends`,
    async () => {
      const one = await world();
      await one.up();
      const sent = await failing(one, trigger('k1'), {call: `${call}:error=${error}`});
      expect(sent.code).toBe(0);
      await one.down();
      const queued = await failing(one, trigger('k2'), {call: `${call}:error=${error}`});
      if (queued.code !== 0) expect(queued).toMatchObject({code: 7, stderr: expect.stringContaining('NOT queued')});
      await one.up();
      expect((await one.pd(flush)).code).toBe(0);
      expect(one.keys().includes('trigger k2')).toBe(queued.code === 0);
      await one.down();
    },
  );
}

test.skipIf(!canTrace)('if the file system cannot be synced as a whole, each file is', async () => {
  const one = await world();
  const log = join(one.folder, 'strace');
  const count = 100;
  const words = ['-o', log, '-e', 'trace=fsync,syncfs', '-e', 'inject=syncfs:error=EIO'];
  const {code, stdout} = await runUnderStrace(one, words, ['events', 'send', '-', '-o', 'id'], lines(count));
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(count);
  expect(one.files('pending')).toHaveLength(count);
  expect(readFileSync(log, 'utf8').match(/fsync\(/g)?.length).toBeGreaterThanOrEqual(count);
  await one.down();
});

test.skipIf(!canTrace)('a folder of the queue that is removed meanwhile is created and synced again', async () => {
  const one = await world();
  const log = join(one.folder, 'strace');
  const words = ['-f', '-qq', '-y', '-o', log, '-e', 'trace=fsync'];
  const child = Bun.spawn(['strace', ...words, program, 'events', 'send', '-', '-o', 'id'], {
    env: {PATH: process.env['PATH'], ...one.env, HOME: one.state},
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
  });
  const reader = child.stdout.getReader();
  const pending = join(one.state, 'queue', 'pending');
  child.stdin.write(`${lines(1)}\n`);
  await child.stdin.flush();
  await reader.read();
  const syncs = (): number => readFileSync(log, 'utf8').split(`<${pending}>`).length - 1;
  const before = syncs();
  rmSync(pending, {recursive: true});
  child.stdin.write(`${lines(1)}\n`);
  await child.stdin.end();
  expect(await child.exited).toBe(0);
  expect(one.files('pending')).toHaveLength(1);
  expect(before).toBeGreaterThan(0);
  expect(syncs()).toBeGreaterThan(before);
  await one.down();
});
