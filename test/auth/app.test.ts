import {describe, expect, test} from 'bun:test';
import {chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {hidden} from '../../src/lib/base/redactor.ts';
import {json, scriptedServer} from '../support/scripted-server.ts';
import {changeToken, clientId, inMs, secret, tokenIn, world} from './world.ts';

const list = ['incidents', 'ls', '-o', 'id'];

describe('login --client-id', () => {
  test('gets a token, checks it and stores both, readable only by their owner', async () => {
    await using one = await world();
    const {code, stdout, stderr} = await one.login(['--scope', 'incidents.read users.read']);
    expect(stderr).toContain('app is the first profile');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'app',
      kind: 'account',
      oauth: {clientId, clientSecret: '…cret', scope: 'as_account-us.acme incidents.read users.read'},
    });
    expect(one.grants().map(form => Object.fromEntries(form))).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope: 'as_account-us.acme incidents.read users.read',
      },
    ]);
    const scope = 'as_account-us.acme incidents.read users.read';
    expect(one.profile()).toEqual({apiUrl: one.sandbox.url, oauth: {clientId, clientSecret: secret, scope}});
    const [file = ''] = one.tokenFiles();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(one.tokens).mode & 0o777).toBe(0o700);
    expect(stdout + stderr).not.toContain(tokenIn(one)['access_token']);
    for (const {headers} of one.sandbox.requests) expect(headers['user-agent']).toMatch(/^pd\/\d+\.\d+\.\d+/);
  });

  test('the token is then used unchanged, for every request', async () => {
    await using one = await world();
    await one.login();
    const {code, stderr} = await one.pd([...list, '--debug']);
    expect(code).toBe(0);
    expect(one.grants().length).toBe(1);
    const token = tokenIn(one)['access_token'] ?? '';
    expect(one.sandbox.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${hidden(token)}`);
    expect(stderr).not.toContain(token);
  });

  test('stores nothing if the secret is wrong, the scope is refused or the account is unknown', async () => {
    await using one = await world();
    const wrong = await one.login([], {stdin: 'wrong-client-secret'});
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining('invalid_client')]);
    expect(wrong.stderr).not.toContain('wrong-client-secret');
    const noAccount = await one.pd(['profiles', 'login', 'app', '--client-id', clientId], {stdin: secret});
    expect([noAccount.code, noAccount.stderr]).toEqual([2, expect.stringContaining('--subdomain')]);
    expect((await one.login(['--subdomain', 'a b'])).code).toBe(2);
    expect(existsSync(join(one.config, 'profiles.json'))).toBe(false);
    expect(one.tokenFiles()).toEqual([]);
  });

  test('a refused scope is reported, with what to do', async () => {
    using server = await scriptedServer([json(400, {error: 'invalid_scope', error_description: 'not granted'})]);
    await using one = await world();
    const {code, stderr} = await one.login([], {env: {PD_API_URL: server.url}});
    expect([code, stderr]).toEqual([5, expect.stringContaining('--subdomain and --region')]);
  });

  test('a token that may not read users is still valid', async () => {
    await using one = await world();
    const {code, stdout} = await one.login(['--scope', 'incidents.read']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({kind: 'account', account: 'acme'});
  });

  test('takes a command in place of the secret, and runs it only when a token is needed', async () => {
    await using one = await world();
    const command = `sh -c 'echo run >> ${join(one.folder, 'runs')}; echo ${secret}'`;
    expect((await one.login([], {stdin: JSON.stringify({command})})).code).toBe(0);
    expect(one.profile().oauth.clientSecret).toEqual({command});
    await one.pd(list);
    const runs = () => readFileSync(join(one.folder, 'runs'), 'utf8');
    expect(runs()).toBe('run\n');
    changeToken(one, {expires_at: inMs(one, 0)});
    expect((await one.pd(list)).code).toBe(0);
    expect(runs()).toBe('run\nrun\n');
  });

  test('the region is in the scope', async () => {
    await using one = await world();
    await one.login(['--region', 'eu', '--scope', 'users.read']);
    expect(one.grants()[0]?.get('scope')).toBe('as_account-eu.acme users.read');
    const whole = ['profiles', 'login', 'b', '--client-id', clientId, '--scope', 'as_account-eu.beta users.read'];
    expect((await one.pd(whole, {stdin: secret})).code).toBe(0);
    expect(one.grants()[1]?.get('scope')).toBe('as_account-eu.beta users.read');
    expect((await one.pd([...whole, '--region', 'us'], {stdin: secret})).code).toBe(2);
  });

  test('replaces an API key, and is replaced by one; a new secret needs no new scope', async () => {
    await using one = await world();
    one.putProfile({apiKey: 'y_SandboxAccount0001', authType: 'token', output: 'json'});
    await one.login(['--scope', 'users.read']);
    const scope = 'as_account-us.acme users.read';
    const others = {output: 'json', apiUrl: one.sandbox.url};
    expect(one.profile()).toEqual({...others, oauth: {clientId, clientSecret: secret, scope}});
    await one.pd(['profiles', 'login', 'app', '--client-id', clientId], {stdin: secret});
    expect(one.grants()[1]?.get('scope')).toBe(scope);
    expect((await one.pd(['profiles', 'login', 'app'], {stdin: 'y_SandboxAccount0001'})).code).toBe(0);
    expect(one.profile()).toEqual({...others, apiKey: 'y_SandboxAccount0001'});
    expect(one.tokenFiles()).toEqual([]);
  });

  test('asks on a terminal for what is missing, and does not show the secret', async () => {
    await using one = await world();
    const args = ['profiles', 'login', 'app', '--client-id', clientId];
    const {code, stdout} = await one.program(args, {stdin: `acme\r${secret}\r`, tty: {columns: 200}});
    expect([code, stdout]).toEqual([0, expect.stringContaining('Client secret (not shown)')]);
    expect(one.profile().oauth.scope).toStartWith('as_account-us.acme ');
  });

  test('--dry-run asks nothing and sends nothing', async () => {
    await using one = await world();
    const {code, stdout} = await one.login(['--dry-run'], {stdin: ''});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({id: 'app', method: 'POST', url: `${one.sandbox.url}/oauth/token`});
    expect(one.sandbox.requests).toEqual([]);
    expect(existsSync(one.config)).toBe(false);
  });

  test.each([
    [['--scope', 'users.read'], '--scope'],
    [['--port', '1234'], '--port'],
    [['--web'], 'client ID'],
    [['--web', '--client-id', 'a', '--keychain'], '--keychain'],
    [['--web', '--client-id', 'a', '--subdomain', 'b'], '--subdomain'],
    [['--web', '--client-id', 'a', '--port', '70000'], '--port'],
  ])('%p is a usage error', async (flags, said) => {
    await using one = await world();
    const {code, stderr} = await one.pd(['profiles', 'login', 'app', ...flags], {stdin: secret});
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(one.sandbox.requests).toEqual([]);
  });
});

describe('renewal', () => {
  test('comes before the token expires', async () => {
    await using one = await world();
    await one.login();
    const first = tokenIn(one)['access_token'];
    changeToken(one, {issued_at: inMs(one, -3_600_000), expires_at: inMs(one, 90_000)});
    await one.pd(list);
    expect(one.grants().length).toBe(1);
    changeToken(one, {expires_at: inMs(one, 50_000)});
    expect((await one.pd(list)).code).toBe(0);
    expect(one.grants().length).toBe(2);
    expect(tokenIn(one)['access_token']).not.toBe(first);
    changeToken(one, {issued_at: inMs(one, -50_000), expires_at: inMs(one, 20_000)});
    await one.pd(list);
    expect(one.grants().length).toBe(2);
  });

  test('is done once, however many processes need it at the same time', async () => {
    await using one = await world();
    await one.login();
    changeToken(one, {expires_at: inMs(one, -1)});
    one.sandbox.log.clear();
    const runs = await Promise.all(Array.from({length: 8}, () => one.program(list)));
    expect(runs.map(({code, stderr}) => ({code, stderr}))).toEqual(
      Array.from({length: 8}, () => ({code: 0, stderr: expect.stringContaining('no open incidents')})),
    );
    expect(one.grants().length).toBe(1);
    const bearer = `Bearer ${hidden(tokenIn(one)['access_token'] ?? '')}`;
    const lists = one.sandbox.requests.filter(({path}) => path === '/incidents');
    expect(lists.map(({headers}) => headers['authorization'])).toEqual(Array.from({length: 8}, () => bearer));
  });

  test('follows a 401, once, and the refused request is sent again', async () => {
    await using one = await world();
    await one.login(['--scope', 'incidents.read incidents.write users.read services.read']);
    changeToken(one, {access_token: 'revoked-token-0000000'});
    one.sandbox.log.clear();
    const runs = await Promise.all(Array.from({length: 4}, () => one.program(list)));
    expect(runs.map(({code}) => code)).toEqual([0, 0, 0, 0]);
    expect(one.grants().length).toBe(1);
    changeToken(one, {access_token: 'revoked-token-1111111'});
    const check = await one.pd(['profiles', 'check', '--json']);
    expect(check.code).toBe(0);
    expect(one.grants().length).toBe(2);
  });

  test('stops if the new token is refused as well', async () => {
    let count = 0;
    const answer = json(200, {access_token: 'token-that-is-no-good', expires_in: 3600});
    using server = await scriptedServer([
      (response, request) => {
        if (request.path === '/oauth/token') return answer(response, request);
        count += 1;
        json(401, {error: {message: 'no'}})(response, request);
      },
    ]);
    await using one = await world();
    one.putProfile({oauth: {clientId, clientSecret: secret, scope: 'as_account-us.acme incidents.read'}});
    const {code} = await one.pd(list, {env: {PD_API_URL: server.url}});
    expect(code).toBe(3);
    expect([count, server.seen.length]).toEqual([1, 2]);
  });

  test('an Authorization header of the caller is never replaced', async () => {
    await using one = await world();
    await one.login();
    one.sandbox.log.clear();
    const {code} = await one.pd(['rest', 'get', '/users', '-H', 'Authorization: Bearer own-token-of-the-caller']);
    expect(code).toBe(3);
    expect(one.grants()).toEqual([]);
  });

  test('if nothing can be stored, the token serves that run', async () => {
    await using one = await world();
    await one.login();
    const blocked = join(one.folder, 'file');
    writeFileSync(blocked, '');
    one.sandbox.log.clear();
    const env = {PD_STATE_DIR: join(blocked, 'state')};
    for (const count of [1, 2]) {
      const {code, stderr} = await one.pd(list, {env});
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('warning')]);
      expect(one.grants().length).toBe(count);
    }
  });

  test('a token that others could read or replace is not used', async () => {
    await using one = await world();
    await one.login();
    const [file = ''] = one.tokenFiles();
    chmodSync(file, 0o644);
    expect((await one.pd(list)).code).toBe(0);
    expect(one.grants().length).toBe(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, 'not json');
    expect((await one.pd(list)).code).toBe(0);
    expect(one.grants().length).toBe(3);
  });

  test('a secret that is no longer accepted is exit 3, and says how to log in', async () => {
    await using one = await world();
    one.putProfile({oauth: {clientId, clientSecret: 'old-client-secret', scope: 'as_account-us.acme users.read'}});
    const {code, stderr} = await one.pd(list);
    expect(code).toBe(3);
    expect(stderr).toContain(`pd profiles login app --client-id ${clientId}`);
    expect(stderr).not.toContain('old-client-secret');
  });

  test('an API key in the environment comes first', async () => {
    await using one = await world();
    await one.login();
    await one.pd(list, {env: {PD_API_KEY: 'y_SandboxAccount0001'}});
    expect(one.sandbox.requests.at(-1)?.headers['authorization']).toBe('Token …0001');
  });
});

describe('a profile with an OAuth app', () => {
  test('is shown without its secret; check says when the token expires', async () => {
    await using one = await world();
    await one.login();
    const shown = await one.pd(['profiles', 'show', 'app', '-o', 'table']);
    expect(shown.stdout).toContain(clientId);
    expect(shown.stdout).not.toContain(secret);
    expect((await one.pd(['profiles', 'ls', '-o', 'table'])).stdout).toContain('OAuth');
    const [row] = JSON.parse((await one.pd(['profiles', 'check', 'app', '--json'])).stdout);
    expect(row).toMatchObject({id: 'oauth', accepted: true, kind: 'account', expires_at: tokenIn(one)['expires_at']});
  });

  test('leaves no token behind', async () => {
    await using one = await world();
    await one.login();
    await one.pd(['profiles', 'rm', 'app', '--dry-run']);
    expect(one.tokenFiles().length).toBe(1);
    await one.pd(['profiles', 'unset', 'app', 'oauth']);
    expect(one.tokenFiles()).toEqual([]);
    expect((await one.pd(list)).code).toBe(3);
    await one.login();
    await one.pd(['profiles', 'rm', 'app']);
    expect(one.tokenFiles()).toEqual([]);
  });

  test('that is broken is reported', async () => {
    await using one = await world();
    one.putProfile({oauth: {clientId: 3}});
    const {code, stderr} = await one.pd(list);
    expect([code, stderr]).toEqual([2, expect.stringContaining('oauth of profile app is broken')]);
  });

  test('sends events without asking for a token', async () => {
    await using one = await world();
    mkdirSync(one.config, {recursive: true, mode: 0o700});
    one.putProfile({
      oauth: {clientId, clientSecret: secret, scope: 'as_account-us.acme users.read'},
      routingKey: 'R0SANDBOX00000000000000000000001',
    });
    const env = {PD_EVENTS_URL: one.sandbox.url};
    expect((await one.pd(['events', 'trigger', '-s', 'disk full'], {env})).code).toBe(0);
    expect(one.grants()).toEqual([]);
  });
});
