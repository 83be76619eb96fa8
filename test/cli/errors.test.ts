import {expect, test} from 'bun:test';
import {once} from 'node:events';
import {withDemo} from '../incidents/demo.ts';
import {runLine} from '../support/line.ts';
import {cleanEnv, program, runPd, spawnPd} from '../support/pd.ts';
import {hang, json, scriptedServer, text} from '../support/scripted-server.ts';

const apiKey = 'u+aBcDeFgHiJkLmNoPqR';
const lastJson = (stderr: string) => JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error;

test.each([[['rest', 'get']], [['rest', 'get', 'users', '--bogus']], [['rest', 'get', 'users', 'extra']]])(
  'pd %p: rest prints JSON, and so do its errors',
  async args => {
    const {code, stderr, stdout} = await runLine(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(lastJson(stderr).kind).toBe('usage');
  },
);

test('a key given in the wrong place is not repeated', async () => {
  const {code, stderr} = await runLine(['rest', 'get', 'users', apiKey], {env: {PD_API_KEY: apiKey}});
  expect(code).toBe(2);
  expect(stderr).not.toContain(apiKey);
});

test.each([
  [['incidents', 'ls', `-k${apiKey}`]],
  [['rest', 'get', `--api-key=${apiKey}`, apiKey, 'x']],
  [['events', 'trigger', `--routing-key=${apiKey}`, '--bogus', apiKey]],
])('a key joined to its flag is not repeated: %p', async args => {
  const {code, stderr} = await runLine(args);
  expect([code, stderr.includes(apiKey)]).toEqual([2, false]);
});

test.each([
  'y_NbAkKc66ryYTWUXYEu',
  'u+aBcDeFgHiJkLmNoPqR',
  'aB3dE5fG7hJ9kL1mN3pQ',
  '0123456789abcdef0123456789abcdef',
  'pdus+_0XBPWQQ_dfd3a8d0-3d0c-4f5e',
])('a word that looks like a key, %s, is not repeated, wherever it is', async key => {
  for (const args of [
    ['--apikey', key],
    [`--apikey=${key}`, 'incidents', 'ls'],
    ['incidents', 'ls', '--apikey', key],
    ['profiles', 'login', 'w', key],
    ['profiles', 'show', key],
    ['profiles', key],
    [key],
    ['incidents', key],
    ['events', 'ack', '--severity', key],
  ]) {
    const {code, stdout, stderr} = await runLine(args);
    expect([code > 0, (stdout + stderr).includes(key.slice(0, -4))]).toEqual([true, false]);
  }
});

test.each(['acknowledge-everything-now', 'PABC123', 'users/PABC123/contact_methods', 'checkout-service-2024'])(
  'a word that does not, %s, is',
  async word => {
    expect((await runLine(['incidents', word])).stderr).toContain(word);
  },
);

test.each([
  ['PD_API_KEY', ['incidents', 'ls'], 3],
  ['PD_ROUTING_KEY', ['events', 'trigger', '-s', 'x'], 2],
] as const)('%s in the quotes that docker keeps is reported', async (name, args, exitCode) => {
  const {code, stderr} = await runLine(args, {env: {[name]: `"${apiKey}"`}});
  expect([code, stderr]).toEqual([exitCode, expect.stringContaining('has quotes around it')]);
  expect(stderr).not.toContain(apiKey);
});

test('a JSON error stays JSON if a password is a number that occurs in it', async () => {
  using server = await scriptedServer([json(400, {error: {message: 'no 2001', code: 2001}})]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey, HTTP_PROXY: 'http://u:2001@127.0.0.1:1'};
  const {stderr} = await runLine(['rest', 'get', 'users', '--max-wait', '0'], {env: {...env, NO_PROXY: '127.0.0.1'}});
  expect(lastJson(stderr)).toMatchObject({code: 2001, message: expect.not.stringContaining('2001')});
});

test("what comes after -- is not pd's: its --debug and --color have no effect on pd", async () => {
  const line = ['events', 'run', '--dry-run', '--bogus', '--', 'true', '--debug', '--color'];
  const {code, stderr} = await runLine(line, {terminal: 80, env: {NO_COLOR: '1'}});
  expect([code, stderr.split('\n').length]).toEqual([2, 2]);
  expect(stderr).toStartWith('pd: ');
  expect((await runLine(['nonsense', '--no-color'], {terminal: 80})).stderr).toStartWith('pd: ');
  expect((await runLine(['nonsense'], {terminal: 80})).stderr).toStartWith('\u001b[');
  expect((await runLine(['nonsense', '--color'], {env: {NO_COLOR: '1'}})).stderr).toStartWith('\u001b[');
});

test.each([
  ['incidents list', 'ls'],
  ['services get', 'show'],
  ['profiles delete', 'rm'],
  ['incidents comment', 'note'],
  ['incidents resovle', 'resolve'],
])('pd %s: did you mean %s', async (line, verb) => {
  const [topic = '', typed = ''] = line.split(' ');
  const {code, stderr} = await runLine([topic, typed]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`Did you mean pd ${topic} ${verb}?`)]);
});

test('a refusal nested 100,000 levels deep is a refusal', async () => {
  const body = `{"error":{"message":"no","errors":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
  using server = await scriptedServer([text(400, body, {'content-type': 'application/json'})]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  const {code, stderr} = await runLine(['rest', 'get', 'users/PU1', '--max-wait', '0'], {env});
  expect(code).toBe(5);
  expect(lastJson(stderr).message).toContain('{"error":{"message":"no"');
});

test("400,000 blanks in PagerDuty's message cause no delay", async () => {
  const refusal = {error: {message: 'no', errors: [`a${' '.repeat(400_000)}b`]}};
  using server = await scriptedServer([json(400, refusal)]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  const {code, stderr} = await runLine(['rest', 'get', 'users/PU1', '-o', 'table'], {env});
  expect({code, stderr}).toEqual({
    code: 5,
    stderr: expect.stringContaining('PagerDuty refused GET /users/PU1: no: a  '),
  });
});

test('a code that is megabytes long is cut, like all text from PagerDuty', async () => {
  using server = await scriptedServer([json(400, {error: {message: 'no', code: 'é'.repeat(2_000_000)}})]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  const {code, stderr} = await runLine(['rest', 'get', 'users/PU1'], {env});
  expect([code, lastJson(stderr).code]).toEqual([5, `${'é'.repeat(100)}…`]);
});

test("a 5xx keeps PagerDuty's message and code", async () => {
  using server = await scriptedServer([json(500, {error: {message: 'boom', code: 5}})]);
  const {code, stderr} = await runLine(['rest', 'get', 'users', '--max-wait', '0'], {
    env: {PD_API_URL: server.url, PD_API_KEY: apiKey},
  });
  expect(code).toBe(7);
  expect(lastJson(stderr)).toMatchObject({status: 500, code: 5});
  expect(lastJson(stderr).message).toContain('boom');
});

test('a change whose result cannot be printed as asked is not "nothing was sent"', async () => {
  using server = await scriptedServer([json(201, {team: {id: 'PT1', name: 'x'}})]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  const {code, stderr} = await runLine(['rest', 'post', 'teams', '-f', 'name=x', '--fields', 'nosuch', '-o', 'id'], {
    env,
  });
  expect(code).toBe(8);
  expect(stderr).toContain('PT1');
});

test('a POST interrupted midway says that its outcome is unknown', async () => {
  using server = await scriptedServer([hang]);
  const child = spawnPd(['rest', 'post', 'teams', '-f', 'name=x'], {env: {PD_API_URL: server.url, PD_API_KEY: apiKey}});
  await once(server.arrivals, 'request');
  child.kill('SIGINT');
  expect(await child.exited).toBe(130);
  expect(lastJson(await new Response(child.stderr).text())).toMatchObject({kind: 'interrupted'});
});

test('full disk: a change says what it did, a dry run says only that it could not be printed', async () => {
  using server = await scriptedServer([json(201, {team: {id: 'PT1', name: 'x'}})]);
  const env = {PD_API_URL: server.url, PD_API_KEY: apiKey};
  const post = ['rest', 'post', 'teams', '-f', 'name=x'];
  const toFull = async (args: string[]) => {
    const child = Bun.spawn(['bash', '-c', 'exec "$0" "$@" > /dev/full', ...args], {
      env: {...process.env, ...env},
      stderr: 'pipe',
    });
    return {stderr: await new Response(child.stderr).text(), code: await child.exited};
  };
  const done = await toFull([program, ...post]);
  expect(done.code).toBe(8);
  expect(done.stderr).toContain('made anyway');
  const dry = await toFull([program, ...post, '--dry-run']);
  expect(dry.code).toBe(8);
  expect(dry.stderr).not.toContain('made anyway');
});

test.each(['undo --list', 'incidents fields 7'])(
  'full disk: pd %p has changed nothing, and does not say so',
  async line => {
    await withDemo(async ({env, pd}) => {
      expect((await pd('incidents urgency 7 low')).code).toBe(0);
      const child = Bun.spawn(['bash', '-c', 'exec "$0" "$@" > /dev/full', program, ...line.split(' ')], {
        env: cleanEnv(env),
        stderr: 'pipe',
      });
      const stderr = await new Response(child.stderr).text();
      expect([await child.exited, stderr]).toEqual([8, 'pd: The output could not be written: ENOSPC\n']);
    });
  },
);

test.each([
  [['events', 'trigger'], 'pd: The flag --summary is missing. See pd events trigger --help\n'],
  [['trigger', '--bogus'], 'pd: There is no flag --bogus. See pd trigger --help\n'],
  [['incidents', 'acknowledge'], 'pd: There is no command pd incidents acknowledge. Did you mean pd incidents ack?\n'],
  [['incidnets'], 'pd: There is no command pd incidnets. Did you mean pd incidents?\n'],
])('pd %p is answered in one line', async (args, said) => {
  expect(await runPd(args)).toMatchObject({code: 2, stdout: '', stderr: said});
});

test('a missing flag is reported on a terminal as in a pipe', async () => {
  const ran = await runPd(['incidents', 'create'], {tty: {columns: 120}});
  expect(ran.stdout).toContain('The flag --service is missing; The flag --title is missing. See pd incidents');
});

test('a closed stdout is not mistaken for a successful write', async () => {
  if (process.platform !== 'linux') {
    console.log('not checked: only Linux tells that a descriptor was closed');
    return;
  }
  // faketime, which is preloaded by npm run test:dates, would open a file in its place.
  const env = cleanEnv({LD_PRELOAD: undefined});
  const child = Bun.spawn(['bash', '-c', 'exec "$0" --version >&-', program], {env, stderr: 'pipe'});
  expect(await child.exited).toBe(8);
  expect(await new Response(child.stderr).text()).toContain('stdout is closed');
});
