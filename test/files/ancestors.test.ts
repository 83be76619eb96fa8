import {expect, test} from 'bun:test';
import {chmodSync, chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {checkAncestors} from '../../src/lib/files/ancestors.ts';
import {routingKey, trigger, world} from '../support/events-world.ts';
import {runLine} from '../support/line.ts';
import {runPd, tempFolder} from '../support/pd.ts';

const isRoot = process.getuid?.() === 0;
const another = 12345;

/** A profile folder whose grandparent has this mode and owner. */
function placeWithin(mode: number, owner?: {user: number; group: number}): {above: string; config: string} {
  const above = join(tempFolder(), 'above');
  const config = join(above, 'own', 'pd');
  mkdirSync(config, {recursive: true, mode: 0o700});
  writeFileSync(join(config, 'profiles.json'), '{"profiles":{"p":{}}}', {mode: 0o600});
  if (owner !== undefined) chownSync(above, owner.user, owner.group);
  chmodSync(above, mode);
  return {above, config};
}

const listed = (config: string) => runLine(['profiles', 'ls', '-o', 'id'], {env: {PD_CONFIG_DIR: config}});

test('a parent folder that others can write to is refused, unless it is sticky', async () => {
  const {above, config} = placeWithin(0o777);
  const {code, stdout, stderr} = await listed(config);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`${above} can be written by others, who could replace ${config}`);
  for (const mode of [0o1777, 0o755, 0o711, 0o700]) {
    expect((await listed(placeWithin(mode).config)).stdout).toBe('p\n');
  }
});

test('a parent folder of another user, or writable by a group that is neither root’s nor the user’s own, is refused', async () => {
  if (!isRoot) return console.log('folders of another user are not tested here: it takes root');
  const tell = async (user: number, group: number, mode: number) =>
    (await listed(placeWithin(mode, {user, group}).config)).code;
  expect(await tell(another, another, 0o755)).toBe(2);
  expect(await tell(another, another, 0o1777)).toBe(2);
  expect(await tell(0, another, 0o775)).toBe(2);
  expect(await tell(0, another, 0o755)).toBe(0);
  expect(await tell(0, 0, 0o775)).toBe(0);
});

test('with a link in the path, the folders above the link and above its target are checked', async () => {
  const inSafe = placeWithin(0o700).config;
  const {above, config: inUnsafe} = placeWithin(0o777);
  const [safeLink, unsafeLink] = [join(tempFolder(), 'link'), join(above, 'link')];
  symlinkSync(inUnsafe, safeLink);
  symlinkSync(inSafe, unsafeLink);
  for (const link of [safeLink, unsafeLink]) {
    expect(() => checkAncestors(link)).toThrow('can be written by others');
    expect(() => checkAncestors(join(link, 'not', 'there'))).toThrow('can be written by others');
  }
  expect(() => checkAncestors(inSafe)).not.toThrow();
});

test('nothing is created below a folder that others can write to; an event that has its key is sent nevertheless', async () => {
  const one = await world();
  const {above} = placeWithin(0o777);
  const env = {PD_STATE_DIR: join(above, 'state')};
  const unsent = await one.pd(trigger('k1'), {env});
  expect([unsent.code, unsent.stderr]).toEqual([7, expect.stringContaining('NOT queued')]);
  expect(unsent.stderr).toContain('can be written by others');
  await one.up();
  expect((await one.pd(trigger('k1'), {env})).code).toBe(0);
  expect(existsSync(join(above, 'state'))).toBe(false);
  await one.down();
});

test('as in sshd, folders above the home folder are not checked', async () => {
  const {config: home} = placeWithin(0o777);
  const env = {HOME: home, PD_ROUTING_KEY: routingKey, PD_EVENTS_URL: 'http://127.0.0.1:1', PD_MAX_WAIT: '0'};
  const queued = await runPd(['events', 'trigger', '-s', 'x', '--spool', '-o', 'id'], {env});
  expect(queued.stderr).toContain('is queued as');
  expect((await runPd(['events', 'queue', 'ls', '-o', 'id'], {env})).stdout).not.toBe('');
});
