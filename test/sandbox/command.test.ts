import {afterEach, expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {runLine} from '../support/line.ts';
import {runPd, spawnPd, tempFolder} from '../support/pd.ts';
import {start} from './client.ts';

const running: ReturnType<typeof spawnPd>[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL');
    await child.exited;
  }
});

/** Starts `pd sandbox` and waits for its settings: they end, though the program runs on. */
async function pdSandbox(...args: string[]) {
  const child = spawnPd(['sandbox', ...args]);
  running.push(child);
  const settings = await new Response(child.stdout).text();
  return {child, settings, json: () => JSON.parse(settings) as Record<string, string>};
}

const get = (url: string, path: string, key = '') =>
  fetch(url + path, {headers: {authorization: `Token token=${key}`}});

test('it prints lines for a shell, serves, logs each request, and ends with 130 on Ctrl-C', async () => {
  const {child, settings} = await pdSandbox();
  const names = settings
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/=.*/, ''));
  expect(names).toEqual(['API_URL', 'EVENTS_URL', 'API_KEY', 'ROUTING_KEY', 'FROM'].map(name => `export PD_${name}`));
  const url = /PD_API_URL=(\S+)/.exec(settings)?.[1] ?? '';
  const key = /PD_API_KEY=(\S+)/.exec(settings)?.[1] ?? '';
  expect((await get(url, '/users/me', key)).status).toBe(200);
  expect((await get(url, '/users?query=x', 'wrong')).status).toBe(401);
  child.kill('SIGINT');
  expect(await child.exited).toBe(130);
  const log = await new Response(child.stderr).text();
  expect(log.split('\n').slice(1, 3)).toEqual(['200 GET /users/me', '401 GET /users?query=x']);
  expect(log).not.toContain(key);
});

test('its settings as JSON are what pd needs to trigger, list and acknowledge', async () => {
  const {json} = await pdSandbox('-o', 'json');
  const env = json();
  expect(await runPd(['events', 'trigger', '-s', 'disk full', '-o', 'id', '--dedup-key', 'k1'], {env})).toMatchObject({
    code: 0,
    stdout: 'k1\n',
  });
  const listed = await get(env['PD_API_URL'] ?? '', '/incidents', env['PD_API_KEY']);
  expect(await listed.json()).toMatchObject({incidents: [{title: 'disk full', status: 'triggered'}]});
});

test('--demo, --latency and --fail do what they say', async () => {
  const demo = (await pdSandbox('--demo', '-o', 'json', '--latency', '50ms')).json();
  const startMs = performance.now();
  const services = await (await get(demo['PD_API_URL'] ?? '', '/services', demo['PD_API_KEY'])).text();
  expect(performance.now() - startMs).toBeGreaterThan(45);
  expect(services).toContain('Checkout');
  const failing = (await pdSandbox('--fail', '100%', '-o', 'id')).settings.trim();
  const outcome = await get(failing, '/services').then(
    answer => answer.status,
    () => 0,
  );
  expect([0, 429, 500, 503]).toContain(outcome);
});

test('invalid options are refused before anything is served', async () => {
  const taken = await start();
  const port = new URL(taken.url).port;
  const seed = join(tempFolder(), 'seed.json');
  writeFileSync(seed, '{"teams": [{"name": "x", "members": ["nobody"]}]}');
  const refusals: [string[], string][] = [
    [['--port', port], `Port ${port} cannot be opened: it is in use`],
    [['--port', '70000'], '--port: "70000"'],
    [['--fail', '2'], '--fail: "2"'],
    [['--rate-limit', 'x'], '--rate-limit: "x"'],
    [['--latency', 'soon'], '--latency'],
    [['--demo', '--seed', seed], 'cannot be combined'],
    [['--seed', seed], 'nothing named "nobody"'],
    [['--seed', '/nowhere/seed.json'], 'cannot be read'],
  ];
  const results = await Promise.all(refusals.map(([args]) => runLine(['sandbox', ...args])));
  for (const [index, {code, stdout, stderr}] of results.entries()) {
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(refusals[index]?.[1] ?? '');
  }
});
