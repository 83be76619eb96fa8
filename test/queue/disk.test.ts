import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {chmodSync, chownSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {trigger, world} from '../support/events-world.ts';
import {program, tempFolder} from '../support/pd.ts';

const isRoot = process.getuid?.() === 0;

/** Runs the work on a file system of so many bytes; prints why where that is not allowed. */
async function onSmallDisk(sizeKb: number, work: (folder: string) => Promise<void>): Promise<boolean> {
  const folder = tempFolder();
  const mounted =
    isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k,mode=700`, 'tmpfs', folder]).status === 0;
  if (!mounted) {
    console.log('a full disk is not tested here: mounting one needs root');
    return false;
  }
  try {
    await work(folder);
  } finally {
    spawnSync('umount', [folder]);
  }
  return true;
}

test('on a full disk an event is not queued: exit 7 says so, and no incomplete file is left', async () => {
  const one = await world();
  const wasTested = await onSmallDisk(96, async folder => {
    const env = {PD_STATE_DIR: folder};
    expect((await one.program(trigger('k1'), {env})).code).toBe(0);
    writeFileSync(join(folder, 'filler'), '');
    spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=1k'], {stdio: 'ignore'});
    const refused = await one.program([...trigger('k2'), '--details', `text=${'x'.repeat(8000)}`], {env});
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain('NOT queued');
    expect(refused.stdout).toBe('');
    const left = readdirSync(join(folder, 'queue'), {recursive: true, withFileTypes: true});
    expect(left.filter(entry => entry.isFile() && entry.name.endsWith('.json'))).toHaveLength(1);
    expect(readdirSync(join(folder, 'queue', 'tmp'))).toEqual([]);
    // Sending needs no disk.
    await one.up();
    expect((await one.program(trigger('k3'), {env})).code).toBe(0);
    await one.down();
  });
  expect(wasTested || !isRoot).toBe(true);
});

/** A folder for what must be remembered while the queue's own disk takes nothing. */
const withRuntimeFolder = (folder: string) => ({PD_STATE_DIR: folder, XDG_RUNTIME_DIR: tempFolder()});

test('on a full disk queued events are delivered, and a new event of a queued key is sent after them', async () => {
  const one = await world();
  const wasTested = await onSmallDisk(96, async folder => {
    const env = withRuntimeFolder(folder);
    for (const key of ['k1', 'k2']) expect((await one.pd(trigger(key), {env})).code).toBe(0);
    spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=1k'], {stdio: 'ignore'});
    const down = await one.pd(trigger('k1', '--details', `text=${'x'.repeat(8000)}`), {env});
    expect(down.code).toBe(7);
    expect(down.stderr).toContain('NOT queued');
    await one.up();
    const page = await one.pd(trigger('k1', '--details', `text=${'x'.repeat(8000)}`, '--json'), {env});
    expect(page.code).toBe(0);
    expect(JSON.parse(page.stdout)).toMatchObject({status: 'success', dedup_key: 'k1'});
    expect(one.keys()).toEqual(['trigger k1', 'trigger k1', 'trigger k2']);
    expect((await one.pd(['events', 'queue', 'flush'], {env})).code).toBe(0);
    expect(one.seen).toHaveLength(3);
    await one.down();
  });
  expect(wasTested || !isRoot).toBe(true);
});

test('on a disk that became read-only everything is delivered once, with a warning as long as the files exist', async () => {
  const one = await world();
  const wasTested = await onSmallDisk(512, async folder => {
    const env = withRuntimeFolder(folder);
    for (const key of ['k1', 'k2']) expect((await one.pd(trigger(key), {env})).code).toBe(0);
    await one.up();
    expect(spawnSync('mount', ['-o', 'remount,ro', folder]).status).toBe(0);
    const page = await one.pd(['events', 'resolve', 'k1', '--json'], {env});
    expect(page.code).toBe(0);
    expect(JSON.parse(page.stdout)).toMatchObject({status: 'success'});
    const first = await one.program(['events', 'queue', 'flush'], {env});
    expect(first.code).toBe(8);
    expect(first.stderr).toContain('is not sent again');
    const second = await one.program(['events', 'queue', 'flush', '--json'], {env});
    expect(second.code).toBe(8);
    expect(JSON.parse(second.stdout)).toMatchObject({delivered: 0, queued: 0});
    expect(one.keys()).toEqual(['trigger k1', 'resolve k1', 'trigger k2']);
    expect((await one.pd(['events', 'queue', 'ls', '--json'], {env})).stdout).toContain('"state":"delivered"');
    expect(spawnSync('mount', ['-o', 'remount,rw', folder]).status).toBe(0);
    expect((await one.pd(['events', 'queue', 'flush'], {env})).code).toBe(0);
    expect(one.seen).toHaveLength(3);
    expect(readdirSync(join(folder, 'queue', 'pending'), {recursive: true}).filter(isEntry)).toEqual([]);
    await one.down();
  });
  expect(wasTested || !isRoot).toBe(true);
});

const isEntry = (name: unknown): boolean => String(name).endsWith('.json');

test('if nothing can be written anywhere, an event is delivered with a warning that it will be sent again', async () => {
  const one = await world();
  const wasTested = await onSmallDisk(512, async folder => {
    const env = {PD_STATE_DIR: folder, XDG_RUNTIME_DIR: folder};
    expect((await one.pd(trigger('k1'), {env})).code).toBe(0);
    await one.up();
    expect(spawnSync('mount', ['-o', 'remount,ro', folder]).status).toBe(0);
    const flushed = await one.pd(['events', 'queue', 'flush'], {env});
    expect(flushed.code).toBe(8);
    expect(flushed.stderr).toContain('will be sent again');
    expect(one.seen).toHaveLength(1);
    await one.down();
  });
  expect(wasTested || !isRoot).toBe(true);
});

test('a lock file that another user left behind blocks nothing', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const lock = join(one.state, 'queue', 'flush.lock');
  writeFileSync(lock, '', {mode: 0o600});
  if (isRoot) chownSync(lock, 12345, 12345);
  await one.up();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k1']);
  await one.down();
});

test('in the folder of another user nothing is read, created or sent: flush, ls, rm, and an event without --spool', async () => {
  if (!isRoot) return console.log('the queue of another user is not tested here: it takes root');
  const one = await world();
  await one.pd(trigger('k1'));
  const before = readdirSync(one.state, {recursive: true});
  for (const place of [one.state, join(one.state, 'queue')]) chownSync(place, 12345, 12345);
  await one.up();
  for (const args of [['flush'], ['ls'], ['status'], ['rm', 'x'], ['flush', '--dry-run']]) {
    const refused = await one.pd(['events', 'queue', ...args]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('belongs to another user');
  }
  expect(one.seen).toEqual([]);
  const resolved = await one.pd(['events', 'resolve', 'k1'], {env: {PD_SPOOL: undefined}});
  expect(resolved.code).toBe(0);
  expect(resolved.stderr).toContain('may overtake');
  expect(readdirSync(one.state, {recursive: true})).toEqual(before);
  await one.down();
});

test('a relative state folder is refused; an event is sent nevertheless, or exit 7 says NOT queued', async () => {
  const one = await world();
  const env = {PD_STATE_DIR: 'state'};
  const listed = await one.pd(['events', 'queue', 'ls'], {env});
  expect(listed.code).toBe(2);
  expect(listed.stderr).toContain('PD_STATE_DIR');
  const refused = await one.pd(trigger('k1'), {env});
  expect(refused.code).toBe(7);
  expect(refused.stderr).toMatch(/NOT queued.*PD_STATE_DIR/);
  await one.up();
  expect((await one.pd(trigger('k1'), {env})).code).toBe(0);
  const unspooled = await one.pd(trigger('k2'), {env: {...env, PD_SPOOL: undefined}});
  expect(unspooled.code).toBe(0);
  expect(unspooled.stderr).toContain('PD_STATE_DIR');
  await one.down();
});

test('a relative profile folder is refused', async () => {
  const one = await world();
  const {code, stderr} = await one.program(['profiles', 'ls'], {env: {PD_CONFIG_DIR: 'config'}});
  expect(code).toBe(2);
  expect(stderr).toContain('PD_CONFIG_DIR');
});

test('if the state folder cannot be created, an event is sent, or exit 7 says NOT queued', async () => {
  const one = await world();
  const file = join(tempFolder(), 'file');
  writeFileSync(file, '');
  const env = {PD_STATE_DIR: join(file, 'state')};
  const refused = await one.pd(trigger('k1'), {env});
  expect(refused.code).toBe(7);
  expect(refused.stderr).toContain('NOT queued');
  await one.up();
  expect((await one.pd(trigger('k1'), {env})).code).toBe(0);
  await one.down();
});

test('without a home, and without --spool, an event is sent', async () => {
  const one = await world();
  await one.up();
  const env = {HOME: undefined, PD_STATE_DIR: undefined, PD_CONFIG_DIR: undefined, PD_SPOOL: undefined};
  expect((await one.pd(trigger('k1'), {env})).code).toBe(0);
  await one.down();
});

test('a state folder that others can write to is refused, and the event is not put into it', async () => {
  const one = await world();
  const folder = join(tempFolder(), 'open');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  const env = {PD_STATE_DIR: folder};
  const refused = await one.pd(trigger('k1'), {env});
  expect(refused.code).toBe(7);
  expect(refused.stderr).toContain('NOT queued');
  expect(readdirSync(folder)).toEqual([]);
  expect((await one.pd(['events', 'queue', 'flush'], {env})).code).toBe(2);
});

for (const umask of ['000', '777']) {
  test(`under umask ${umask} files are 0600 and folders 0700`, async () => {
    const one = await world();
    const state = join(tempFolder(), 'state');
    const command = `umask ${umask}; exec "$0" events trigger -s x`;
    const result = spawnSync('sh', ['-c', command, program], {
      env: {...one.env, PD_STATE_DIR: state},
      encoding: 'utf8',
    });
    expect(result.stderr).toContain('queued as');
    for (const entry of readdirSync(state, {recursive: true, withFileTypes: true})) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
  });
}
