import {expect, test} from 'bun:test';
import {chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {changeToken, inMs, tokenIn, type World, world} from '../auth/world.ts';

const list = ['incidents', 'ls', '-o', 'id'];

function profileFile({config}: World): string {
  mkdirSync(config, {recursive: true, mode: 0o700});
  return join(config, 'profiles.json');
}

/** The files as the first builds wrote them, with a field each that this one does not know. */
function firstBuilds(one: World) {
  const {url} = one.sandbox;
  const work = {routingKey: sandboxKeys.routing, apiUrl: url, eventsUrl: url, apiKey: sandboxKeys.user, colour: 'blue'};
  const document = {profiles: {work}, current: 'work', shared: true};
  writeFileSync(profileFile(one), `${JSON.stringify(document, null, 2)}\n`, {mode: 0o600});
  const folder = join(one.state, 'queue', 'pending', '8');
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const payload = {summary: 'older', source: 'vm', severity: 'critical', timestamp: '2026-11-24T12:14:44.904Z'};
  const entry = {
    ...{version: 1, queued_at: '2026-11-24T12:14:44.906Z', host: url, action: 'trigger', dedup_key: 'old1'},
    routing: {profile: 'work'},
    body: {event_action: 'trigger', dedup_key: 'old1', payload},
  };
  const name = '1795868085010000-872737ae8121bc1b-b8340cac594e7579-2de5.json';
  writeFileSync(join(folder, name), `${JSON.stringify(entry)}\n`, {mode: 0o600});
}

test('what the first builds wrote is read, and fields that are not known are kept', async () => {
  await using one = await world();
  firstBuilds(one);
  expect((await one.pd(list)).code).toBe(0);
  const flushed = await one.pd(['events', 'queue', 'flush', '--json']);
  expect([flushed.code, JSON.parse(flushed.stdout)]).toMatchObject([0, {delivered: 1, queued: 0}]);
  await one.pd(['profiles', 'set', 'work', 'output=json']);
  expect(JSON.parse(readFileSync(profileFile(one), 'utf8'))).toMatchObject({
    ...{version: 1, shared: true, current: 'work'},
    profiles: {work: {colour: 'blue', output: 'json'}},
  });
  expect((await one.login()).code).toBe(0);
  // The first builds wrote none.
  const [file = ''] = one.tokenFiles();
  const {version: _, ...token} = tokenIn(one);
  writeFileSync(file, JSON.stringify({...token, colour: 'blue'}));
  one.sandbox.log.clear();
  expect((await one.pd([...list, '-p', 'app'])).code).toBe(0);
  expect(one.grants()).toEqual([]);
  changeToken(one, {expires_at: inMs(one, -1)});
  expect((await one.pd([...list, '-p', 'app'])).code).toBe(0);
  expect(tokenIn(one)).toMatchObject({version: 1, colour: 'blue'});
});

test('a profile file of a newer pd is neither read nor changed, and stops no event that needs nothing of it', async () => {
  await using one = await world();
  const file = profileFile(one);
  const text = JSON.stringify({version: 2, current: 'p', profiles: {p: {apiKey: sandboxKeys.user, output: 'jsonl'}}});
  writeFileSync(file, text, {mode: 0o600});
  for (const args of [list, ['profiles', 'ls'], ['profiles', 'set', 'p', 'region=eu'], ['profiles', 'rm', 'p']]) {
    const {code, stdout, stderr} = await one.pd(args, {stdin: sandboxKeys.user});
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${file} is neither read nor changed: a newer version of pd wrote it (format 2)`);
  }
  const event = ['events', 'trigger', '-s', 'x', '-k', sandboxKeys.routing, '--events-url', one.sandbox.url];
  const sent = await one.pd(event);
  expect([sent.code, sent.stderr]).toEqual([0, expect.stringContaining('a newer version of pd wrote it')]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('the token of a newer pd stays: an app gets one for the run, and is told', async () => {
  await using one = await world();
  await one.login();
  const [file = ''] = one.tokenFiles();
  const text = JSON.stringify({version: 2, token: {sealed: 'x'}});
  writeFileSync(file, text);
  const {code, stderr} = await one.pd(list);
  expect([code, stderr]).toEqual([0, expect.stringContaining('so this run gets a token of its own')]);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect((await one.login()).code).toBe(0);
  expect(tokenIn(one)).toMatchObject({version: 1});
});

// Files have no modes on Windows.
test.skipIf(process.platform === 'win32')('a token that is open to others is told, and not used', async () => {
  await using one = await world();
  await one.login();
  const [file = ''] = one.tokenFiles();
  chmodSync(file, 0o644);
  const {code, stderr} = await one.pd(list);
  expect([code, stderr]).toEqual([0, expect.stringContaining('is open to other users, so a new token replaces it')]);
  expect((await one.pd(list)).stderr).not.toContain('warning');
});

test("the owner's address that a newer pd keeps is looked up, and left alone", async () => {
  await using one = await world();
  const change = ['incidents', 'create', '--service', 'Sandbox Service', '-s', 'x'];
  const env = {PD_API_KEY: sandboxKeys.user};
  expect((await one.pd(change, {env})).code).toBe(0);
  const folder = join(one.state, 'users');
  const file = join(folder, readdirSync(folder)[0] ?? '');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({version: 1});
  writeFileSync(file, '{"version":2}');
  expect((await one.pd(change, {env})).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe('{"version":2}');
});
