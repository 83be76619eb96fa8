import {expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {assignments} from '../../src/lib/base/shell-words.ts';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {readSeedFile} from '../../src/sandbox/seed-file.ts';
import {settingsFor} from '../../src/sandbox/settings.ts';
import {tempFolder} from '../support/pd.ts';
import {call, each, incidents, records, start} from './client.ts';

const folder = tempFolder();

function seedFile(text: string): string {
  const path = join(folder, 'seed.json');
  writeFileSync(path, text);
  return path;
}

test('the demo account has open and resolved incidents, with alerts, notes and somebody on call', async () => {
  const sandbox = await start({seed: demoSeed});
  const list = await incidents(sandbox);
  expect(new Set(each(list, 'status'))).toEqual(new Set(['triggered', 'acknowledged', 'resolved']));
  expect(
    list.filter(one => one['status'] === 'triggered').every(one => Number(each([one], 'assignments.length')[0]) !== 0),
  ).toBe(true);
  const created = each(list, 'created_at').map(String);
  expect(created).toEqual(created.toSorted());
  const notes = records(await call(sandbox, 'GET', `/incidents/${list[2]?.['id']}/notes`), 'notes');
  expect(notes).toHaveLength(2);
  expect(records(await call(sandbox, 'GET', '/oncalls'), 'oncalls').length).toBeGreaterThan(5);
});

const days = [
  '2026-11-30T00:00:00Z',
  '2026-12-01T08:59:59Z',
  '2026-12-31T23:59:59.999Z',
  '2028-02-29T12:30:00Z',
  '2027-03-28T01:00:00Z',
];

test.each(days)('the demo account is the same whatever the day: %s', async day => {
  const nowMs = Date.parse(day);
  const sandbox = await start({seed: demoSeed, now: () => nowMs});
  const hourMs = 3_600_000;
  const hours = (time: unknown) => time && (Date.parse(String(time)) - Math.floor(nowMs / hourMs) * hourMs) / hourMs;
  const around = `since=${new Date(nowMs - 40 * hourMs).toISOString()}&until=${new Date(nowMs).toISOString()}`;
  const shifts = records(await call(sandbox, 'GET', `/oncalls?${around}`), 'oncalls');
  const [names, users] = [each(shifts, 'schedule.summary'), each(shifts, 'user.summary')];
  expect(shifts.map((one, index) => [names[index], users[index], hours(one['start']), hours(one['end'])])).toEqual([
    ['Platform primary', 'Grace Murray', -56, 112],
    ['Platform secondary', 'Linus Berg', -56, 112],
    [undefined, 'Ada Byron', null, null],
    ['Payments', 'Mary Jackson', -56, -32],
    ['Payments', 'Jorge Díaz', -32, -8],
    ['Payments', 'Mary Jackson', -8, 16],
    [undefined, 'Ada Byron', null, null],
    [undefined, 'Yuki Tanaka', null, null],
    [undefined, 'Grace Murray', null, null],
    ['Support desk', 'Noor Haddad', -56, -32],
    ['Support desk', 'Jorge Díaz', -32, -8],
    ['Support desk', 'Noor Haddad', -8, 16],
  ]);
  const list = await incidents(sandbox);
  expect(list.map(one => Math.round((nowMs - Date.parse(String(one['created_at']))) / 60_000))).toEqual([
    9000, 5800, 2900, 560, 95, 34, 12, 6,
  ]);
  expect(each(list, 'assignments.0.assignee.summary').slice(3)).toEqual([
    'Yuki Tanaka',
    'Yuki Tanaka',
    'Grace Murray',
    'Grace Murray',
    'Mary Jackson',
  ]);
});

test('every start has the same IDs', async () => {
  const [first, second] = [await start({seed: demoSeed}), await start({seed: demoSeed})];
  expect([...first.store.tables.services.keys()]).toEqual([...second.store.tables.services.keys()]);
  expect(new Set(first.store.incidents.keys()).size).toBe(demoSeed.incidents?.length ?? 0);
});

test('a seed file defines the account, and its keys are in the settings', async () => {
  const seed = readSeedFile(
    seedFile(`{
      "keys": {"user": "u+MyOwnKey0000000001"},
      "users": [{"name": "Zoe", "email": "zoe@example.com"}],
      "services": [{"name": "Mine", "routing_key": "${'A'.repeat(32)}"}],
      "incidents": [{"title": "one", "status": "acknowledged", "minutes_ago": 30, "alerts": [{"severity": "info"}]}]
    }`),
  );
  const sandbox = await start({seed});
  expect(assignments('sh', settingsFor(sandbox.store)).split('\n')).toEqual([
    `export PD_API_URL=${sandbox.url}`,
    `export PD_EVENTS_URL=${sandbox.url}`,
    'export PD_API_KEY=u+MyOwnKey0000000001',
    `export PD_ROUTING_KEY=${'A'.repeat(32)}`,
    'export PD_FROM=zoe@example.com',
  ]);
  const list = records(await call(sandbox, 'GET', '/incidents', undefined, {key: 'u+MyOwnKey0000000001'}), 'incidents');
  expect(list[0]).toMatchObject({title: 'one', status: 'acknowledged', alert_counts: {all: 1}});
});

test.each([
  ['[', 'cannot be read'],
  ['[]', 'not a JSON object'],
  ['{"people": []}', 'not part of a seed'],
  ['{"users": {}}', 'not a list'],
  ['{"users": [7]}', 'not an object'],
  ['{"users": [{"name": "x"}]}', 'lacks "email"'],
  ['{"services": [{"nam": "x"}]}', 'has "nam"'],
  ['{"teams": [{"name": "x", "members": "y"}]}', 'not a list of texts'],
  ['{"records": []}', 'not an object'],
  ['{"records": {"/status_pages": {}}}', 'not a list of objects'],
])('the seed %s is refused, saying what is wrong', (text, message) => {
  expect(() => readSeedFile(seedFile(text))).toThrow(message);
});

test('a seed that names an unknown user is refused, and its port is free again', async () => {
  const {url, close} = await start();
  await close();
  const port = Number(new URL(url).port);
  const seed = {teams: [{name: 'x', members: ['nobody']}]};
  await expect(start({port, seed})).rejects.toThrow('nothing named "nobody"');
  expect((await start({port})).url).toBe(url);
});

test('a port in use is reported', async () => {
  const {url} = await start();
  await expect(start({port: Number(new URL(url).port)})).rejects.toThrow('it is in use');
});
