import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {truncateSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {runLine} from '../support/line.ts';
import {tempFolder} from '../support/pd.ts';
import {at, call, makeIncidents, records, send, start, trigger} from './client.ts';

/** A request with the headers that a browser sets and fetch does not let one set. */
function asBrowser(sandbox: Sandbox, method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(sandbox.url + path, {method, headers, agent: false}, response => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', reject).end();
  });
}

test('a page whose host name resolves to the sandbox can read and change nothing', async () => {
  const sandbox = await start();
  const {port} = new URL(sandbox.url);
  const asked = (host: string, method = 'GET') => asBrowser(sandbox, method, '/_sandbox/state', {host});
  for (const host of [`evil.example:${port}`, 'evil.example', '127.0.0.1', `127.0.0.1.evil.example:${port}`])
    expect([host, await asked(host)]).toEqual([host, 403]);
  expect(await asked(`evil.example:${port}`, 'DELETE')).toBe(403);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LocalHost:${port}`])
    expect([host, await asked(host)]).toEqual([host, 200]);
});

test('a page of another origin can change nothing', async () => {
  const sandbox = await start();
  const {host} = new URL(sandbox.url);
  const status = (origin: string, method: string) =>
    asBrowser(sandbox, method, '/_sandbox/requests', {host, origin, 'content-length': '0'});
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', `https://${host}`, `http://${host}.evil`])
    expect([origin, await status(origin, 'DELETE')]).toEqual([origin, 403]);
  expect(await status('https://evil.example', 'GET')).toBe(200);
  expect(await status(`http://${host}`, 'DELETE')).toBe(204);
});

test('its log shows only the end of a key', async () => {
  const sandbox = await start();
  await call(sandbox, 'GET', '/users', undefined, {key: 'u+REALKEY0123456789'});
  await call(sandbox, 'GET', '/users', undefined, {key: '', headers: {authorization: 'u+REALKEY0123456789'}});
  const log = await call(sandbox, 'GET', '/_sandbox/requests');
  expect(log.text).not.toContain('REALKEY');
  expect(records(log, 'requests').map(one => at({body: one}, 'headers.authorization'))).toEqual([
    'Token …6789',
    '…6789',
  ]);
});

test('its log, its account and a body are limited in size', async () => {
  const sandbox = await start({capacityBytes: 100_000});
  for (let count = 0; count < 10_005; count++) {
    sandbox.log.add({method: 'GET', path: '/', query: new URLSearchParams(), headers: {}, text: ''}, count, 1);
  }
  expect([sandbox.requests.length, sandbox.log.forgotten, sandbox.requests[0]?.at_ms]).toEqual([10_000, 5, 5]);
  const body = 'x'.repeat(40_000_000);
  for (const at_ms of [1, 2]) {
    sandbox.log.add({method: 'PUT', path: '/', query: new URLSearchParams(), headers: {}, text: body}, at_ms, 1);
  }
  expect(sandbox.requests.map(({at_ms}) => at_ms)).toEqual([2]);

  const statuses = [];
  for (let count = 0; count < 9; count++) statuses.push((await send(sandbox, trigger(`k${count}`))).status);
  expect(statuses).toEqual([...Array.from({length: 7}, () => 202), 507, 507]);
  expect(await makeIncidents(sandbox, 1_000_000_000)).toEqual([]);
  expect((await call(sandbox, 'GET', '/users')).status).toBe(200);

  const large = await call(sandbox, 'POST', '/teams', 'x'.repeat(9_000_000)).then(
    answer => answer.status,
    () => 'cut',
  );
  expect([413, 'cut']).toContain(large);
  expect((await call(sandbox, 'GET', '/users', undefined, {key: sandboxKeys.readOnly})).status).toBe(200);
});

test('a seed that is not a regular file of a sane size is refused at once', async () => {
  const folder = tempFolder();
  const fifo = join(folder, 'fifo');
  const large = join(folder, 'large.json');
  writeFileSync(large, '{}');
  truncateSync(large, 3 * 1024 ** 3);
  const seeds = [large];
  if (spawnSync('mkfifo', [fifo]).status === 0) seeds.push(fifo, '/dev/zero');
  for (const seed of seeds) {
    const {code, stdout, stderr} = await runLine(['sandbox', '--seed', seed]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^pd: The seed \S+ cannot be read: it (?:is not a regular file|is larger than 64 MB)$/m);
  }
});
