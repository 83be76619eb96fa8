import {expect, test} from 'bun:test';
import {commands} from '../../src/cli/commands.ts';
import {withDemo} from '../incidents/demo.ts';

const topics = commands
  .ids()
  .filter(id => id.endsWith(':open') && id !== 'incidents:open')
  .map(id => id.replace(':open', ''));

test('every topic lists, and an empty list says so', async () => {
  await withDemo(async ({pd}) => {
    for (const topic of topics) {
      const ran = await pd(`${topic} ls -o jsonl`);
      const isEmpty = topic === 'maintenance' || topic === 'extensions';
      expect([topic, ran.code, ran.stdout === '', ran.stderr.startsWith('There are no')]).toEqual([
        topic,
        0,
        isEmpty,
        isEmpty,
      ]);
    }
  });
});

test('a text narrows the list, on the server or here', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('services ls check --fields name -o csv --no-header')).stdout).toBe('Checkout\r\n');
    expect(sandbox.requests.at(-1)?.query).toContain('query=check');
    expect((await pd('vendors ls dog --fields name -o csv --no-header')).stdout).toBe('Datadog\r\n');
    expect((await pd('services ls --team data --fields name -o csv --no-header')).stdout.split('\r\n')).toEqual([
      'Nightly jobs',
      'Search',
      '',
    ]);
    expect((await pd('users ls zzz')).stderr).toBe('There are no users matching "zzz".\n');
    expect((await pd('vendors ls --limit 1 -o jsonl')).stdout.trimEnd().split('\n').length).toBe(1);
  });
});

test('show and open take a name', async () => {
  await withDemo(async ({pd}) => {
    expect(JSON.parse((await pd('policies show payments -o json')).stdout).name).toBe('Payments');
    expect(JSON.parse((await pd('priorities show p1 -o json')).stdout).name).toBe('P1');
    expect((await pd('services open checkout')).stdout).toMatch(
      /^https:\/\/sandbox\.pagerduty\.com\/service-directory\/\w+\n$/,
    );
    const pageless = await pd('priorities open P1');
    expect([pageless.code, pageless.stderr]).toEqual([2, expect.stringContaining('no command pd priorities open')]);
    expect((await pd('users show ""')).code).toBe(2);
  });
});

test('who is on call now, later, and on one level', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const names = async (flags: string) =>
      (await pd(`oncalls ls ${flags} --fields user.summary -o csv --no-header`)).stdout.trimEnd().split('\r\n');
    expect(await names('--policy data')).toEqual(['Yuki Tanaka', 'Grace Murray']);
    expect(await names('--policy data --level 2')).toEqual(['Grace Murray']);
    expect(await names('--schedule payments --at "2026-03-02T10:00Z"')).toHaveLength(1);
    const query = new URLSearchParams(sandbox.requests.at(-1)?.query);
    expect([query.get('since'), query.get('until')]).toEqual(['2026-03-02T10:00:00.000Z', '2026-03-02T10:00:01.000Z']);
    expect((await names('--schedule payments --until 2026-03-04')).length).toBeGreaterThan(1);
    expect((await pd('oncalls ls --at now --since 1h')).code).toBe(2);
    expect((await pd('oncalls ls --since 2h')).code).toBe(2);
  });
});

test('an override is added, listed and removed', async () => {
  await withDemo(async ({pd}) => {
    const made = await pd('schedules override add payments --user grace --for 2h -o id');
    expect(made.code).toBe(0);
    expect(made.stderr).toBe('To undo: pd undo C1\n');
    const id = made.stdout.trim();
    expect((await pd('schedules override ls payments -o id')).stdout).toBe(`${id}\n`);
    expect((await pd(`schedules override rm payments ${id}`)).code).toBe(0);
    expect((await pd('schedules override ls payments')).stderr).toBe('There are no overrides in that period.\n');
    expect((await pd('schedules override rm payments ../x')).code).toBe(2);
    expect((await pd('schedules override add payments --user grace')).code).toBe(2);
  });
});

test('an override that is refused inside a 201 is a refusal', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const body = [{status: 400, errors: ['Override must end after its start'], override: {}}];
    sandbox.fail({match: {method: 'POST'}, status: 201, body});
    const ran = await pd('schedules override add payments --user grace --for 2h');
    expect([ran.code, ran.stdout]).toEqual([5, '']);
    expect(ran.stderr).toContain('must end after its start');
  });
});

test('maintenance starts, shows and ends; services go off and on', async () => {
  await withDemo(async ({pd}) => {
    const made = await pd('maintenance start checkout search --for 1h --description "Upgrade" -o id');
    expect(made.code).toBe(0);
    expect((await pd('maintenance ls --fields services.summary -o csv --no-header')).stdout).toContain('Checkout');
    expect((await pd('maintenance end upgrade')).code).toBe(0);
    expect((await pd('maintenance ls')).stderr).toBe('There are no open maintenance windows.\n');
    expect((await pd('maintenance start --for 1h')).code).toBe(2);
    expect((await pd('maintenance start checkout')).code).toBe(2);
    const off = await pd('services disable search --fields status -o csv --no-header');
    expect([off.stdout, off.stderr]).toEqual([
      'disabled\r\n',
      'Search: active → disabled\nIt no longer pages anyone.\nTo undo: pd undo C3\n',
    ]);
    expect((await pd('services enable search')).code).toBe(0);
    const dry = await pd('services disable search --dry-run -o json');
    expect(JSON.parse(dry.stdout).body.service.status).toBe('disabled');
  });
});

test('several services are one document, also in a dry run', async () => {
  await withDemo(async ({pd}) => {
    const dry = await pd('services disable search checkout --dry-run -o json');
    expect(JSON.parse(dry.stdout).length).toBe(2);
    const off = await pd('services disable search checkout --fields status -o csv');
    expect([off.code, off.stdout]).toEqual([0, 'status\r\ndisabled\r\ndisabled\r\n']);
    expect((await pd('services enable - -o id', {stdin: 'Search\nCheckout\n'})).stdout.trim().split('\n').length).toBe(
      2,
    );
    const on = await pd('services enable search nowhere -o json');
    expect([on.code, on.stdout]).toEqual([4, '']);
  });
});

test('maintenance windows are listed by state, open ones by default', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const at = (hours: number) => new Date(sandbox.store.now() + hours * 3_600_000).toISOString();
    const start = (description: string, from: number, to: number) =>
      pd(`maintenance start checkout --start ${at(from)} --end ${at(to)} --description ${description}`);
    await start('now', 0, 1);
    await start('later', 5, 6);
    await start('over', 0, 1);
    await pd('maintenance end over');
    const listed = async (flags: string) =>
      (await pd(`maintenance ls ${flags} --fields description -o csv --no-header`)).stdout
        .trimEnd()
        .split('\r\n')
        .toSorted();
    expect(await listed('')).toEqual(['later', 'now']);
    expect(await listed('--state ongoing')).toEqual(['now']);
    expect(await listed('--state future')).toEqual(['later']);
    expect(await listed('--state past')).toEqual(['over']);
    expect(await listed('--state all')).toEqual(['later', 'now', 'over']);
    expect((await pd('maintenance ls zzz --state past')).stderr).toBe(
      'There are no past maintenance windows matching "zzz".\n',
    );
    const wrong = await pd('maintenance ls --state closed');
    expect([wrong.code, wrong.stderr.includes('open, ongoing, future, past, all')]).toEqual([2, true]);
  });
});

test('a maintenance window is ended by its service, and one that is over is not taken for it', async () => {
  await withDemo(async ({pd, asked}) => {
    await pd('maintenance start search --for 1h');
    await pd('maintenance start checkout search --for 2h --description Upgrade');
    const several = await pd('maintenance end search');
    expect([several.code, several.stderr.includes('matches 2')]).toEqual([2, true]);
    const before = asked().length;
    const ended = await pd('maintenance end checkout');
    expect([ended.code, ended.stderr]).toEqual([0, 'It covered Checkout, Search.\nTo undo: pd undo C3\n']);
    expect(asked().length - before).toBe(2);
    expect((await pd('maintenance end upgrade')).code).toBe(4);
    expect((await pd('maintenance end search')).code).toBe(0);
  });
});

test('services that were disabled before a refusal are told with the way back', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const id = (name: string) => [...sandbox.store.tables.services.values()].find(one => one.summary === name)?.id;
    const body = {error: {code: 2001, message: 'No', errors: []}};
    sandbox.fail({match: {method: 'PUT', path: `/services/${id('Search')}`}, status: 400, body});
    const ran = await pd('services disable checkout search -o id');
    expect([ran.code, ran.stdout]).toEqual([8, `${id('Checkout')}\n`]);
    expect(ran.stderr).toContain('Checkout: active → disabled\nIt no longer pages anyone.\nTo undo: pd undo C1\n');
    // What the look-up of a name brings along is not asked for again.
    expect(asked().map(line => line.split(' ')[0])).toEqual(['GET', 'GET', 'PUT', 'PUT']);
    const none = await pd(`services disable ${id('Search')} --dry-run`);
    expect(none.stderr).toBe('');
  });
});

test('an ID that names nothing is said in words', async () => {
  await withDemo(async ({pd}) => {
    const said: readonly (readonly [string, string])[] = [
      ['users show P9999ZZ', 'No user has the ID P9999ZZ'],
      ['users show ZZZZ', 'No user matches "ZZZZ"'],
      ['services disable P9999ZZ', 'No service has the ID P9999ZZ'],
      ['maintenance end P9999ZZ', 'No open maintenance window has the ID P9999ZZ'],
      ['schedules override rm payments Q9999ZZ', 'The schedule has no override with the ID Q9999ZZ'],
    ];
    for (const [line, words] of said) {
      const ran = await pd(line);
      expect([line, ran.code, ran.stdout]).toEqual([line, 4, '']);
      expect(ran.stderr).toStartWith(`pd: ${words}`);
    }
  });
});
