import {expect, test} from 'bun:test';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {fakeTool} from '../auth/keychain-tool.ts';
import {tokenIn, world} from '../auth/world.ts';

const rename = ['profiles', 'rename', 'app', 'acme.eu'];
const list = ['incidents', 'ls', '-o', 'id'];

test('a profile is renamed with its token, its secret in the keychain and its changes, and back', async () => {
  await using one = await world();
  const env = fakeTool(one);
  await one.login(['--keychain'], {env});
  const {access_token: token = ''} = tokenIn(one);
  await one.pd(['incidents', 'create', '--service', 'Sandbox Service', '-s', 'x', '--from', sandboxKeys.from], {env});
  await one.pd(['incidents', 'urgency', '1', 'low', '--from', sandboxKeys.from], {env});
  expect((await one.pd([...rename, '--dry-run'], {env})).code).toBe(0);
  expect(one.profile()).toBeObject();
  const {code, stderr} = await one.pd(rename, {env: {...env, PD_PROFILE: 'app'}});
  expect([code, stderr]).toEqual([0, expect.stringContaining('To undo: pd profiles rename acme.eu app')]);
  expect(stderr).toContain('PD_PROFILE=app is set, and names no profile now');
  const file = JSON.parse(readFileSync(join(one.config, 'profiles.json'), 'utf8'));
  expect([file.current, Object.keys(file.profiles)]).toEqual(['acme.eu', ['acme.eu']]);
  const {clientSecret} = file.profiles['acme.eu'].oauth;
  expect(clientSecret.command).toBe('secret-tool lookup service pd profile acme.eu key oauth.clientSecret');
  expect(existsSync(join(one.folder, 'service_pd_profile_app_key_oauth.clientSecret'))).toBe(false);
  one.sandbox.log.clear();
  expect((await one.pd(list, {env})).code).toBe(0);
  expect([one.grants(), one.tokenFiles().length, tokenIn(one)['access_token']]).toEqual([[], 1, token]);
  const [change] = JSON.parse((await one.pd(['undo', '--list', '--json'], {env})).stdout);
  expect(change).toMatchObject({number: 1, change: 'incidents urgency', profile: 'acme.eu'});
  expect((await one.pd(['profiles', 'rename', 'acme.eu', 'app'], {env})).code).toBe(0);
  expect(one.profile().oauth.clientSecret.command).toContain('profile app key');
});

test('the line that takes a name back works also where the name begins with a dash', async () => {
  await using one = await world();
  await one.pd(['profiles', 'set', 'app', 'region=eu']);
  const {stderr} = await one.pd(['profiles', 'rename', 'app', '--', '-x']);
  const [, line = ''] = /To undo: pd (.*)/.exec(stderr) ?? [];
  expect((await one.pd(line.split(' '))).code).toBe(0);
  expect(one.profile().region).toBe('eu');
});

test('nothing is renamed onto a profile, without one, or under queued events', async () => {
  await using one = await world();
  await one.pd(['profiles', 'set', 'app', 'routingKey=-'], {stdin: sandboxKeys.routing});
  await one.pd(['profiles', 'set', 'other', 'region=eu']);
  expect(await one.pd(['profiles', 'rename', 'app', 'other'])).toMatchObject({code: 2, stdout: ''});
  expect((await one.pd(['profiles', 'rename', 'nope', 'new'])).code).toBe(4);
  expect((await one.pd(['profiles', 'rename', 'app', 'no/name'])).code).toBe(2);
  await one.pd(['events', 'trigger', '-s', 'x', '--spool', '--events-url', 'http://127.0.0.1:9']);
  const refused = await one.pd(rename);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('1 queued event is to be sent')]);
  expect(one.profile().routingKey).toBe(sandboxKeys.routing);
  expect((await one.pd(['profiles', 'rm', 'app'])).stderr).toContain(
    'cannot be sent without its keys: 1; to send them',
  );
});

test('logout removes what a profile signs in with, and says what is left', async () => {
  await using one = await world();
  const env = fakeTool(one);
  expect(await one.pd(['profiles', 'logout'])).toMatchObject({code: 4});
  await one.pd(['profiles', 'set', 'app', 'routingKey=-', 'region=us'], {stdin: sandboxKeys.routing});
  await one.pd(['profiles', 'login', 'app', '--keychain'], {stdin: sandboxKeys.user, env});
  expect((await one.pd(['profiles', 'logout', '--dry-run'], {env})).code).toBe(0);
  expect(one.profile().apiKey).toBeObject();
  const {code, stdout, stderr} = await one.pd(['profiles', 'logout', '--json'], {env});
  expect([code, JSON.parse(stdout)]).toEqual([0, {id: 'app', removed: ['API key']}]);
  expect(stderr).toContain('works until it is deleted in PagerDuty');
  expect(existsSync(join(one.folder, 'service_pd_profile_app_key_apiKey'))).toBe(false);
  expect(one.profile()).toMatchObject({routingKey: sandboxKeys.routing, region: 'us'});
  expect(one.profile()).not.toHaveProperty('apiKey');
  await one.login([], {env});
  expect(one.tokenFiles().length).toBe(1);
  expect((await one.pd(['profiles', 'logout', 'app'])).stderr).toContain('App Registration');
  expect([one.tokenFiles(), one.profile().oauth]).toEqual([[], undefined]);
  expect((await one.pd(['profiles', 'logout', 'app'])).stderr).toContain('holds no API key and no sign-in');
  const oauth = {clientId: sandboxKeys.clientId, scope: 'incidents.read'};
  one.putProfile({oauth});
  writeFileSync(join(one.folder, 'locked'), '');
  expect((await one.pd(['profiles', 'logout'])).stderr).toContain('pd profiles login app --web');
  expect(one.profile()).toEqual({oauth});
});
