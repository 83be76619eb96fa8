import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {truncateSync, writeFileSync} from 'node:fs';
import https from 'node:https';
import {join} from 'node:path';
import {accept, bodies, eventsEnv} from '../events/events-server.ts';
import {makeCertificates} from '../support/certificates.ts';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';
import {runPd, spawnPd, tempFolder} from '../support/pd.ts';
import {json, scriptedServer, text} from '../support/scripted-server.ts';

const keys = {PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR', PD_ROUTING_KEY: 'A1234567890123456789012345678901'};
const users = json(200, {users: [{id: 'PU1'}], more: false});

test('a gateway that requires a client certificate gets it, from one file or two', async () => {
  const certificates = makeCertificates();
  if (certificates === undefined) {
    console.log('not checked: certificates need openssl on this machine');
    return;
  }
  const {ca, signed} = certificates;
  const [gateway, client] = [signed('gateway', {}), signed('client', {host: 'client'})];
  const seen: string[] = [];
  const server = https.createServer(
    {...gateway, ca: ca.cert, requestCert: true, rejectUnauthorized: true},
    (request, response) => {
      seen.push(request.url ?? '');
      request
        .resume()
        .on('end', () => response.writeHead(200, {'content-type': 'application/json'}).end('{"users":[]}'));
    },
  );
  const port = await listening(server, 'localhost');
  const env = {...keys, PD_API_URL: `https://localhost:${port}`, NODE_EXTRA_CA_CERTS: ca.certFile};
  const get = ['rest', 'get', 'users'];
  const byFlags = await runPd([...get, '--client-cert', client.certFile, '--client-key', client.keyFile], {env});
  expect(byFlags).toMatchObject({code: 0, stderr: ''});
  const both = join(tempFolder(), 'both.pem');
  writeFileSync(both, client.cert + client.key);
  expect(await runPd(get, {env: {...env, PD_CLIENT_CERT: both}})).toMatchObject({code: 0, stderr: ''});
  const missing = await runPd(get, {env: {...env, PD_CLIENT_CERT: '/no/such.pem'}});
  expect(missing.code).toBe(7);
  expect(missing.stderr).toContain('/no/such.pem');
  expect(seen).toHaveLength(2);
  server.closeAllConnections();
  server.close();
});

test('a pipe or a huge file in place of a client certificate is refused at once, without waiting', async () => {
  const folder = tempFolder();
  const pipe = join(folder, 'pipe.pem');
  if (spawnSync('mkfifo', [pipe]).status !== 0) return console.log('not checked: there are no named pipes here');
  const huge = join(folder, 'huge.pem');
  writeFileSync(huge, '');
  truncateSync(huge, 3e9);
  for (const file of [pipe, huge]) {
    const {code, stderr} = await runLine(['rest', 'get', 'users', '--client-cert', file], {
      env: {...keys, PD_API_URL: 'https://localhost:9'},
    });
    expect(code).toBe(7);
    expect(stderr).toContain(file);
  }
});

test("a path before the API's own, for REST, events and full URLs; the queue keeps it", async () => {
  using server = await scriptedServer([users, users, accept, json(503, {}), accept]);
  const env = {
    ...keys,
    PD_API_URL: `${server.url}/gw/pagerduty/`,
    PD_EVENTS_URL: `${server.url}/gw/events`,
    PD_STATE_DIR: tempFolder(),
  };
  expect((await runLine(['rest', 'get', 'users'], {env})).code).toBe(0);
  expect((await runLine(['rest', 'get', `${server.url}/gw/pagerduty/users`], {env})).code).toBe(0);
  const trigger = ['events', 'trigger', '-s', 'x', '--spool', '--max-wait', '0'];
  expect((await runLine(trigger, {env})).code).toBe(0);
  expect((await runLine(trigger, {env})).stdout).toContain('queued');
  expect((await runLine(['events', 'queue', 'flush'], {env})).code).toBe(0);
  const rest = '/gw/pagerduty/users';
  const enqueue = '/gw/events/v2/enqueue';
  expect(server.seen.map(({path}) => path)).toEqual([rest, rest, enqueue, enqueue, enqueue]);
});

test.each([
  'https://gw.example/a/../b',
  'https://gw.example/a?x=1',
  'https://gw.example//a',
  'https://gw.example/%2e%2e/a',
])('%s is refused as the base of an API', async url => {
  expect((await runLine(['rest', 'get', 'users'], {env: {...keys, PD_API_URL: url}})).code).toBe(2);
});

test("a gateway's headers, from the flag, the environment and the profile; none is printed or sent to another host", async () => {
  using server = await scriptedServer([users]);
  const config = tempFolder();
  const env = {...keys, PD_API_URL: server.url, PD_CONFIG_DIR: config};
  const secret = 'gateway-secret-0123';
  const set = await runLine(['profiles', 'set', 'p', 'headers.X-Gateway-Key=-'], {env, stdin: `${secret}\n`});
  expect(set.code).toBe(0);
  expect(set.stdout).not.toContain(secret);
  expect((await runLine(['profiles', 'set', 'p', 'headers.Authorization=-'], {env, stdin: 'x'})).code).toBe(2);
  expect((await runLine(['profiles', 'set', 'p', 'headers.X-A=written'], {env})).code).toBe(2);
  const get = ['rest', 'get', 'users', '--debug', '--gateway-header', 'X-Tenant: acme'];
  const ran = await runLine(get, {env});
  expect(ran.code).toBe(0);
  expect(ran.stdout + ran.stderr).not.toContain(secret);
  expect(server.seen[0]?.headers).toMatchObject({'x-gateway-key': secret, 'x-tenant': 'acme'});
  const lines = {...env, PD_GATEWAY_HEADER: 'X-One: 1\nX-Two: 2'};
  expect((await runLine(['rest', 'get', 'users'], {env: lines})).code).toBe(0);
  expect(server.seen[1]?.headers).toMatchObject({'x-one': '1', 'x-two': '2'});
  expect((await runLine(['profiles', 'unset', 'p', 'headers.X-Gateway-Key'], {env})).code).toBe(0);
  expect((await runLine(['rest', 'get', 'users'], {env})).code).toBe(0);
  expect(server.seen[2]?.headers).not.toHaveProperty('x-gateway-key');
});

test.each([
  [413, '<html><head><title>413 Request Entity Too Large</title></head><body><center>nginx</center></body></html>', 7],
  [429, '<html><body><h1>Too &lt;many&gt; requests</h1><p>more</p></body></html>', 6],
  [502, '<html><style>p{}</style><p>Bad\n gateway</p></html>', 7],
] as const)('an error with a page (%i) quotes its title or first words', async (status, page, exit) => {
  using server = await scriptedServer([text(status, page, {'content-type': 'text/html'})]);
  const env = eventsEnv(server.url);
  const {code, stderr} = await runLine(['events', 'trigger', '-s', 'x'], {env});
  expect(code).toBe(exit);
  expect(stderr).not.toMatch(/<[a-z]+>.*<|nginx|p\{/);
  expect(stderr).toMatch(/413 Request Entity Too Large\. |Too <many> requests \(|Bad gateway/);
});

test('stopped and continued past --timeout, pd uses the answer that arrived in the meantime', async () => {
  let stop: () => void = () => undefined;
  using server = await scriptedServer([
    (response, request) => {
      stop();
      accept(response, request);
    },
  ]);
  const child = spawnPd(['events', 'trigger', '-s', 'x', '--max-wait', '0', '--timeout', '1s'], {
    env: eventsEnv(server.url),
  });
  const stopped = new Promise<void>(resolve => {
    stop = () => {
      child.kill('SIGSTOP');
      resolve();
    };
  });
  await stopped;
  // The clock has to pass the timeout while pd stands still.
  await Bun.sleep(1600);
  child.kill('SIGCONT');
  expect(await child.exited).toBe(0);
  expect(bodies(server.seen)).toHaveLength(1);
});
