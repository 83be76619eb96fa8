import {expect, test} from 'bun:test';
import {sketch, trendOf, unitOf} from '../../src/lib/incidents/metrics.ts';
import {withDemo} from './demo.ts';

const at = (text: string) => Date.parse(`${text}T00:00:00Z`);
const cells = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t'));

test('services are listed with their figures, the most incidents first, and a trend', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('analytics services');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    const [header = [], first = []] = cells(ran.stdout);
    expect(header).toEqual([
      'SERVICE',
      'INCIDENTS',
      'TO ACK',
      'TO RESOLVE',
      'INTERRUPTIONS',
      'ESCALATIONS',
      'EACH DAY',
    ]);
    expect(first.slice(0, 4)).toEqual(['PostgreSQL', '3', '3m', '40m']);
    expect([first[6]?.length, first[6]?.replaceAll('·', '').length]).toEqual([31, 3]);
    const bodies = sandbox.requests
      .filter(({path}) => path.startsWith('/analytics'))
      .map(({body}) => JSON.parse(body ?? ''));
    expect(bodies.map(({aggregate_unit}) => aggregate_unit)).toEqual([undefined, 'day']);
    const json = JSON.parse((await pd('analytics services -o json')).stdout);
    expect(json[0]).toMatchObject({service_name: 'PostgreSQL', total_incident_count: 3});
    expect(cells((await pd('analytics services -o id')).stdout).length).toBe(5);
  });
});

test('teams, users and the account have theirs', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const names = async (line: string) =>
      cells((await pd(`analytics ${line} --no-header`)).stdout).map(([name]) => name);
    expect((await names('teams')).toSorted()).toEqual(['Data', 'Payments', 'Platform']);
    expect(await names('teams --team payments')).toEqual(['Payments']);
    expect(await names('users')).toContain('Grace Murray');
    expect(JSON.parse(sandbox.requests.at(-1)?.body ?? '').filters).toHaveProperty('date_range_start');
    const days = cells((await pd('analytics incidents --since 7d')).stdout);
    expect(days[0]).toEqual(['FROM', 'INCIDENTS', 'TO ACK', 'TO RESOLVE', 'INTERRUPTIONS', 'ESCALATIONS', 'TREND']);
    expect(days.slice(1).every(row => /^\d{4}-\d\d-\d\d$/.test(row[0] ?? '') && /^█+$/.test(row[6] ?? ''))).toBe(true);
  });
});

test('a period is at most a year, and one without incidents is said to have none', async () => {
  await withDemo(async ({pd, asked, sandbox}) => {
    const long = await pd('analytics services --since 400d');
    expect([long.code, asked()]).toEqual([2, []]);
    const none = await pd('analytics services --since 1m');
    expect([none.code, none.stdout, none.stderr]).toEqual([0, '', 'There are no figures for this period.\n']);
    sandbox.fail({match: {path: '/analytics'}, times: -1, status: 200, body: {ok: true}});
    expect((await pd('analytics teams')).code).toBe(7);
  });
});

test('a trend has a step for each unit of the period', () => {
  const row = (range_start: string, total_incident_count: number) => ({range_start, total_incident_count});
  const week = {startMs: at('2026-03-04'), endMs: at('2026-03-18')};
  expect(trendOf([row('2026-03-05T00:00:00', 2)], {...week, endMs: at('2026-03-07')}, 'day')).toEqual([0, 2, 0]);
  expect(trendOf([row('2026-03-02T00:00:00', 1), row('2026-03-16T00:00:00', 3)], week, 'week')).toEqual([1, 0, 3]);
  expect(trendOf([row('2026-03-01T00:00:00', 4)], week, 'month')).toEqual([4]);
  expect(sketch([0, 1, 4, 8], 8)).toBe('·▁▄█');
  expect([30, 90, 365].map(days => unitOf({startMs: 0, endMs: days * 86_400_000}))).toEqual(['day', 'week', 'month']);
});
