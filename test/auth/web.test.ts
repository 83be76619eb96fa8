import {describe, expect, test} from 'bun:test';
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {signIn} from '../../src/lib/auth/sign-in.ts';
import {hidden} from '../../src/lib/base/redactor.ts';
import {Clock} from '../support/clock.ts';
import {fakeIo} from '../support/io.ts';
import {safe} from '../support/safe.ts';
import {pdAtTerminal} from '../support/terminal.ts';
import {changeToken, clientId, inMs, tokenIn, type World, world} from './world.ts';

const login = ['profiles', 'login', 'me', '--client-id', clientId, '--web', '--json'];
const list = ['incidents', 'ls', '-o', 'id', '-p', 'me'];

/** Starts the sign-in, and hands over the address that it prints. */
async function begun(one: World, args: string[] = login) {
  const child = one.spawn(args);
  const reader = child.stderr.getReader();
  const decoder = new TextDecoder();
  let said = '';
  const address = () => /Sign in at (\S+)\n/.exec(said)?.[1];
  while (address() === undefined) {
    const {value, done} = await reader.read();
    if (done) throw new Error(`it ended: ${said}`);
    said += decoder.decode(value);
  }
  const finished = async () => {
    for (let read = await reader.read(); !read.done; read = await reader.read()) said += decoder.decode(read.value);
    const [stdout, code] = await Promise.all([new Response(child.stdout).text(), child.exited]);
    // The program went by the machine's clock.
    one.clock.pass(Date.now() - one.clock.now());
    return {stdout, stderr: said, code};
  };
  return {child, url: new URL(address() ?? ''), finished};
}

describe('login --web', () => {
  test('is refused where nobody may be asked, instead of waiting for them', async () => {
    await using one = await world();
    const {code, stderr} = await one.pd([...login, '--no-input']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--web needs someone at a browser, but --no-input is given'),
    ]);
  });

  test('sends the user to the sign-in page and stores what comes back', async () => {
    await using one = await world();
    const {url, finished} = await begun(one);
    expect(url.origin + url.pathname).toBe(`${one.sandbox.url}/oauth/authorize`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: clientId,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    });
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('You are signed in')]);
    const {stdout, code} = await finished();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({id: 'me', kind: 'user', oauth: {clientId}});
    expect(one.profile('me').oauth).toEqual({clientId, scope: expect.stringContaining('incidents.read')});
    const {access_token: access = '', refresh_token: refresh = ''} = tokenIn(one);
    expect(stdout).not.toContain(access);
    expect(refresh).not.toBe('');
    expect((await one.pd(list)).code).toBe(0);
    expect(one.sandbox.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${hidden(access)}`);
  });

  test('is renewed with its refresh token, which changes each time', async () => {
    await using one = await world();
    const {url, finished} = await begun(one);
    await fetch(url);
    await finished();
    for (const grants of [2, 3]) {
      const before = tokenIn(one);
      changeToken(one, {expires_at: inMs(one, -1)});
      const runs = await Promise.all([one.program(list), one.program(list), one.program(list)]);
      expect(runs.map(({code}) => code)).toEqual([0, 0, 0]);
      expect(one.grants().length).toBe(grants);
      expect(one.grants().at(-1)?.get('refresh_token')).toBe(before['refresh_token'] ?? '');
      expect(tokenIn(one)['refresh_token']).not.toBe(before['refresh_token']);
    }
    expect(one.grants().some(form => form.has('client_secret'))).toBe(false);
  });

  test('that has expired says how to sign in again, which then needs no client ID', async () => {
    await using one = await world();
    const first = await begun(one);
    await fetch(first.url);
    await first.finished();
    const [file = ''] = one.tokenFiles();
    chmodSync(file, 0o644);
    const open = await one.pd(list);
    expect([open.code, open.stderr]).toEqual([3, expect.stringContaining('is open to other users')]);
    expect(open.stderr).toContain(`chmod 600 ${file}`);
    chmodSync(file, 0o600);
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, '{"version":2}');
    const newer = await one.pd(list);
    expect([newer.code, newer.stderr]).toEqual([3, expect.stringContaining('a newer version of pd wrote it')]);
    expect(readFileSync(file, 'utf8')).toBe('{"version":2}');
    writeFileSync(file, kept);
    changeToken(one, {expires_at: inMs(one, -1), refresh_token: 'no-longer-good'});
    const {code, stderr} = await one.pd(list);
    expect([code, stderr]).toEqual([3, expect.stringContaining(`pd profiles login me --client-id ${clientId} --web`)]);
    expect(stderr).not.toContain('no-longer-good');
    const again = await begun(one, ['profiles', 'login', 'me', '--web']);
    await fetch(again.url);
    expect((await again.finished()).code).toBe(0);
    expect((await one.pd(list)).code).toBe(0);
    expect(one.tokenFiles().length).toBe(1);
  });

  test('is not used up if the next one could not be stored', async () => {
    await using one = await world();
    const {url, finished} = await begun(one);
    await fetch(url);
    await finished();
    writeFileSync(join(one.folder, 'file'), '');
    one.sandbox.log.clear();
    const {code} = await one.pd(list, {env: {PD_STATE_DIR: join(one.folder, 'file', 'state')}});
    expect(code).toBe(3);
    const denied = await one.pd(login, {env: {PD_STATE_DIR: join(one.folder, 'file', 'state')}});
    expect([denied.code, denied.stderr]).toEqual([2, expect.stringContaining('PD_STATE_DIR')]);
    expect(one.grants()).toEqual([]);
  });

  test('accepts only the page that was opened', async () => {
    await using one = await world();
    const {url, finished} = await begun(one);
    const redirect = url.searchParams.get('redirect_uri') ?? '';
    const state = url.searchParams.get('state') ?? '';
    expect((await fetch(`${redirect}?code=stolen`)).status).toBe(400);
    expect((await fetch(`${redirect}?code=stolen&state=guessed`)).status).toBe(400);
    expect((await fetch(`${redirect}?state=${state}&code=x`, {method: 'POST'})).status).toBe(405);
    expect((await fetch(new URL('/', redirect))).status).toBe(404);
    await fetch(url);
    expect((await finished()).code).toBe(0);
    expect(one.grants().length).toBe(1);
  });

  test('that is denied stores nothing', async () => {
    await using one = await world();
    const {url, finished} = await begun(one);
    const redirect = url.searchParams.get('redirect_uri');
    const query = new URLSearchParams({
      error: 'access_denied',
      error_description: '<b>No</b>',
      state: url.searchParams.get('state') ?? '',
    });
    const page = await fetch(`${redirect}?${query}`);
    expect([page.status, await page.text()]).toEqual([
      403,
      expect.stringContaining('access_denied: &lt;b&gt;No&lt;/b&gt;'),
    ]);
    const {code, stderr} = await finished();
    expect([code, stderr]).toEqual([3, expect.stringContaining('access_denied')]);
    expect(existsSync(join(one.config, 'profiles.json'))).toBe(false);
  });

  test('whose code is refused says so on the page, and not that someone is signed in', async () => {
    await using one = await world();
    const {url, finished} = await begun(one);
    const query = new URLSearchParams({code: 'no-such-code', state: url.searchParams.get('state') ?? ''});
    const page = await fetch(`${url.searchParams.get('redirect_uri')}?${query}`);
    const text = await page.text();
    expect([page.status, text]).toEqual([403, expect.stringContaining('You are not signed in: PagerDuty issued no')]);
    const {code, stderr} = await finished();
    expect([code, stderr]).toEqual([3, expect.stringContaining('invalid_grant')]);
    expect(stderr).toContain('pd waits 5 minutes');
  });

  test('whose page is closed meanwhile goes on in the terminal', async () => {
    await using one = await world();
    const {url, finished} = await begun(one);
    const {headers} = await fetch(url, {redirect: 'manual'});
    const {port, pathname, search} = new URL(headers.get('location') ?? '');
    const page = await Bun.connect({hostname: '127.0.0.1', port: Number(port), socket: {data: () => undefined}});
    page.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    page.flush();
    page.end();
    expect((await finished()).code).toBe(0);
  });

  test('over ssh names the port to forward, and takes the address that the browser was sent to', async () => {
    await using one = await world();
    const env = {...one.env, SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22', DISPLAY: ':0', USER: 'ana'};
    const person = pdAtTerminal(login, env, {columns: 900});
    await person.shown('This is an ssh session');
    await person.shown(/ssh -L (\d+):127\.0\.0\.1:\1 /);
    const asked = 'Address that the browser was sent to: ';
    await person.shown(asked);
    person.type('http://127.0.0.1:1/callback?code=x&state=y\r');
    await person.shown('That is not the address that this sign-in leads to');
    await person.shown(asked);
    const address = /Sign in at (\S+)/.exec(person.screen())?.[1] ?? '';
    const {headers} = await fetch(address, {redirect: 'manual'});
    person.type(`${headers.get('location')}\r`);
    expect((await person.ended()).code).toBe(0);
    expect(one.profile('me').oauth.clientId).toBe(clientId);
  });

  test('Ctrl-C ends the wait with 130', async () => {
    await using one = await world();
    const {child, finished} = await begun(one);
    child.kill('SIGINT');
    expect((await finished()).code).toBe(130);
  });

  test('on a terminal opens the browser', async () => {
    await using one = await world();
    const browser = `#!/bin/sh\nexec '${process.execPath}' -e 'await fetch(process.argv[1])' "$1"\n`;
    writeFileSync(join(one.folder, 'xdg-open'), browser, {mode: 0o755});
    const env = {PATH: `${one.folder}:${process.env['PATH']}`, DISPLAY: ':0'};
    const {code, stdout} = await one.program(login, {env, tty: {columns: 200}});
    expect([code, stdout]).toEqual([0, expect.stringContaining('Sign in with the browser')]);
    expect(one.profile('me').oauth.clientId).toBe(clientId);
  });

  test('uses the port with which the app is registered', async () => {
    await using one = await world();
    const taken = Bun.listen({hostname: '127.0.0.1', port: 0, socket: {data: () => undefined}});
    const {code, stderr} = await one.pd([...login, '--port', String(taken.port)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be opened')]);
    const {port} = taken;
    taken.stop(true);
    const {url, finished} = await begun(one, [...login, '--port', String(port)]);
    expect(url.searchParams.get('redirect_uri')).toBe(`http://127.0.0.1:${port}/callback`);
    await fetch(url);
    expect((await finished()).code).toBe(0);
  });
});

test('does not wait forever', async () => {
  const request = {identityUrl: new URL('http://127.0.0.1'), clientId, scope: '', port: 0, withinMs: 20, safe};
  const shown: string[] = [];
  const clock = new Clock();
  const present = async (address: string) => {
    shown.push(address);
    setImmediate(() => clock.pass(20));
  };
  const redeem = () => Promise.resolve();
  await expect(signIn(fakeIo({clock}).io, {...request, present}, redeem)).rejects.toThrow('Nobody signed in');
  const redirect = new URL(shown[0] ?? '').searchParams.get('redirect_uri') ?? '';
  await expect(fetch(redirect)).rejects.toThrow();
});
