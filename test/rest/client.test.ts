import {describe, expect, test} from 'bun:test';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {parseJson} from '../../src/lib/base/json.ts';
import {tempFolder} from '../support/pd.ts';
import {type Asked, clientFor, type Reply, serve} from './list-server.ts';

const accountKeyWords =
  "Because this request was made using an account-level access token, we were unable to determine the user's identity";

const userKey = {PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR'};

function account(reply: (asked: Asked) => Reply) {
  return serve(asked => (asked.path === '/users/me' ? reply(asked) : {status: 201, body: {incident: {id: 'P1'}}}));
}

describe('headers', () => {
  test('the versioned media type, the key as a token, pd by name, JSON', async () => {
    using server = await serve(() => ({status: 201, body: {team: {id: 'P1'}}}));
    const {client} = clientFor(server.url, {PD_FROM: 'ann@example.com'});
    await client.request('POST', 'teams', {body: {name: 'Ops'}});
    const [asked] = server.asked;
    expect(asked?.headers).toMatchObject({
      accept: 'application/vnd.pagerduty+json;version=2',
      authorization: 'Token token=u+aBcDeFgHiJkLmNoPqR',
      'content-type': 'application/json',
      from: 'ann@example.com',
    });
    expect(asked?.headers['user-agent']).toMatch(/^pd\/\d+\.\d+\.\d+/);
    expect(asked?.body).toBe('{"team":{"name":"Ops"}}');
  });

  test("the caller's own headers win, and no key is needed then", async () => {
    using server = await serve(() => ({body: {teams: []}}));
    const {client, settings} = clientFor(server.url, {PD_API_KEY: ''});
    const headers = {Authorization: 'Bearer pdus+_0XBPWQQ_secret', ACCEPT: 'application/json'};
    await client.request('GET', 'teams', {headers});
    expect(server.asked[0]?.headers).toMatchObject({
      authorization: 'Bearer pdus+_0XBPWQQ_secret',
      accept: 'application/json',
    });
    expect(settings.redactor.redact('Bearer pdus+_0XBPWQQ_secret')).not.toContain('0XBPWQQ');
  });

  test('other credentials are hidden as well, in headers and in the query', async () => {
    const {client, settings} = clientFor('https://api.pagerduty.com');
    const headers = {'X-PagerDuty-Jira-Signature': 'JWTjwtJWTjwt4321', cookie: 'session=abcdefgh1234'};
    await client.prepare('GET', 'integration-jira-service/rules', {headers, query: [['api_key', 'zyxwvutsrq9876']]});
    for (const secret of ['JWTjwtJWTjwt4321', 'session=abcdefgh1234', 'zyxwvutsrq9876'])
      expect(settings.redactor.redact(secret)).toBe(`…${secret.slice(-4)}`);
  });

  test('early access is requested where it is needed', async () => {
    using server = await serve(() => ({body: {ip_allow_lists: []}}));
    await clientFor(server.url).client.request('GET', 'ip_allow_lists');
    expect(server.asked[0]?.headers['x-early-access']).toBe('ip-allow-lists');
  });

  test.each([{'bad name': 'x'}, {Host: 'evil.example'}, {'x-a': 'b\r\nx-c: d'}, {'content-length': '3'}])(
    '%p is refused',
    async headers => {
      using server = await serve(() => ({body: {}}));
      expect(clientFor(server.url).client.request('GET', 'teams', {headers})).rejects.toMatchObject({kind: 'usage'});
      expect(server.asked).toHaveLength(0);
    },
  );

  test('another content type sends the text unchanged', async () => {
    using server = await serve(() => ({status: 201, body: {schema: {id: 'S'}}}));
    const {client} = clientFor(server.url);
    await client.request('POST', 'enrichment/schemas', {headers: {'Content-Type': 'text/csv'}, body: 'a,b\n1,2\n'});
    expect(server.asked[0]?.body).toBe('a,b\n1,2\n');
  });
});

describe('From', () => {
  test('a user key finds its own e-mail, once', async () => {
    using server = await account(() => ({body: {user: {email: 'ann@example.com'}}}));
    const {client} = clientFor(server.url, userKey);
    await Promise.all([1, 2].map(() => client.request('POST', 'incidents', {body: {title: 'x'}})));
    expect(server.asked.filter(({path}) => path === '/users/me')).toHaveLength(1);
    expect(server.asked.filter(({method}) => method === 'POST').map(({headers}) => headers['from'])).toEqual([
      'ann@example.com',
      'ann@example.com',
    ]);
  });

  test('which is stored for the next run, readable only by this user, and looked up again if it is refused', async () => {
    let email = 'ann@example.com';
    using server = await serve(({path, headers}) => {
      if (path === '/users/me') return {body: {user: {email}}};
      return headers['from'] === email ? {status: 201, body: {}} : {status: 400, body: {error: {message: 'Requester'}}};
    });
    const folder = tempFolder();
    const create = async (env = {}) => {
      const {client} = clientFor(server.url, {...userKey, PD_STATE_DIR: folder, ...env});
      server.asked.length = 0;
      const {status} = await client.request('POST', 'incidents', {body: {}});
      return [status, ...server.asked.map(({path, headers}) => (path === '/users/me' ? path : headers['from']))];
    };
    expect(await create()).toEqual([201, '/users/me', email]);
    const [file = ''] = readdirSync(join(folder, 'users'));
    expect(statSync(join(folder, 'users', file)).mode & 0o777).toBe(0o600);
    expect(file).not.toContain(userKey.PD_API_KEY.slice(2));
    expect(await create()).toEqual([201, email]);
    expect(await create({PD_API_KEY: 'u+anotherUsersKey00'})).toEqual([201, '/users/me', email]);
    email = 'ann.new@example.com';
    expect(await create()).toEqual([201, 'ann@example.com', '/users/me', email]);
    expect(await create()).toEqual([201, email]);
    expect(await create({PD_AUTH_TYPE: 'bearer'})).toEqual([201, '/users/me', email]);
    expect(await create({PD_AUTH_TYPE: 'bearer'})).toEqual([201, '/users/me', email]);
  });

  test('an account key without --from is an error, and nothing is written', async () => {
    using server = await account(() => ({status: 400, body: {error: {message: `${accountKeyWords}.`, code: 2001}}}));
    const sent = clientFor(server.url, userKey).client.request('POST', 'incidents', {body: {title: 'x'}});
    expect(sent).rejects.toMatchObject({kind: 'usage', facts: {next: expect.stringContaining('--from')}});
    await sent.catch(() => undefined);
    expect(server.asked.map(({method}) => method)).toEqual(['GET']);
  });

  test("for a request with its own key, that key's owner is looked up, and used for no other key", async () => {
    const owners: Record<string, string> = {'Token token=u+aBcDeFgHiJkLmNoPqR': 'ann', 'Token token=own-key': 'bob'};
    using server = await account(({headers}) => ({
      body: {user: {email: `${owners[headers.authorization ?? '']}@example.com`}},
    }));
    const {client} = clientFor(server.url, {...userKey, PD_STATE_DIR: tempFolder()});
    const authorization = 'Token token=own-key';
    for (const headers of [{}, {authorization}, {}])
      await client.request('POST', 'incidents', {body: {title: 'x'}, headers});
    const writers = server.asked.filter(({method}) => method === 'POST').map(({headers}) => headers['from']);
    expect(writers).toEqual(['ann@example.com', 'bob@example.com', 'ann@example.com']);
  });

  test('two requests that are refused because of a cached email address are both sent again', async () => {
    let email = 'ann@example.com';
    using server = await serve(({path, headers}) => {
      if (path === '/users/me') return {body: {user: {email}}};
      return headers['from'] === email ? {status: 201, body: {}} : {status: 400, body: {error: {message: 'Requester'}}};
    });
    const env = {...userKey, PD_STATE_DIR: tempFolder()};
    await clientFor(server.url, env).client.request('POST', 'incidents', {body: {}});
    email = 'ann.new@example.com';
    const {client} = clientFor(server.url, env);
    const answers = await Promise.all([1, 2, 3].map(() => client.request('POST', 'incidents', {body: {}})));
    expect(answers.map(({status}) => status)).toEqual([201, 201, 201]);
    expect(server.asked.filter(({path}) => path === '/users/me')).toHaveLength(2);
  });

  test('a key that may not read its own user is an error', async () => {
    using server = await account(() => ({status: 403, body: {error: {message: 'Forbidden'}}}));
    const sent = clientFor(server.url, userKey).client.request('POST', 'incidents', {body: {title: 'x'}});
    expect(sent).rejects.toMatchObject({kind: 'usage', message: expect.stringContaining('may not read its own user')});
    await sent.catch(() => undefined);
  });

  test('the owner is not looked up if From is set or not needed', async () => {
    using server = await account(() => ({body: {}}));
    await clientFor(server.url, {...userKey, PD_FROM: 'bob@example.com'}).client.request('POST', 'incidents', {
      body: {},
    });
    await clientFor(server.url, userKey).client.request('POST', 'teams', {body: {}});
    expect(server.asked.map(({path}) => path)).toEqual(['/incidents', '/teams']);
  });
});

describe('answers', () => {
  test('numbers stay as received and as given', async () => {
    using server = await serve(() => ({body: {team: {id: 'P1'}}}));
    const {client} = clientFor(server.url);
    await client.request('PUT', 'teams/P1', {body: parseJson('{"n":12345678901234567890,"m":1.0}')});
    expect(server.asked[0]?.body).toBe('{"team":{"n":12345678901234567890,"m":1.0}}');
  });

  test('raw keeps the wrapper on and puts none on', async () => {
    using server = await serve(() => ({body: {team: {id: 'P1'}}}));
    const answer = await clientFor(server.url).client.request('PUT', 'teams/P1', {body: {name: 'x'}, raw: true});
    expect(answer.body).toEqual({team: {id: 'P1'}});
    expect(server.asked[0]?.body).toBe('{"name":"x"}');
  });

  test("PagerDuty's warnings beside the answer are printed; inside the answer, and with raw, they are data", async () => {
    const warnings = [{message: 'Nested rules are not on your plan', rule_id: null}, 'a text', {code: 1}];
    using server = await serve(({path}) =>
      path.includes('lone') ? {body: {warnings}} : {body: {orchestration_path: {type: 'router'}, warnings}},
    );
    const {client, warnings: said} = clientFor(server.url);
    const get = async (path: string, raw = false) => (await client.request('GET', path, {raw})).body;
    expect(await get('event_orchestrations/E1/router')).toEqual({type: 'router'});
    expect(said).toEqual([
      'PagerDuty: Nested rules are not on your plan',
      'PagerDuty: a text',
      'PagerDuty: {"code":1}',
    ]);
    expect(await get('event_orchestrations/E1/router', true)).toMatchObject({warnings});
    expect(await get('lone')).toEqual(warnings);
    expect(said).toHaveLength(3);
  });

  test('an empty answer has no body', async () => {
    using server = await serve(() => ({status: 204}));
    expect(await clientFor(server.url).client.request('DELETE', 'teams/P1')).toMatchObject({
      status: 204,
      body: undefined,
    });
  });

  test('prepare sends nothing', async () => {
    using server = await serve(() => ({body: {}}));
    const prepared = await clientFor(server.url).client.prepare('POST', 'incidents', {body: {title: 'x'}});
    expect(prepared.body).toBe('{"incident":{"title":"x"}}');
    expect(server.asked).toHaveLength(0);
  });

  test("the path of an API on PagerDuty's web host goes there, and only there", async () => {
    const {client} = clientFor('https://api.eu.pagerduty.com', {PD_REGION: 'eu'});
    const {url} = await client.prepare('GET', 'integration-slack/workspaces/T1/connections');
    expect(url.href).toMatch(/^https:\/\/app\.(eu\.)?pagerduty\.com\/integration-slack\/workspaces\/T1\/connections$/);
    expect(client.prepare('GET', `${url.origin}/users`)).rejects.toMatchObject({kind: 'usage'});
  });
});

describe('a 400 of /users/me', () => {
  test.each([
    [{error: {message: accountKeyWords, code: 2001}}, 2, 'belongs to no user'],
    [{error: {message: 'Invalid Input Provided', errors: [accountKeyWords]}}, 2, 'belongs to no user'],
    [{error: {message: 'The include parameter is not known', code: 2001}}, 5, 'The include parameter is not known'],
  ] as const)('%p', async (body, code, said) => {
    using server = await serve(() => ({status: 400, body}));
    const {client} = clientFor(server.url, {PD_STATE_DIR: tempFolder()});
    const error = await client.request('POST', '/incidents', {body: {title: 'x'}}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({exitCode: code, message: expect.stringContaining(said)});
    expect(server.asked.filter(({method}) => method === 'POST')).toEqual([]);
  });
});
