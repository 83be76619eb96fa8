import {describe, expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type LineOptions, runLine} from '../support/line.ts';
import {runPd, tempFolder} from '../support/pd.ts';
import {json, scriptedServer, text} from '../support/scripted-server.ts';
import {type Asked, classicPage, type Reply, serve, things} from './list-server.ts';

const key = 'u+aBcDeFgHiJkLmNoPqR';

async function pd(
  args: string[],
  reply: (asked: Asked, count: number) => Reply,
  options: LineOptions & {run?: typeof runLine} = {},
) {
  using server = await serve(reply);
  const env = {PD_API_URL: server.url, PD_API_KEY: key, PD_MAX_WAIT: '0', ...options.env};
  const {run = runLine, stdin} = options;
  const result = await run(['rest', ...args], {env, ...(stdin !== undefined && {stdin})});
  const errorLine = result.stderr.trimEnd().split('\n').at(-1) ?? '';
  const error = errorLine.startsWith('{"error"') ? JSON.parse(errorLine).error : undefined;
  return {...result, error, url: server.url, asked: server.asked, mostInFlight: server.state.mostInFlight};
}

const team = (): Reply => ({body: {team: {id: 'PT1', name: 'Ops'}}});

describe('one request', () => {
  test('get prints the record without its wrapper, with --raw as received', async () => {
    expect((await pd(['get', 'teams/PT1'], team)).stdout).toBe('{"id":"PT1","name":"Ops"}\n');
    expect((await pd(['get', 'teams/PT1', '--raw'], team)).stdout).toBe('{"team":{"id":"PT1","name":"Ops"}}\n');
    expect((await pd(['get', 'teams/PT1', '-o', 'id'], team)).stdout).toBe('PT1\n');
  });

  test('a body from -d, -f, a file and standard input, wrapped', async () => {
    const file = join(tempFolder(), 'team.json');
    writeFileSync(file, '{"name":"x","n":12345678901234567890}');
    const bodies = await Promise.all([
      pd(['post', 'teams', '-d', '{"name":"x"}'], team),
      pd(['post', 'teams', '-f', 'name=x', '-f', 'parent.id=P1', '-f', 'n:=1.50'], team),
      pd(['post', 'teams', '-d', `@${file}`, '-f', 'name=y'], team),
      pd(['put', 'teams/PT1', '-d', '-'], team, {stdin: '{"team":{"name":"x"}}'}),
      pd(['patch', 'nowhere', '-d', '[1]'], team),
      pd(['post', 'teams', '-d', '{"name":"x"}', '--raw'], team),
    ]);
    expect(bodies.map(({asked}) => asked[0]?.body)).toEqual([
      '{"team":{"name":"x"}}',
      '{"team":{"name":"x","parent":{"id":"P1"},"n":1.50}}',
      '{"team":{"name":"y","n":12345678901234567890}}',
      '{"team":{"name":"x"}}',
      '[1]',
      '{"name":"x"}',
    ]);
  });

  test('-f builds what httpie builds: lists, and values from files', async () => {
    const file = join(tempFolder(), 'text');
    writeFileSync(file, '["a", 1.50]');
    const {asked} = await pd(
      [
        ...['post', 'teams', '-d', '{"a":{"x":1}}', '-f', 'a.y=2', '-f', 'r.0.t[0].id=P1', '-f', 'r[1].n:=3'],
        ...['-f', 'tags[]=x', '-f', 'tags[]=y', '-f', `name=@${file}`, '-f', `list:=@${file}`],
      ],
      team,
    );
    expect(asked[0]?.body).toBe(
      '{"team":{"a":{"x":1,"y":"2"},"r":[{"t":[{"id":"P1"}]},{"n":3}],"tags":["x","y"],"name":"[\\"a\\", 1.50]","list":["a",1.50]}}',
    );
    const missing = await pd(['post', 'teams', '-f', 'name=@ops'], team);
    expect([missing.code, missing.asked]).toEqual([2, []]);
    expect(missing.error.next).toContain(`write name:='"@ops"'`);
  });

  test('-q becomes name[] if the endpoint takes a list, -H takes precedence', async () => {
    const {asked} = await pd(
      [
        'get',
        'incidents',
        '-q',
        'statuses=triggered',
        '-q',
        'statuses=acknowledged',
        '-q',
        'limit=5',
        '-H',
        'Accept: text/x',
        '-H',
        'X-A:b:c',
      ],
      () => ({body: {incidents: []}}),
    );
    expect(asked[0]?.query.toString()).toBe('statuses%5B%5D=triggered&statuses%5B%5D=acknowledged&limit=5');
    expect(asked[0]?.headers).toMatchObject({accept: 'text/x', 'x-a': 'b:c'});
  });

  test('-i prints status and headers first, for a refused request on stderr', async () => {
    const reply = () => ({headers: {'x-request-id': 'r1'}, ...team()});
    expect((await pd(['get', 'teams/PT1', '-i'], reply)).stdout).toMatch(
      /^HTTP 200\n(.+\n)*x-request-id: r1\n(.+\n)*\n\{"id":"PT1","name":"Ops"\}\n$/,
    );
    const refused = await pd(['get', 'teams/PT1', '-i'], () => ({status: 404, body: {error: {message: 'Not Found'}}}));
    expect(refused).toMatchObject({code: 4, stdout: ''});
    expect(refused.stderr).toStartWith('HTTP 404\n');
  });

  test('a missing body that the endpoint requires is exit 2, and nothing is sent', async () => {
    using server = await scriptedServer([json(201, {team: {id: 'PT1'}})]);
    const env = {PD_API_URL: server.url, PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR'};
    const {code, stderr} = await runPd(['rest', 'post', 'teams', '-o', 'table'], {env});
    expect(code).toBe(2);
    expect(stderr).toContain('POST /teams needs a body, the team. Give it with -d or -f');
    expect(server.seen).toHaveLength(0);
    expect((await runPd(['rest', 'post', 'teams', '--raw'], {env})).code).toBe(0);
  });

  test('204 prints nothing and is a success', async () => {
    expect(await pd(['delete', 'teams/PT1'], () => ({status: 204}))).toMatchObject({code: 0, stdout: '', stderr: ''});
  });

  test('--dry-run hides the value of a header that may contain anything', async () => {
    const headers = ['-H', 'X-Anything: s3cr3t-value', '-H', 'Accept: text/x', '-H', 'X-Early-Access: teams'];
    const {stdout} = await pd(['post', 'teams', '-f', 'name=x', '--dry-run', ...headers], team);
    expect(JSON.parse(stdout).headers).toMatchObject({
      'x-anything': '…alue',
      accept: 'text/x',
      'x-early-access': 'teams',
    });
  });

  test('--dry-run shows the request with the key hidden, and sends nothing', async () => {
    const {code, stdout, asked, url} = await pd(['post', 'teams', '-f', 'name=x', '--dry-run'], team);
    expect(code).toBe(0);
    expect(asked).toHaveLength(0);
    expect(JSON.parse(stdout)).toMatchObject({
      method: 'POST',
      url: `${url}/teams`,
      body: {team: {name: 'x'}},
      headers: {authorization: 'Token token=…NoPqR'.replace('NoPqR', 'oPqR')},
    });
    expect(stdout).not.toContain(key);
  });

  test('an unknown path is requested, with a note; a deprecated one too', async () => {
    const {code, stderr, asked} = await pd(['get', 'user'], () => ({body: {user: {id: 'P1'}}}));
    expect(code).toBe(0);
    expect(asked[0]?.path).toBe('/user');
    expect(stderr).toContain('/users');
    expect((await pd(['get', 'incidents/custom_fields'], () => ({body: {fields: []}}))).stderr).toBe(
      'GET /incidents/custom_fields is deprecated; use GET /incidents/types/{type_id_or_name}/custom_fields instead\n',
    );
  });

  test.each([['https://evil.example/users'], ['users/../teams'], ['//evil.example/users'], ['users//x']])(
    '%p is refused and nothing is sent',
    async path => {
      const {code, asked, stdout, error} = await pd(['delete', path], team);
      expect({code, stdout, kind: error?.kind, asked: asked.length}).toEqual({
        code: 2,
        stdout: '',
        kind: 'usage',
        asked: 0,
      });
    },
  );

  test.each([
    [['post', 'teams', '-d', '{"name"']],
    [['post', 'teams', '-d', '@/nowhere/at/all']],
    [['post', 'teams', '-d', '[]', '-f', 'a=b']],
    [['get', 'teams', '-q', 'name']],
    [['get', 'teams', '-H', 'name']],
    [['list', 'teams', '--limit', '0']],
    [['list', 'teams', '--since', '2h']],
    [['list', 'incidents', '--since', '1h', '--until', '2h']],
    [['list', 'incidents', '--since', '1d', '-q', 'date_range=all']],
    [['list', 'incidents?date_range=all', '--until', '2026-01-01']],
  ])('%p is wrong usage', async args => {
    const {code, asked} = await pd(args, team);
    expect({code, asked: asked.length}).toEqual({code: 2, asked: 0});
  });

  test('a refusal has its message, code, details and request id', async () => {
    const body = {error: {message: 'Invalid Input', code: 2001, errors: ['Name is taken']}};
    const {code, stdout, error} = await pd(['post', 'teams', '-f', 'name=x'], () => ({
      status: 400,
      headers: {'x-request-id': 'r9'},
      body,
    }));
    expect({code, stdout}).toEqual({code: 5, stdout: ''});
    expect(error).toMatchObject({
      kind: 'refused',
      status: 400,
      code: 2001,
      details: ['Name is taken'],
      requestId: 'r9',
    });
    expect(error.message).toContain('Invalid Input');
  });
});

describe('list', () => {
  test('fetches everything, several pages at once', async () => {
    const all = things(1234);
    const result = await pd(['list', 'users', '-o', 'id', '--concurrency', '8'], ({query}) =>
      classicPage(all, query, 'users'),
    );
    expect(result.stdout).toBe(`${all.map(({id}) => id).join('\n')}\n`);
    expect(result).toMatchObject({code: 0, stderr: ''});
    expect(result.mostInFlight).toBeLessThanOrEqual(8);
  });

  test('cut short: the prefix on stdout, the reason on stderr, exit 8', async () => {
    const {code, stdout, error} = await pd(['list', 'users', '-o', 'jsonl'], ({query}, count) =>
      count > 2 ? {status: 403, body: {error: {message: 'Forbidden'}}} : classicPage(things(500), query, 'users'),
    );
    expect(code).toBe(8);
    expect(stdout.trimEnd().split('\n')).toHaveLength(199);
    expect(error).toMatchObject({kind: 'partial', status: 403});
  });

  test('--total requests only the count, and counts if the API does not', async () => {
    const counted = await pd(['list', 'users', '--total'], ({query}) => classicPage(things(321), query, 'users'));
    expect(counted.stdout).toBe('321\n');
    expect(counted.asked).toHaveLength(1);
    const uncounted = await pd(['list', 'users', '--total'], ({query}) => {
      query.delete('total');
      return classicPage(things(321), query, 'users');
    });
    expect(uncounted.stdout).toBe('321\n');
  });

  test('--limit, --page-size, --since and a body', async () => {
    const limited = await pd(['list', 'users', '--limit', '7', '--page-size', '5', '-o', 'id'], ({query}) =>
      classicPage(things(50), query, 'users'),
    );
    expect(limited.stdout.trim().split('\n')).toHaveLength(7);
    expect(limited.asked).toHaveLength(2);
    const since = await pd(['list', 'log_entries', '--since', '2026-01-01T00:00:00Z'], () => ({
      body: {log_entries: []},
    }));
    expect(since.asked[0]?.query.get('since')).toBe('2026-01-01T00:00:00Z');
    expect(since.stdout).toBe('[]\n');
    const posted = await pd(['list', 'analytics/raw/incidents', '-d', '{"filters":{"urgency":"high"}}'], () => ({
      body: {data: [{id: 'P1'}], more: false},
    }));
    expect(posted.asked[0]).toMatchObject({method: 'POST', body: '{"filters":{"urgency":"high"},"limit":1000}'});
    expect(posted.stdout).toBe('[{"id":"P1"}]\n');
  });

  test('a list of plain strings', async () => {
    const abilities = () => ({body: {abilities: ['sso', 'teams']}});
    expect((await pd(['list', 'abilities'], abilities)).stdout).toBe('["sso","teams"]\n');
    expect((await pd(['list', 'abilities', '-o', 'id'], abilities)).stdout).toBe('sso\nteams\n');
  });
});

test('nesting that is too deep is an error that names the limit, and nothing is sent', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const limit = expect.stringContaining('nested more than 1,000 levels deep');
  const posted = await pd(['post', 'teams', '-d', '-'], team, {stdin: `{"a":${deep}}`});
  expect(posted).toMatchObject({code: 2, asked: [], error: {message: limit}});
  using server = await scriptedServer([text(200, `{"oncalls":[{"a":${deep}}],"more":false}`)]);
  const env = {PD_API_URL: server.url, PD_API_KEY: key};
  expect(await runLine(['rest', 'list', 'oncalls'], {env})).toEqual({code: 7, stdout: '', stderr: limit});
});

test('nesting up to the limit is sent, shown and printed unchanged', async () => {
  const deep = `${'['.repeat(999)}1.50${']'.repeat(999)}`;
  const posted = await pd(['post', 'teams', '-d', `{"a":${deep}}`], team);
  expect(posted.asked.map(({body}) => body)).toEqual([`{"team":{"a":${deep}}}`]);
  const dry = await pd(['post', 'teams', '--dry-run', '-d', `{"a":${deep}}`], team);
  expect(dry).toMatchObject({code: 0, stdout: expect.stringContaining(`{"a":${deep}}`)});
  using server = await scriptedServer([text(200, `{"a":${deep}}`)]);
  const got = await runLine(['rest', 'get', 'teams/PT1', '--raw'], {env: {PD_API_URL: server.url, PD_API_KEY: key}});
  expect(got).toEqual({code: 0, stdout: `{"a":${deep}}\n`, stderr: ''});
});

describe('find and upsert', () => {
  const teams = [
    {id: 'PT1', name: 'Ops', description: null},
    {id: 'PT2', name: 'ops', description: null},
    {id: 'PT3', name: 'Opsies', description: null},
    {id: 'PT4', name: 'Night', description: 'x', tags: [{id: 'G'}]},
  ];
  const world = ({method, body}: Asked): Reply =>
    method === 'GET'
      ? {body: {teams, more: false}}
      : {status: 201, body: {team: {id: 'NEW', ...JSON.parse(body).team}}};

  test('find ignores case but prefers the exact case; several are exit 2, none exit 4', async () => {
    expect((await pd(['find', 'teams', 'NIGHT', '-o', 'id'], world)).stdout).toBe('PT4\n');
    expect((await pd(['find', 'teams', 'ops', '-o', 'id'], world)).stdout).toBe('PT2\n');
    const several = await pd(['find', 'teams', 'OPS'], world);
    expect(several.code).toBe(2);
    expect(several.error.message).toContain('PT1, PT2');
    expect((await pd(['find', 'teams', 'Op'], world)).code).toBe(4);
    expect((await pd(['find', 'teams', 'x', '--by', 'description', '-o', 'id'], world)).stdout).toBe('PT4\n');
  });

  test('find narrows by name if the endpoint can', async () => {
    const {asked} = await pd(['find', 'teams', 'Night'], world);
    expect(asked[0]?.query.get('query')).toBe('Night');
  });

  test('upsert creates a missing record, wrapped or not', async () => {
    for (const body of ['{"name":"Day"}', '{"team":{"name":"Day"}}']) {
      const {stdout, asked} = await pd(['upsert', 'teams', '--by', 'name', '-d', body], world);
      expect(stdout).toBe('{"id":"NEW","name":"Day"}\n');
      expect(asked.map(({method}) => method)).toEqual(['GET', 'POST']);
    }
  });

  test('upsert leaves an existing record, and with --update changes it if it differs', async () => {
    const kept = await pd(['upsert', 'teams', '--by', 'name', '-f', 'name=night', '-f', 'description=y'], world);
    expect(kept.asked.map(({method}) => method)).toEqual(['GET']);
    expect(JSON.parse(kept.stdout).id).toBe('PT4');
    const mended = await pd(
      ['upsert', 'teams', '--by', 'name', '-f', 'name=Night', '-f', 'description=y', '--update'],
      world,
    );
    expect(mended.asked[1]).toMatchObject({
      method: 'PUT',
      path: '/teams/PT4',
      body: '{"team":{"name":"Night","description":"y"}}',
    });
    const same = await pd(
      ['upsert', 'teams', '--by', 'name', '-d', '{"name":"Night","tags":[{"id":"G"}]}', '--update'],
      world,
    );
    expect(same.asked.map(({method}) => method)).toEqual(['GET']);
  });

  test('upsert without the attribute sends nothing', async () => {
    expect(await pd(['upsert', 'teams', '--by', 'name', '-f', 'a=b'], world)).toMatchObject({code: 2, asked: []});
  });

  test('upsert --dry-run looks the record up and shows what would be sent', async () => {
    const upsert = (...args: string[]) => pd(['upsert', 'teams', '--by', 'name', '--dry-run', ...args], world);
    const runs = await Promise.all([
      upsert('-f', 'name=Day'),
      upsert('-f', 'name=night', '-f', 'description=y', '--update'),
      upsert('-f', 'name=Night', '--update'),
      upsert('-f', 'name=night', '-f', 'description=y'),
    ]);
    for (const {code, asked} of runs) {
      expect({code, methods: asked.map(({method}) => method)}).toEqual({code: 0, methods: ['GET']});
    }
    const [created, changed, same, kept] = runs;
    expect(JSON.parse(created.stdout)).toMatchObject({method: 'POST', body: {team: {name: 'Day'}}});
    expect(JSON.parse(changed.stdout)).toMatchObject({
      method: 'PUT',
      url: `${changed.url}/teams/PT4`,
      body: {team: {name: 'night', description: 'y'}},
    });
    expect(same).toMatchObject({
      stdout: '',
      stderr: 'PT4 already exists with these values: nothing would be sent\n',
    });
    expect(kept).toMatchObject({
      stdout: '',
      stderr: 'PT4 already exists: nothing would be sent without --update\n',
    });
  });
});

test('paths: known endpoints by a part of the path or a path with IDs', async () => {
  const found = await runLine(['rest', 'paths', 'users/PX/tags']);
  expect(JSON.parse(found.stdout)).toEqual([
    {
      method: 'GET',
      path: '/{entity_type}/{id}/tags',
      parameters: ['limit', 'offset', 'total'],
      paging: 'offset',
      max_page: 100,
    },
  ]);
  const table = await runLine(['rest', 'paths', 'alert_grouping', '-o', 'table']);
  expect(table.stdout.split('\n')[1]).toBe('GET\t/alert_grouping_settings\tafter\t\tservice_ids[], limit, after');
  expect((await runLine(['rest', 'paths', 'zzzz'])).code).toBe(4);
});

test('a long list on a terminal shows its progress, and leaves no trace of it', async () => {
  const slow = async ({query}: Asked): Promise<Reply> => {
    await Bun.sleep(100);
    return classicPage(things(1500), query, 'users');
  };
  using server = await serve(slow);
  const env = {PD_API_URL: server.url, PD_API_KEY: key, PD_CONCURRENCY: '1'};
  const {stdout, code} = await runPd(['rest', 'list', 'users', '-o', 'table'], {env, tty: {columns: 80}});
  expect(code).toBe(0);
  expect(stdout).toMatch(/\r\u001b\[K\d+ of 1500 records, \d+ s left/);
  expect(stdout.lastIndexOf('records')).toBeLessThan(stdout.lastIndexOf('\r\u001b[K'));
  const piped = await runPd(['rest', 'list', 'users', '-o', 'id'], {env: {...env, PD_CONCURRENCY: '2'}});
  expect(piped.stderr).toBe('');
});
