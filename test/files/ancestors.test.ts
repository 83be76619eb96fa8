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

test('a folder above that others can write is refused, unless only owners may move what is in it', async () => {
  const {above, config} = placeWithin(0o777);
  const {code, stdout, stderr} = await listed(config);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`${above} can be written by others, who could replace ${config}`);
  for (const mode of [0o1777, 0o755, 0o711, 0o700]) {
    expect((await listed(placeWithin(mode).config)).stdout).toBe('p\n');
  }
});

test('a folder above of another user, or of a group that is neither root’s nor the user’s own, is refused', async () => {
  if (!isRoot) return console.log('folders of another user are not tested here: it takes root');
  const tell = async (user: number, group: number, mode: number) =>
    (await listed(placeWithin(mode, {user, group}).config)).code;
  expect(await tell(another, another, 0o755)).toBe(2);
  expect(await tell(another, another, 0o1777)).toBe(2);
  expect(await tell(0, another, 0o775)).toBe(2);
  expect(await tell(0, another, 0o755)).toBe(0);
  expect(await tell(0, 0, 0o775)).toBe(0);
});

test('a link on the way does not hide where it is, nor where it leads', async () => {
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

test('nothing is made below a folder that others can write; an event that has its key goes out all the same', async () => {
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

test('what is above the home folder is not looked at, as sshd does not', async () => {
  const {config: home} = placeWithin(0o777);
  const env = {HOME: home, PD_ROUTING_KEY: routingKey, PD_EVENTS_URL: 'http://127.0.0.1:1', PD_MAX_WAIT: '0'};
  const queued = await runPd(['events', 'trigger', '-s', 'x', '--spool', '-o', 'id'], {env});
  expect(queued.stderr).toContain('is queued as');
  expect((await runPd(['events', 'queue', 'ls', '-o', 'id'], {env})).stdout).not.toBe('');
});
