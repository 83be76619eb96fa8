import {expect, test} from 'bun:test';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {withDemo} from './demo.ts';

const dayMs = 86_400_000;

test('lists what is open, newest first, in one request', async () => {
  await withDemo(async ({pd, asked}) => {
    const ran = await pd('incidents ls --fields incident_number,status -o csv --no-header');
    expect(ran).toEqual({
      code: 0,
      stderr: '',
      stdout: '8,triggered\r\n7,triggered\r\n6,acknowledged\r\n5,acknowledged\r\n4,triggered\r\n',
    });
    expect(asked()).toEqual(['GET /incidents']);
  });
});

test('the table in a pipe has number, ID, state, age, service, people and title', async () => {
  await withDemo(async ({pd}) => {
    const {stdout} = await pd('incidents ls --service Checkout');
    const [header, row, ...more] = stdout.trimEnd().split('\n');
    expect(header?.split('\t')).toEqual([
      '#',
      'ID',
      'STATUS',
      'URGENCY',
      'PRIORITY',
      'AGE',
      'SERVICE',
      'ASSIGNED TO',
      'TITLE',
    ]);
    const cells = row?.split('\t') ?? [];
    expect([cells[0], cells[2], cells[6], cells[7], cells[8]]).toEqual([
      '8',
      'triggered',
      'Checkout',
      'Mary Jackson',
      'Checkout is slow: median over 4 s',
    ]);
    expect(more).toEqual([]);
    const names = 'number,id,status,urgency,priority,age,service,assigned_to,title';
    expect((await pd('incidents ls --limit 1 -o csv')).stdout).toStartWith(`${names}\r\n`);
    expect((await pd('incidents ls --limit 1 -o tsv')).stdout).toStartWith(`${names.replaceAll(',', '\t')}\n`);
  });
});

test('an incident that is open for more than a month is still listed', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const fromMs = sandbox.store.now() - 50 * dayMs;
    makeIncidents(sandbox.store, {count: 1, titles: ['Forgotten'], fromMs, toMs: fromMs});
    const {stdout} = await pd('incidents ls --fields title -o csv --no-header');
    expect(stdout).toContain('Forgotten');
  });
});

test('names of people, teams and services become IDs, each asked for once', async () => {
  await withDemo(async ({pd, asked, sandbox}) => {
    const {stdout} = await pd(
      'incidents ls --team platform --service postgre --user grace -o json --fields incident_number',
    );
    expect(JSON.parse(stdout)).toEqual([{incident_number: 6}]);
    expect(asked().toSorted()).toEqual(['GET /incidents', 'GET /services', 'GET /teams', 'GET /users']);
    const query = new URLSearchParams(sandbox.requests.at(-1)?.query);
    expect(query.getAll('statuses[]')).toEqual(['triggered', 'acknowledged']);
    expect([
      query.getAll('team_ids[]').length,
      query.getAll('service_ids[]').length,
      query.getAll('user_ids[]').length,
    ]).toEqual([1, 1, 1]);
  });
});

test('nothing found is said with the filters that were on, and stdout stays empty', async () => {
  await withDemo(async ({pd}) => {
    expect(await pd('incidents ls --mine --urgency low')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no low-urgency open incidents assigned to you.\n',
    });
    const ran = await pd('incidents ls --status resolved --service Search');
    expect(ran.stderr).toBe('There are no resolved incidents of service Search in the last month.\n');
  });
});

test('a list that fails is an error and never an empty list', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {path: '/incidents'}, times: -1, status: 503});
    const ran = await pd('incidents ls');
    expect([ran.code, ran.stdout]).toEqual([7, '']);
    expect(ran.stderr).not.toContain('no open incidents');
  });
});

test('with notes each incident carries its own', async () => {
  await withDemo(async ({pd}) => {
    const {stdout} = await pd('incidents ls --notes -o json --service Search');
    expect(JSON.parse(stdout)[0].notes[0].content).toBe('A reindex is half way through, another 40 minutes.');
    expect((await pd('incidents ls --notes --service Search')).stdout).toContain('half way through');
  });
});

const wrong: [string, string][] = [
  ['--status opened', '--status'],
  ['--urgency urgent', '--urgency'],
  ['--sort title', '--sort'],
  ['--sort created_at:up', '--sort'],
  ['--limit 0', '--limit'],
  ['--mine --user ada', '--mine'],
  ['--since 2h --all-time', '--all-time'],
  ['--since 1h --until 2h', '--since'],
  ['--since tomorrow', '--since'],
  ['--watch 10ms', '--watch'],
  ['--bell', '--watch'],
  ['--key ""', '--key'],
];
for (const [flags, named] of wrong) {
  test(`ls ${flags} is wrong usage, and nothing is asked`, async () => {
    await withDemo(async ({pd, asked}) => {
      const ran = await pd(`incidents ls ${flags}`);
      expect([ran.code, ran.stdout, asked()]).toEqual([2, '', []]);
      expect(ran.stderr).toContain(named);
    });
  });
}

test('an account key has no "me", unless From says who it is', async () => {
  await withDemo(async ({pd}) => {
    const named = await pd('incidents ls --mine -o id', {env: {PD_API_KEY: sandboxKeys.account}});
    expect(named.code).toBe(0);
    const ran = await pd('incidents ls --mine', {env: {PD_API_KEY: sandboxKeys.account, PD_FROM: undefined}});
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('"me" means nobody');
  });
});

test('a hostile title is one line with everything visible, in tables and in messages', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const title = 'a\tb\nc\rd\u202ee\u200bf\u009bg\u2028h';
    makeIncidents(sandbox.store, {
      count: 1,
      titles: [title],
      service: 'Search',
      fromMs: sandbox.store.now() - 1000,
      toMs: sandbox.store.now() - 1000,
    });
    const {stdout} = await pd('incidents ls --limit 1 --no-header');
    expect(stdout.split('\n').length).toBe(2);
    expect(stdout.split('\t').length).toBe(9);
    expect(stdout).toContain('a\\tb\\nc\\rd\\u{202e}e\\u{200b}f\\u{9b}g\\u{2028}h');
    const shown = await pd('incidents show 9');
    expect(shown.stdout).toContain('a\\tb\\nc\\rd\\u{202e}e');
    expect(shown.stdout + shown.stderr).not.toMatch(/[\u202e\u200b\u009b\u2028\r]/);
  });
});

test('an ID that names nothing is never an empty list, and costs one request', async () => {
  await withDemo(async ({pd, asked, sandbox}) => {
    const lines = [
      'incidents ls --service P9999ZZ',
      'incidents ls --user https://shop.pagerduty.com/users/P9999ZZ',
      'incidents ls --team P9999ZZ --watch 1s',
      'incidents ack --service P9999ZZ --yes',
      'oncalls ls --policy P9999ZZ',
      'services ls --team P9999ZZ',
    ];
    for (const line of lines) {
      const ran = await pd(line);
      expect([line, ran.code, ran.stdout.split('\n').length]).toEqual([line, 4, 1]);
      expect(ran.stderr).toMatch(/^pd: No (service|user|team|escalation policy) has the ID P9999ZZ/);
    }
    const id = [...sandbox.store.tables.services.values()].find(({summary}) => summary === 'Search')?.id;
    const before = asked().length;
    expect((await pd(`incidents ls --service ${id} -o id`)).stdout).not.toBe('');
    expect(asked().slice(before)).toEqual([`GET /services/${id}`, 'GET /incidents']);
    const empty = await pd(`incidents ls --service ${id} --status resolved`);
    expect([empty.code, empty.stderr]).toEqual([
      0,
      `There are no resolved incidents of service ${id} in the last month.\n`,
    ]);
    sandbox.fail({match: {path: '/services'}, status: 403, body: {error: {message: 'Access Denied'}}});
    expect((await pd(`incidents ls --service ${id} --status resolved`)).code).toBe(0);
    sandbox.fail({match: {path: '/services'}, status: 503});
    expect((await pd(`incidents ls --service ${id} --status resolved`)).code).toBe(7);
  });
});

test('resolved incidents are assigned to nobody, so to look for them by a user is wrong usage', async () => {
  await withDemo(async ({pd, asked}) => {
    for (const line of [
      'ls --mine --status resolved',
      'ls --user ada --status triggered,resolved',
      'reopen --mine --yes',
    ]) {
      const ran = await pd(`incidents ${line}`);
      expect([line, ran.code, ran.stdout]).toEqual([line, 2, '']);
      expect(ran.stderr).toContain('assigned to nobody');
    }
    expect(asked()).toEqual([]);
  });
});

test('an incident that is not there is named in every command', async () => {
  await withDemo(async ({pd}) => {
    const verbs = ['show', 'alerts', 'notes', 'log', 'open', 'fields', 'responders ls', 'ack', 'resolve', 'escalate'];
    for (const line of [
      ...verbs.map(verb => `${verb} Q9999ZZ`),
      'note Q9999ZZ hi',
      'rename Q9999ZZ hi',
      'snooze Q9999ZZ --for 1h',
    ]) {
      const ran = await pd(`incidents ${line} -o json`);
      const {error} = JSON.parse(ran.stderr.trim().split('\n').at(-1) ?? '');
      expect([line, ran.code, error.message]).toEqual([line, 4, 'No incident has the ID Q9999ZZ']);
    }
    const rows = await pd('incidents ack Q9999ZZ 8 -o csv --no-header');
    expect([rows.code, rows.stdout.split('\r\n')[0]]).toEqual([8, 'Q9999ZZ,not found,No incident has the ID Q9999ZZ']);
  });
});

const numbersOf = (stdout: string) => stdout.split('\n').flatMap(line => /^\d+/.exec(line) ?? []);

test('a word narrows the list to titles and services that have it, before the limit counts', async () => {
  await withDemo(async ({pd}) => {
    const search = async (line: string) => numbersOf((await pd(`incidents ls ${line}`)).stdout);
    expect(await search('DB1')).toEqual(['6']);
    expect(await search('checkout')).toEqual(['8']);
    expect(await search('5xx over --status all')).toEqual(['7']);
    expect(await search('db --status closed --all-time --limit 1')).toEqual(['2']);
    expect((await pd('incidents ls nosuch')).stderr).toBe('There are no open incidents matching "nosuch".\n');
  });
});

test('open, closed and all stand for several statuses', async () => {
  await withDemo(async ({pd}) => {
    const list = async (words: string) => numbersOf((await pd(`incidents ls --all-time --status ${words}`)).stdout);
    expect(await list('open')).toEqual(['8', '7', '6', '5', '4']);
    expect(await list('closed')).toEqual(['3', '2', '1']);
    expect(await list('all')).toEqual(['8', '7', '6', '5', '4', '3', '2', '1']);
    expect(await list('closed,triggered')).toEqual(['8', '7', '4', '3', '2', '1']);
    const wrong = await pd('incidents ls --status opened');
    expect([wrong.code, wrong.stderr.includes('open, closed, all')]).toEqual([2, true]);
  });
});

test('priority is an order, too: the most important first', async () => {
  await withDemo(async ({pd}) => {
    const list = async (sort: string) => numbersOf((await pd(`incidents ls --sort ${sort}`)).stdout);
    expect(await list('priority')).toEqual(['7', '6', '5', '8', '4']);
    expect(await list('priority:asc')).toEqual(['4', '8', '5', '6', '7']);
    expect(await list('priority --limit 2')).toEqual(['7', '6']);
    expect((await pd('incidents ls --sort priority,urgency')).code).toBe(2);
  });
});

test('where a terminal has no room for all, the most important come first, and that is said', async () => {
  await withDemo(async ({pd, program}) => {
    const low = await program('incidents ls', {tty: {columns: 80, rows: 6}});
    expect(numbersOf(low.stdout)).toEqual(['7', '6', '5', '8', '4']);
    expect(low.stdout.trimEnd().split('\n').at(-1)).toContain('The most important come first; --sort created_at:desc');
    const newest = await program('incidents ls --sort created_at:desc', {tty: {columns: 80, rows: 6}});
    expect(numbersOf(newest.stdout)).toEqual(['8', '7', '6', '5', '4']);
    expect(numbersOf((await program('incidents ls', {tty: {columns: 80, rows: 7}})).stdout)[0]).toBe('8');
    expect(numbersOf((await pd('incidents ls')).stdout)[0]).toBe('8');
  });
});

test('only incidents of a priority, which the API cannot select, before the limit counts', async () => {
  await withDemo(async ({pd, asked}) => {
    const list = async (flags: string) => numbersOf((await pd(`incidents ls ${flags}`)).stdout);
    expect(await list('--priority P1')).toEqual(['7']);
    expect(await list('--priority p3 --priority P2')).toEqual(['6', '5']);
    expect(await list('--priority none')).toEqual(['8', '4']);
    expect(await list('--priority P3 --limit 1')).toEqual(['5']);
    expect(await list('--priority P1 --priority none --sort priority --limit 2')).toEqual(['7', '8']);
    const {id} = JSON.parse((await pd('priorities show P2 -o json')).stdout);
    expect(await list(`--priority ${id}`)).toEqual(['6']);
    const before = asked().length;
    const none = await pd('incidents ls --priority P4 --priority none --service Search');
    expect([none.code, none.stdout]).toEqual([0, '']);
    expect(none.stderr).toBe('There are no open incidents of priority P4 or none of service Search.\n');
    expect(asked().slice(before).toSorted()).toEqual(['GET /incidents', 'GET /priorities', 'GET /services']);
  });
});

test('a limit on incidents of a priority counts those found, wherever they are in the list', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const nowMs = sandbox.store.now();
    makeIncidents(sandbox.store, {count: 250, titles: ['Storm'], fromMs: nowMs - 5000, toMs: nowMs});
    expect(numbersOf((await pd('incidents ls --priority P3 --limit 1')).stdout)).toEqual(['5']);
    sandbox.fail({match: {path: '^/incidents\\?.*offset=198'}, times: -1, status: 503});
    const cut = await pd('incidents ls --priority P3 -o id');
    expect([cut.code, cut.stdout]).toEqual([8, '']);
  });
});

test('an incident is found by the key of the events that opened it', async () => {
  await withDemo(async ({pd, sandbox}) => {
    await pd('incidents create --service Search -s Slow --key search-slow');
    expect(numbersOf((await pd('incidents ls --key search-slow')).stdout)).toEqual(['9']);
    expect(new URLSearchParams(sandbox.requests.at(-1)?.query).get('incident_key')).toBe('search-slow');
    const none = await pd('incidents ls --key nosuch');
    expect([none.code, none.stderr]).toEqual([0, 'There are no open incidents with the key nosuch.\n']);
  });
});

test('a change by priority or key touches only what it finds', async () => {
  await withDemo(async ({pd}) => {
    expect(numbersOf((await pd('incidents ls --status triggered')).stdout)).toEqual(['8', '7', '4']);
    const ran = await pd('incidents ack --priority P1 --yes -o csv --no-header --fields status');
    expect([ran.code, ran.stdout]).toEqual([0, 'acknowledged\r\n']);
    expect(numbersOf((await pd('incidents ls --status triggered')).stdout)).toEqual(['8', '4']);
    expect((await pd('incidents ack --priority P1')).code).toBe(2);
    expect((await pd('incidents ack --key nosuch --yes')).stderr).toContain('with the key nosuch: nothing to do');
  });
});
