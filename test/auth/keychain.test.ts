import {describe, expect, test} from 'bun:test';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {keychainSteps, requireKeychain} from '../../src/lib/settings/keychain.ts';
import {clearWords} from '../../src/lib/settings/keychain-command.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {ioWith} from '../support/io.ts';
import {fakeTool} from './keychain-tool.ts';
import {clientId, secret, world} from './world.ts';

const apiKey = sandboxKeys.user;

describe('login --keychain', () => {
  test('stores the key in the keychain, and in the profile where it is', async () => {
    await using one = await world();
    const env = fakeTool(one);
    const login = ['profiles', 'login', 'app', '--keychain'];
    const {code, stdout, stderr} = await one.pd(login, {stdin: `${apiKey}\n`, env});
    expect([code, stderr]).toEqual([0, expect.stringContaining('Cron and services cannot read a keychain')]);
    expect(stdout).toContain('secret-tool lookup service pd profile app key apiKey');
    expect(one.profile()).toMatchObject({apiKey: {command: 'secret-tool lookup service pd profile app key apiKey'}});
    expect(readFileSync(join(one.folder, 'service_pd_profile_app_key_apiKey'), 'utf8')).toBe(apiKey);
    expect(readFileSync(join(one.folder, 'calls'), 'utf8')).not.toContain(apiKey);
    expect((await one.pd(['incidents', 'ls', '-o', 'id'], {env})).code).toBe(0);
  });

  test('stores the secret of an OAuth app there as well', async () => {
    await using one = await world();
    const env = fakeTool(one);
    expect((await one.login(['--keychain'], {env, stdin: secret})).code).toBe(0);
    expect(one.profile().oauth).toMatchObject({
      clientId,
      clientSecret: {command: 'secret-tool lookup service pd profile app key oauth.clientSecret'},
    });
    const given = JSON.stringify({command: `echo ${secret}`});
    expect((await one.login(['--keychain'], {env, stdin: given})).code).toBe(2);
  });

  test('is undone in the keychain by whatever replaces or removes it in the profile', async () => {
    await using one = await world();
    const env = fakeTool(one);
    const kept = join(one.folder, 'service_pd_profile_app_key_apiKey');
    const login = ['profiles', 'login', 'app'];
    for (const [args, stdin] of [
      [login, apiKey],
      [['profiles', 'unset', 'app', 'apiKey'], ''],
      [['profiles', 'set', 'app', 'apiKey=-'], apiKey],
      [[...login, '--client-id', clientId, '--subdomain', 'acme'], secret],
      [['profiles', 'rm', 'app'], ''],
    ] as const) {
      await one.pd([...login, '--keychain'], {stdin: apiKey, env});
      const tried = args[1] === 'login' ? [] : [await one.pd([...args, '--dry-run'], {stdin, env})];
      for (const {stderr} of tried) expect(stderr).toContain('(apiKey of profile app) would be removed too');
      expect(existsSync(kept)).toBe(true);
      const {code, stderr} = await one.pd(args, {stdin, env});
      expect([args, code, stderr]).toEqual([
        args,
        0,
        expect.stringContaining('(apiKey of profile app) was removed too'),
      ]);
      expect(existsSync(kept)).toBe(false);
    }
  });

  test('stays in the keychain while another profile reads it, and one that cannot be removed is named', async () => {
    await using one = await world();
    const env = fakeTool(one);
    const kept = join(one.folder, 'service_pd_profile_app_key_apiKey');
    await one.pd(['profiles', 'login', 'app', '--keychain'], {stdin: apiKey, env});
    await one.pd(['profiles', 'set', 'other', `apiKey:=${JSON.stringify(one.profile().apiKey)}`], {env});
    expect((await one.pd(['profiles', 'rm', 'app'], {env})).stderr).not.toContain('keychain');
    expect(existsSync(kept)).toBe(true);
    writeFileSync(join(one.folder, 'locked'), '');
    const {code, stderr} = await one.pd(['profiles', 'unset', 'other', 'apiKey'], {env});
    expect([code, stderr]).toEqual([0, expect.stringContaining('may still be there: secret-tool failed with 1')]);
    expect(stderr).toContain('To remove it: secret-tool clear service pd profile app key apiKey');
  });

  test('cannot be read where there is no desktop, and says what to use there', async () => {
    await using one = await world();
    one.putProfile({apiKey: {command: 'secret-tool lookup service pd profile app key apiKey'}});
    const {code, stderr} = await one.pd(['incidents', 'ls'], {env: {PATH: one.folder}});
    expect([code, stderr]).toEqual([3, expect.stringContaining('Cron, services and ssh sessions usually have none')]);
  });

  test('without the tool sends nothing and stores nothing', async () => {
    await using one = await world();
    const run = ['profiles', 'login', 'app', '--keychain'];
    const {code, stderr} = await one.pd(run, {stdin: apiKey, env: {PATH: one.folder}});
    expect([code, stderr]).toEqual([2, expect.stringContaining('secret-tool, which is not installed')]);
    expect(one.sandbox.requests).toEqual([]);
    expect(existsSync(one.config)).toBe(false);
  });

  test.each([
    ['echo "Cannot autolaunch D-Bus" >&2; exit 1', 'Cannot autolaunch D-Bus'],
    ['cat > /dev/null; echo other > "$file"', 'a different secret'],
    ['cat > /dev/null', 'failed with status'],
  ])('with a tool that does not store it (%s) stores nothing', async (store, said) => {
    await using one = await world();
    const env = fakeTool(one, store);
    const {code, stderr} = await one.pd(['profiles', 'login', 'app', '--keychain'], {stdin: apiKey, env});
    expect([code, stderr]).toEqual([3, expect.stringContaining(said)]);
    expect(stderr).not.toContain(apiKey);
    expect(existsSync(join(one.config, 'profiles.json'))).toBe(false);
  });
});

test("the secret is passed on the tool's standard input, never as an argument", () => {
  for (const platform of ['darwin', 'linux'] as const) {
    const {args, stdin, command} = keychainSteps(platform, apiKey, {profile: 'acme.eu', key: 'apiKey'});
    expect(stdin).toContain(apiKey);
    expect([...args, command].join(' ')).not.toContain(apiKey);
  }
  const place = {profile: 'acme', key: 'apiKey'} as const;
  expect(keychainSteps('darwin', apiKey, place)).toEqual({
    program: '/usr/bin/security',
    args: ['-i'],
    stdin: `add-generic-password -U -s pd -a acme/apiKey -w '${apiKey}'\n`,
    command: '/usr/bin/security find-generic-password -s pd -a acme/apiKey -w',
  });
  expect(clearWords(keychainSteps('darwin', apiKey, place).command)?.join(' ')).toBe(
    '/usr/bin/security delete-generic-password -s pd -a acme/apiKey',
  );
  for (const other of ['secret-tool lookup service mail', 'secret-tool lookup service pd profile a key b', 'op read x'])
    expect(clearWords(other)).toBeUndefined();
  expect(() => keychainSteps('darwin', "a' -A 'b", place)).toThrow('quotes');
});

test('Windows has no tool that prints a secret', () => {
  expect(() => requireKeychain(ioWith({}, {platform: 'win32'}))).toThrow('has no tool');
});
