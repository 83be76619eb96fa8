import {expect, test} from 'bun:test';
import {createHash} from 'node:crypto';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {at, call, start} from './client.ts';

test('a key that is missing, unknown or sent the wrong way is 401', async () => {
  const sandbox = await start();
  const withHeader = (authorization: string) =>
    call(sandbox, 'GET', '/users', undefined, {key: '', headers: {authorization}});
  for (const header of ['', 'Token token=unknown', `Bearer ${sandboxKeys.account}`, sandboxKeys.account]) {
    const {status, body} = await withHeader(header);
    expect([status, at({body}, 'error.code')]).toEqual([401, 2006]);
  }
  expect((await withHeader(`Token token=${sandboxKeys.account}`)).status).toBe(200);
});

test('only a user key has a "me"', async () => {
  const sandbox = await start();
  expect((await call(sandbox, 'GET', '/users/me')).status).toBe(400);
  const me = await call(sandbox, 'GET', '/users/me', undefined, {key: sandboxKeys.user});
  expect([me.status, at(me, 'user.email')]).toEqual([200, sandboxKeys.from]);
});

test('a read-only key may read and nothing else', async () => {
  const sandbox = await start();
  const key = sandboxKeys.readOnly;
  expect((await call(sandbox, 'GET', '/teams', undefined, {key})).status).toBe(200);
  const refused = await call(sandbox, 'POST', '/teams', {team: {name: 'x'}}, {key});
  expect([refused.status, at(refused, 'error.code')]).toEqual([403, 2010]);
  expect((await call(sandbox, 'POST', '/analytics/raw/incidents', {}, {key})).status).toBe(200);
});

const token = (sandbox: Sandbox, form: Record<string, string>) =>
  call(sandbox, 'POST', '/oauth/token', new URLSearchParams(form).toString(), {
    key: '',
    headers: {'content-type': 'application/x-www-form-urlencoded'},
  });

const app = {
  grant_type: 'client_credentials',
  client_id: sandboxKeys.clientId,
  client_secret: sandboxKeys.clientSecret,
};

test('an app token opens what its scopes name', async () => {
  const sandbox = await start();
  const scope = 'as_account-us.sandbox teams.read incidents.write';
  const given = await token(sandbox, {...app, scope});
  expect(given.body).toMatchObject({token_type: 'bearer', scope, expires_in: 86_400});
  const headers = {authorization: `Bearer ${at(given, 'access_token')}`};
  const status = async (method: string, path: string) =>
    (await call(sandbox, method, path, method === 'GET' ? undefined : {}, {key: '', headers})).status;
  expect(await status('GET', '/teams')).toBe(200);
  expect(await status('POST', '/teams')).toBe(403);
  expect(await status('GET', '/incidents')).toBe(200);
  expect(await status('PUT', '/incidents')).toBe(400);
  expect(await status('GET', '/users')).toBe(403);
});

test('no token is issued for a wrong secret, client, scope or grant', async () => {
  const sandbox = await start();
  const refused = async (form: Record<string, string>) => {
    const answer = await token(sandbox, {...app, scope: 'as_account-us.sandbox users.read', ...form});
    return [answer.status, at(answer, 'error')];
  };
  expect(await refused({client_secret: 'x'})).toEqual([401, 'invalid_client']);
  expect(await refused({client_id: 'x'})).toEqual([401, 'invalid_client']);
  expect(await refused({scope: 'users.read'})).toEqual([400, 'invalid_scope']);
  expect(await refused({grant_type: 'password'})).toEqual([400, 'unsupported_grant_type']);
});

test('the browser sign-in: a code for one use, bound to its verifier, and a renewable token', async () => {
  const sandbox = await start();
  const verifier = 'v'.repeat(43);
  const redirectUri = 'http://127.0.0.1:1/callback';
  const ask = async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: sandboxKeys.clientId,
      redirect_uri: redirectUri,
      scope: 'users.read',
      state: 's1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const {headers} = await call(sandbox, 'GET', `/oauth/authorize?${query}`, undefined, {key: ''});
    const back = new URL(headers.get('location') ?? '');
    expect(back.searchParams.get('state')).toBe('s1');
    return back.searchParams.get('code') ?? '';
  };
  const exchange = (code: string, proof: string) =>
    token(sandbox, {
      grant_type: 'authorization_code',
      client_id: sandboxKeys.clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: proof,
    });
  expect(at(await exchange(await ask(), 'wrong'), 'error')).toBe('invalid_grant');
  const code = await ask();
  const signedIn = await exchange(code, verifier);
  expect(at(await exchange(code, verifier), 'error')).toBe('invalid_grant');
  const me = (answer: typeof signedIn) =>
    call(sandbox, 'GET', '/users/me', undefined, {
      key: '',
      headers: {authorization: `Bearer ${at(answer, 'access_token')}`},
    });
  expect(at(await me(signedIn), 'user.email')).toBe(sandboxKeys.from);
  const renewed = await token(sandbox, {
    grant_type: 'refresh_token',
    client_id: sandboxKeys.clientId,
    refresh_token: String(at(signedIn, 'refresh_token')),
  });
  expect((await me(renewed)).status).toBe(200);
});
