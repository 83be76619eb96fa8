import {describe, expect, test} from 'bun:test';
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {findHome} from '../../src/lib/auth/login.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import type {Http, HttpAnswer, HttpRequest} from '../../src/lib/http/http.ts';
import {Http as RealHttp} from '../../src/lib/http/http.ts';
import {Deadline} from '../../src/lib/io/deadline.ts';
import {Clock} from '../support/clock.ts';
import {ioWith} from '../support/io.ts';
import type {LineOptions} from '../support/line.ts';
import {spawnPd, tempFolder} from '../support/pd.ts';
import {type Answer, json, scriptedServer} from '../support/scripted-server.ts';
import {pdAtTerminal} from '../support/terminal.ts';
import {makeWorld} from '../support/world.ts';

const apiKey = 'y_NbAkKc66ryYTWUXYEu';
const user = {
  user: {id: 'PABC123', name: 'Ana', email: 'ana@acme.example', html_url: 'https://acme.pagerduty.com/users/PABC123'},
};
const accountKey = json(400, {
  error: {message: 'Because this request was made using an account-level access token, no user was found', code: 2000},
});
const users = json(200, {users: [{html_url: 'https://acme.eu.pagerduty.com/users/PABC123'}]});
const unknownKey = json(401, {error: {message: 'Unauthorized'}});

/** `offMs`: how far its clock is ahead. */
async function withServer(answers: Answer[], offMs = 0) {
  const world = makeWorld({});
  const server = await scriptedServer(answers, new Clock(world.clock.now() + offMs));
  const run = (args: string[], options: LineOptions = {}) =>
    world.pd(['profiles', ...args], {...options, env: {PD_API_URL: server.url, ...options.env}});
  return {
    ...server,
    run,
    env: world.env,
    file: join(world.config, 'profiles.json'),
    [Symbol.dispose]: () => server[Symbol.dispose](),
  };
}

describe('login', () => {
  test('checks the key, says whose it is and stores it', async () => {
    using server = await withServer([json(200, user)]);
    const {code, stdout, stderr} = await server.run(['login', 'acme', '--json'], {stdin: `${apiKey}\r\n`});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'acme',
      in_use: true,
      apiKey: '…XYEu',
      kind: 'user',
      user: 'Ana',
      account: 'acme',
    });
    expect(stdout + stderr).not.toContain(apiKey);
    expect(JSON.parse(readFileSync(server.file, 'utf8'))).toEqual({
      version: 1,
      current: 'acme',
      // The environment will be another one day, and the key is for no other host.
      profiles: {acme: {apiUrl: server.url, apiKey}},
    });
    expect(server.seen.map(({method, path, headers}) => [method, path, headers['authorization']])).toEqual([
      ['GET', '/users/me', `Token token=${apiKey}`],
    ]);
  });

  test('recognizes an account key by the 400 that it gets', async () => {
    using server = await withServer([accountKey, users]);
    const {code, stdout} = await server.run(['login', 'acme', '--json'], {stdin: apiKey});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({kind: 'account', user: null, account: 'acme'});
  });

  test('needs no name: it is the profile in use, the only one, or the first', async () => {
    using server = await withServer([json(200, user)]);
    const names = async (env = {}) => {
      const {code, stdout, stderr} = await server.run(['login', '--json'], {stdin: apiKey, env});
      return [code, code === 0 ? JSON.parse(stdout).id : stderr];
    };
    expect(await names()).toEqual([0, 'default']);
    await server.run(['set', 'acme', 'region=us']);
    await server.run(['use', 'acme']);
    expect(await names()).toEqual([0, 'acme']);
    expect(await names({PD_PROFILE: 'other'})).toEqual([0, 'other']);
    await server.run(['rm', 'acme']);
    expect(await names()).toEqual([2, expect.stringContaining('pd profiles use NAME')]);
    await server.run(['rm', 'default']);
    expect(await names()).toEqual([0, 'other']);
  });

  test('says how to use a new profile while another is in use', async () => {
    using server = await withServer([json(200, user)]);
    const how = 'To use eu without -p: pd profiles use eu';
    expect((await server.run(['login', 'acme'], {stdin: apiKey})).stderr).not.toContain('pd profiles use');
    expect((await server.run(['login', 'eu'], {stdin: apiKey})).stderr).toContain(how);
    expect((await server.run(['login', 'eu'], {stdin: apiKey})).stderr).not.toContain(how);
  });

  test('at a terminal says where a key is created, and offers to use a new profile', async () => {
    using server = await withServer([json(200, user)]);
    await server.run(['set', 'acme', 'region=us']);
    const person = pdAtTerminal(['profiles', 'login', 'eu'], {...server.env, PD_API_URL: server.url});
    await person.shown('(not shown): ');
    person.type(`${apiKey}\r`);
    await person.shown('Use eu from now on, instead of acme? [y/N]');
    person.type('y\r');
    const {code, screen} = await person.ended();
    expect([code, screen]).toEqual([0, expect.stringContaining('User Settings > Create API User Token')]);
    expect(screen).not.toContain(apiKey);
    expect(JSON.parse(readFileSync(server.file, 'utf8')).current).toBe('eu');
  });

  test('stores nothing of a key that is refused', async () => {
    using server = await withServer([unknownKey]);
    const {code, stderr} = await server.run(['login', 'acme'], {stdin: apiKey});
    expect(code).toBe(3);
    expect(stderr).toContain('nothing was stored');
    expect(existsSync(server.file)).toBe(false);
  });

  test('takes the first line of a credential of several lines, wherever it comes from', async () => {
    using server = await withServer([json(200, user)]);
    const shown = (key: string) => `${key}\nuser: ana\notpauth://totp/pd?secret=JBSWY3DP\n`;
    expect((await server.run(['login', 'acme'], {stdin: shown(apiKey)})).code).toBe(0);
    await server.run(['set', 'acme', 'routingKey=-'], {stdin: shown('R0123456789abcdefghijklmnopqrstu')});
    await server.run(['set', 'acme', 'headers.x-gate=-'], {stdin: shown('open sesame')});
    expect(JSON.parse(readFileSync(server.file, 'utf8')).profiles.acme).toMatchObject({
      ...{apiKey, routingKey: 'R0123456789abcdefghijklmnopqrstu', headers: {'x-gate': 'open sesame'}},
    });
    await server.run(['set', 'acme', `apiKey:={"command": "printf '%s\\n' ${apiKey} 'user: ana'"}`]);
    for (const env of [{}, {PD_API_KEY: shown(apiKey)}]) {
      expect((await server.run(['check'], {env})).code).toBe(0);
      expect(server.seen.at(-1)?.headers['authorization']).toBe(`Token token=${apiKey}`);
    }
  });

  test('sends nothing without a key, or with an incomplete one', async () => {
    using server = await withServer([json(200, user)]);
    expect((await server.run(['login', 'acme'])).code).toBe(3);
    expect((await server.run(['login', 'acme'], {stdin: 'half a key'})).code).toBe(3);
    expect(server.seen).toEqual([]);
  });

  test('stores the flags that describe the account, and replaces only the key', async () => {
    using server = await withServer([json(200, user)]);
    await server.run(['set', 'acme', 'output=json', 'authType=bearer']);
    const flags = ['--api-url', server.url, '--from', 'ana@acme.example'];
    expect((await server.run(['login', 'acme', ...flags], {stdin: apiKey, env: {PD_API_URL: undefined}})).code).toBe(0);
    const {acme} = JSON.parse(readFileSync(server.file, 'utf8')).profiles;
    expect(acme).toEqual({output: 'json', apiKey, apiUrl: server.url, from: 'ana@acme.example'});
  });

  test('accepts a PD_PROFILE that does not exist yet', async () => {
    using server = await withServer([json(200, user)]);
    expect((await server.run(['login', 'new'], {stdin: apiKey, env: {PD_PROFILE: 'new'}})).code).toBe(0);
  });
});

describe('the region of a key', () => {
  const redactor = new Redactor();
  const io = ioWith({});
  class OneRegion extends RealHttp {
    readonly asked: string[] = [];
    readonly home: string;

    constructor(home: string) {
      super(io, {deadline: new Deadline(io, 0), timeoutMs: 1_000, concurrency: 1, debug: false, redactor});
      this.home = home;
    }

    override async send({url}: HttpRequest): Promise<HttpAnswer> {
      this.asked.push(url.hostname);
      const status = url.hostname === this.home ? 200 : 401;
      return {status, headers: {}, body: status === 200 ? user : {error: {message: 'no'}}};
    }
  }
  const search = async (home: string, flags: {region?: string} = {}, profile = {}) => {
    const http = new OneRegion(home);
    const give = async (): Promise<Http> => http;
    const found = await findHome(io, flags, {pinned: {name: 'p', profile: {...profile, apiKey}}, redactor}, give).catch(
      String,
    );
    return {asked: http.asked, region: typeof found === 'string' ? found : found.region};
  };

  test('is found by trying one after the other', async () => {
    expect(await search('api.pagerduty.com')).toEqual({asked: ['api.pagerduty.com'], region: 'us'});
    expect(await search('api.eu.pagerduty.com')).toEqual({
      asked: ['api.pagerduty.com', 'api.eu.pagerduty.com'],
      region: 'eu',
    });
    expect((await search('api.eu.pagerduty.com', {}, {region: 'eu'})).asked).toEqual(['api.eu.pagerduty.com']);
  });

  test('is the only one tried if it is given', async () => {
    const {asked, region} = await search('api.pagerduty.com', {region: 'eu'});
    expect(asked).toEqual(['api.eu.pagerduty.com']);
    expect(region).toContain('does not know this key in region eu');
  });
});

test("a login says in which direction this machine's clock is off", async () => {
  const warning = async (offMs: number) => {
    using server = await withServer([json(200, user)], offMs);
    return (await server.run(['login', 'acme'], {stdin: apiKey})).stderr;
  };
  expect(await warning(600_000)).toContain("clock is 600 s behind PagerDuty's");
  expect(await warning(-600_000)).toContain("clock is 600 s ahead of PagerDuty's");
});

describe('check', () => {
  test('says whether each credential is accepted, and never more than is known', async () => {
    using server = await withServer([json(200, user)], -90_000);
    const routingKey = 'R0123456789abcdefghijklmnopqrstu';
    await server.run(['set', 'p', 'apiKey=-', `routes.web:={"command": "printf ${routingKey}"}`], {stdin: apiKey});
    const {code, stdout} = await server.run(['check', 'p', '--json']);
    expect(code).toBe(0);
    const [key, route, ...more] = JSON.parse(stdout);
    expect(more).toEqual([]);
    expect(key).toMatchObject({id: 'apiKey', accepted: true, kind: 'user', user: 'Ana', account: 'acme'});
    expect(server.seen[0]?.headers['user-agent']).toMatch(/^pd\/\d+\.\d+\.\d+/);
    expect([key.clock_skew_seconds, key.latency_ms]).toEqual([90, 0]);
    expect(route).toMatchObject({
      id: 'routes.web',
      accepted: null,
      note: expect.stringContaining('only sending an event'),
    });
  });

  test('a refused key is exit 3, and the others are still checked', async () => {
    using server = await withServer([unknownKey]);
    await server.run(['set', 'p', 'apiKey=-', 'routingKey:={"command": "false"}'], {stdin: apiKey});
    const {code, stdout, stderr} = await server.run(['check', 'p', '-o', 'jsonl']);
    expect(code).toBe(3);
    const rows = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows.map(({id, accepted}) => [id, accepted])).toEqual([
      ['apiKey', false],
      ['routingKey', false],
    ]);
    expect(stderr).toContain('401');
    expect(stdout + stderr).not.toContain(apiKey);
  });

  test('of a named profile checks its own key, not the one in the environment', async () => {
    using server = await withServer([json(200, user)]);
    await server.run(['set', 'p', 'apiKey=-'], {stdin: apiKey});
    const env = {PD_API_KEY: 'Environment_key_1234'};
    await server.run(['check', 'p'], {env});
    await server.run(['check'], {env});
    expect(server.seen.map(({headers}) => headers['authorization'])).toEqual([
      `Token token=${apiKey}`,
      'Token token=Environment_key_1234',
    ]);
  });

  test('ended by a signal also ends the program that prints the key', async () => {
    using server = await withServer([json(200, user)]);
    const trace = join(tempFolder(), 'pid');
    const command = {command: `sh -c 'echo $$ > ${trace}; exec sleep 60'`};
    await server.run(['set', 'p', `apiKey:=${JSON.stringify(command)}`]);
    const child = spawnPd(['profiles', 'check', 'p'], {env: {PD_CONFIG_DIR: dirname(server.file)}});
    while (!existsSync(trace) || readFileSync(trace, 'utf8') === '') await Bun.sleep(5);
    child.kill('SIGTERM');
    expect(await child.exited).toBe(143);
    const pid = Number(readFileSync(trace, 'utf8'));
    while (existsSync(`/proc/${pid}`) && !/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await Bun.sleep(5);
    expect(server.seen).toEqual([]);
  });

  test('without any key is exit 3', async () => {
    using server = await withServer([json(200, user)]);
    expect((await server.run(['check'])).code).toBe(3);
    expect(server.seen).toEqual([]);
  });

  test('--debug shows no key, even if the server echoes it', async () => {
    using server = await withServer([json(403, {error: {message: `key ${apiKey} may not`}})]);
    await server.run(['set', 'p', 'apiKey=-'], {stdin: apiKey});
    const {code, stdout, stderr} = await server.run(['check', 'p', '--debug'], {env: {DEBUG: '*', NODE_DEBUG: '*'}});
    expect(code).toBe(3);
    expect(stderr).toContain('/users/me');
    expect(stdout + stderr).not.toContain(apiKey);
  });
});
