import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {type FileWanted, openTrusted, readTrusted} from '../../src/lib/files/trust.ts';
import {routingKey, trigger, world} from '../support/events-world.ts';
import {runLine} from '../support/line.ts';
import {spawnPd, tempFolder} from '../support/pd.ts';

const isRoot = process.getuid?.() === 0;
const another = 12345;
const wanted: FileWanted = {mostBytes: 100};
const flush = ['events', 'queue', 'flush'];

/** Puts something else in the place of a file. False where the machine cannot make it. */
const replacements: Readonly<Record<string, (file: string) => boolean>> = {
  'a pipe': file => spawnSync('mkfifo', ['-m', '600', file]).status === 0,
  'a folder': file => mkdirSync(file, {mode: 0o700}) === undefined,
  'a device': file => isRoot && spawnSync('mknod', ['-m', '600', file, 'c', '1', '5']).status === 0,
  'a link to a device': file => symlinkSync('/dev/zero', file) === undefined,
  '3 GB': file => {
    writeFileSync(file, '', {mode: 0o600});
    truncateSync(file, 3e9);
    return true;
  },
  'a file that others can write': file => {
    writeFileSync(file, '{}');
    chmodSync(file, 0o622);
    return true;
  },
  'a file of another user': file => {
    if (!isRoot) return false;
    writeFileSync(file, '{}', {mode: 0o600});
    chownSync(file, another, another);
    return true;
  },
};

for (const [what, put] of Object.entries(replacements)) {
  test(`${what} is refused at once as a profile file, a queued event or a token`, async () => {
    const one = await world();
    const profiles = join(one.config, 'profiles.json');
    if (!put(profiles)) return console.log(`${what} is not tested here: making it needs root, or another system`);
    const listed = await one.pd(['profiles', 'ls']);
    expect(listed).toMatchObject({code: 2, stdout: ''});
    expect(listed.stderr).toContain(profiles);
    expect(readOrProblem(profiles)).not.toBe('');
    rmSync(profiles, {recursive: true});
    await one.pd(trigger('k1'));
    const [queued = ''] = one.files('pending');
    rmSync(queued);
    put(queued);
    await one.up();
    const flushed = await one.pd(flush);
    expect(flushed.code).toBe(8);
    expect(flushed.stderr).toContain('was set aside');
    expect(one.seen).toEqual([]);
    await one.down();
  });

  test(`${what} in place of the profile file does not stop an event that has its key, and is reported`, async () => {
    const one = await world();
    if (!put(join(one.config, 'profiles.json'))) return console.log(`${what} is not tested here`);
    await one.up();
    const sent = await one.pd(trigger('k1'));
    expect(sent.code).toBe(0);
    expect(sent.stderr).toContain('profiles.json');
    const job = await one.program(['events', 'run', '--', 'echo', 'ran']);
    expect(job).toMatchObject({code: 0, stdout: 'ran\n'});
    await one.down();
  });
}

function readOrProblem(file: string): string {
  const found = readTrusted(file, {...wanted, isSecret: true});
  return 'text' in found ? found.text : found.problem;
}

test('a pipe in place of the profile file neither keeps pd waiting nor blocks its signals', async () => {
  const config = join(tempFolder(), 'pd');
  mkdirSync(config, {mode: 0o700});
  if (!replacements['a pipe']?.(join(config, 'profiles.json'))) return console.log('there are no named pipes here');
  const child = spawnPd(['profiles', 'ls'], {env: {PD_CONFIG_DIR: config}});
  expect(await child.exited).toBe(2);
});

test('the opened file is checked, and closed again if it is refused', () => {
  const folder = tempFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'text', {mode: 0o600});
  expect(readTrusted(file, wanted)).toEqual({text: 'text'});
  symlinkSync(file, join(folder, 'link'));
  expect(readTrusted(join(folder, 'link'), wanted)).toMatchObject({problem: 'it is not a regular file'});
  expect(readTrusted(join(folder, 'link'), {...wanted, isNamed: true})).toEqual({text: 'text'});
  expect(() => readTrusted(join(folder, 'none'), wanted)).toThrow('ENOENT');
  symlinkSync(join(folder, 'none'), join(folder, 'dangling'));
  const {O_RDWR, O_CREAT} = constants;
  expect(() => openTrusted(join(folder, 'dangling'), {...wanted, isNamed: true, flags: O_RDWR | O_CREAT})).toThrow();
  expect(existsSync(join(folder, 'none'))).toBe(false);
  const before = readdirSync('/proc/self/fd').length;
  for (let count = 0; count < 20; count++) readTrusted(folder, wanted);
  expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 20);
});

for (const name of ['tmp', 'aside', 'rejected', join('pending', 'a')]) {
  test(`queue/${name} that is a link to another folder is not followed: nothing there is read, removed or created`, async () => {
    const one = await world();
    await one.pd(trigger('k1'));
    const victim = tempFolder();
    const old = [`1-${crypto.randomUUID()}`, 'precious'];
    for (const each of old) {
      writeFileSync(join(victim, each), 'x');
      utimesSync(join(victim, each), 1, 1);
    }
    const place = join(one.state, 'queue', name);
    if (existsSync(place)) renameSync(place, `${place}-before`);
    symlinkSync(victim, place);
    writeFileSync(join(one.state, 'queue', 'stranger'), 'x');
    await one.up(() => ({status: 400, body: {status: 'invalid event', message: 'no', errors: ['no']}}));
    const flushed = await one.pd(flush);
    expect(flushed.code).toBe(8);
    expect(flushed.stderr).toContain(`${place} is a link`);
    expect(readdirSync(victim).sort()).toEqual([...old].sort());
    await one.up();
    expect((await one.pd(trigger('k2'))).code).toBe(0);
    await one.down();
  });
}

test('a state folder may be a link of this user’s; pd’s own folders may not', async () => {
  const one = await world();
  const real = join(tempFolder(), 'real');
  mkdirSync(real, {mode: 0o700});
  const state = join(tempFolder(), 'state');
  symlinkSync(real, state);
  const env = {PD_STATE_DIR: state};
  expect((await one.pd(trigger('k1'), {env})).stderr).toContain('is queued as');
  renameSync(join(real, 'queue'), join(real, 'elsewhere'));
  symlinkSync(join(real, 'elsewhere'), join(real, 'queue'));
  for (const verb of ['ls', 'status', 'flush']) {
    const {code, stderr} = await one.pd(['events', 'queue', verb], {env});
    expect([code, stderr]).toEqual([2, expect.stringContaining('is a link')]);
  }
  if (!isRoot) return console.log('the link of another user is not tested here: it takes root');
  lchownSync(state, another, another);
  expect((await one.pd(['events', 'queue', 'ls'], {env})).stderr).toContain('belongs to another user');
});

test("root's profiles are read by others, and another user's by nobody else", async () => {
  if (!isRoot) return console.log('the profiles of another user are not tested here: it takes root');
  const config = join(tempFolder(), 'pd');
  const mark = join(tempFolder(), 'mark');
  mkdirSync(config, {mode: 0o755});
  const file = join(config, 'profiles.json');
  const profile = {routingKey, spool: {command: `touch ${mark}`}};
  writeFileSync(file, JSON.stringify({current: 'p', profiles: {p: profile}}), {mode: 0o600});
  const env = {PD_CONFIG_DIR: config, PD_STATE_DIR: join(tempFolder(), 'state')};
  chownSync(file, another, another);
  for (const folderOwner of [0, another]) {
    chownSync(config, folderOwner, folderOwner);
    for (const line of [['profiles', 'ls'], ['events', 'queue', 'ls'], trigger('k')]) await runLine(line, {env});
    const {code, stderr} = await runLine(['profiles', 'ls'], {env});
    expect([code, stderr]).toEqual([2, expect.stringContaining('belongs to another user')]);
    expect(existsSync(mark)).toBe(false);
  }
  chownSync(file, 0, 0);
  expect((await runLine(['profiles', 'ls'], {env})).code).toBe(2);
  chownSync(config, 0, 0);
  expect((await runLine(['profiles', 'ls'], {env})).code).toBe(0);
});
