import {expect, test} from 'bun:test';
import type {JsonObject} from '../../src/lib/base/json.ts';
import type {LoggedRequest} from '../../src/sandbox/request-log.ts';
import type {Seed} from '../../src/sandbox/seed-format.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {runLine} from '../support/line.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {makeIncidents, start} from './client.ts';

const pd = (sandbox: Sandbox, args: readonly string[]) => runLine(args, {env: sandboxEnv(sandbox)});

const many = (count: number, make: (index: number) => JsonObject): JsonObject[] =>
  Array.from({length: count}, (_, index) => make(index));

const numbered = (count: number, prefix: string, more: JsonObject = {}): JsonObject[] =>
  many(count, index => ({id: `${prefix}${index}`, name: `${prefix} ${index}`, ...more}));

const member = {type: 'empty_member'};
const shift = {start_time: '2026-03-01T09:00:00Z', end_time: '2026-03-01T17:00:00Z'};
const override = {...shift, rotation_id: 'RO0', overridden_member: member, overriding_member: member};
const local = (hour: string) => ({date_time: `2026-03-02T${hour}:00:00Z`, time_zone: 'UTC'});
const event = {
  start_time: local('09'),
  end_time: local('17'),
  effective_since: '2026-03-02T00:00:00Z',
  recurrence: ['RRULE:FREQ=DAILY'],
  assignment_strategy: {type: 'rotating_member_assignment_strategy', members: [member]},
};
const text = {description: 'x', post_type: 'incident'};

/** More at each path than one page holds. */
const records: Record<string, JsonObject[]> = {
  '/v3/schedules': numbered(1010, 'PV', {time_zone: 'UTC'}),
  '/v3/schedules/PV0/custom_shifts': many(130, index => ({id: `CS${index}`, ...shift, assignments: [{member}]})),
  '/v3/schedules/PV0/rotations': numbered(130, 'RO'),
  '/v3/schedules/PV0/overrides': many(130, index => ({id: `OV${index}`, ...override})),
  '/v3/schedules/PV0/rotations/RO0/events': numbered(130, 'EV', event),
  '/event_orchestrations': numbered(130, 'EO'),
  '/status_pages': numbered(130, 'SP'),
  '/status_pages/SP0/impacts': numbered(130, 'IM', text),
  '/status_dashboards': numbered(130, 'SD'),
  '/alert_grouping_settings': numbered(130, 'AG', {type: 'time', services: []}),
  '/integration-jira-cloud/accounts_mappings': numbered(130, 'AM'),
  '/integration-jira-service/rules': numbered(130, 'JR', {config: {}}),
  '/business_services': numbered(130, 'BS'),
};

const users: Seed['users'] = Array.from({length: 1010}, (_, index) => ({
  name: `User ${index}`,
  email: index === 0 ? 'ada@example.com' : `u${index}@example.com`,
}));

interface List {
  args: string[];
  count: number;
  /** What the requests ask for, in their order; paging goes by these alone. */
  asks: string[];
}

const window = ['--since', '2026-03-01T00:00:00Z', '--until', '2026-03-02T00:00:00Z'];
const signed = ['-H', 'x-pagerduty-jira-signature: s'];
const byOffset = ['limit=100', 'limit=100&offset=99'];

const lists: Record<string, List> = {
  'v3 schedules': {args: ['v3/schedules'], count: 1010, asks: ['limit=1000', 'limit=1000&offset=999']},
  'custom shifts': {args: ['v3/schedules/PV0/custom_shifts', ...window], count: 130, asks: byOffset},
  overrides: {args: ['v3/schedules/PV0/overrides', ...window], count: 130, asks: byOffset},
  rotations: {args: ['v3/schedules/PV0/rotations'], count: 130, asks: byOffset},
  events: {args: ['v3/schedules/PV0/rotations/RO0/events'], count: 130, asks: byOffset},
  orchestrations: {args: ['event_orchestrations'], count: 130, asks: byOffset},
  'status pages': {args: ['status_pages'], count: 130, asks: byOffset},
  'parts of a status page': {args: ['status_pages/SP0/impacts'], count: 130, asks: byOffset},
  'status dashboards': {args: ['status_dashboards'], count: 130, asks: ['limit=100', 'limit=100&cursor=…']},
  'alert grouping': {args: ['alert_grouping_settings'], count: 130, asks: ['limit=100', 'limit=100&after=…']},
  'Jira Cloud': {args: ['integration-jira-cloud/accounts_mappings'], count: 130, asks: byOffset},
  'Jira Server': {args: ['integration-jira-service/rules', ...signed], count: 130, asks: byOffset},
  SCIM: {
    args: ['scim/v2/Users', '--limit', '130'],
    count: 130,
    asks: ['startIndex=1&count=100', 'startIndex=100&count=31'],
  },
  'users by POST': {args: ['analytics/raw/users'], count: 1010, asks: ['limit=1000', 'limit=1000&starting_after=…']},
};

for (const [name, {args, count, asks}] of Object.entries(lists)) {
  test(`${name}: every page, each record once`, async () => {
    const sandbox = await account();
    const {code, stdout, stderr} = await pd(sandbox, ['rest', 'list', ...args, '-o', 'id']);
    expect([code, stderr]).toEqual([0, '']);
    const ids = stdout.trimEnd().split('\n');
    expect([ids.length, new Set(ids).size]).toEqual([count, count]);
    expect(sandbox.requests.map(paging)).toEqual(asks);
  });
}

test("a responder's list does not say whether there is more: it ends with a page that is not full", async () => {
  const sandbox = await account();
  await makeIncidents(sandbox, 130);
  const [user] = sandbox.store.tables.users.keys();
  const {stdout, code} = await pd(sandbox, [
    ...['rest', 'list', `analytics/raw/responders/${user}/incidents`, '--page-size', '50', '-o', 'jsonl'],
  ]);
  expect([code, new Set(stdout.trimEnd().split('\n')).size]).toEqual([0, 130]);
  const [, ...asked] = sandbox.requests.filter(({path}) => path.startsWith('/analytics')).map(paging);
  expect(asked).toEqual(['limit=50&starting_after=…', 'limit=50&starting_after=…']);
});

test('the impact of an incident on business services is paged by cursor, its subscribers by offset', async () => {
  const sandbox = await account();
  const [incident = ''] = await makeIncidents(sandbox, 1);
  for (const id of sandbox.store.tables.business_services.keys())
    sandbox.store.part('impacts', id).push({id: incident});
  const subscribers = [...sandbox.store.tables.users.keys()].slice(0, 130);
  const body = {subscribers: subscribers.map(id => ({subscriber_id: id, subscriber_type: 'user'}))};
  const list = `incidents/${incident}/status_updates/subscribers`;
  await pd(sandbox, ['rest', 'post', list, '-d', JSON.stringify(body)]);
  const lines = async (path: string) =>
    new Set((await pd(sandbox, ['rest', 'list', path, '-o', 'jsonl'])).stdout.trimEnd().split('\n')).size;
  expect(await lines(`incidents/${incident}/business_services/impacts`)).toBe(130);
  expect(await lines(list)).toBe(130);
});

test('the worst 200 impacts are all there are: the list is cut, and says so', async () => {
  const records = {'/business_services': numbered(230, 'BS'), '/status_dashboards': [{id: 'SD1', name: 'x'}]};
  const sandbox = await start({seed: {records}});
  const {code, stdout, stderr} = await pd(sandbox, ['rest', 'list', 'business_services/impacts', '-o', 'id']);
  expect([code, stdout.trimEnd().split('\n').length, stderr.includes('more records than these')]).toEqual([
    8,
    200,
    true,
  ]);
  const of = async (path: string) => (await pd(sandbox, ['rest', 'list', path, '-o', 'id'])).code;
  expect(await of('business_services/impacts?ids[]=BS3')).toBe(0);
  expect(await of('status_dashboards/SD1/service_impacts')).toBe(0);
});

test('a total is returned where the API counts', async () => {
  const sandbox = await account();
  const total = async (path: string) => (await pd(sandbox, ['rest', 'list', path, '--total'])).stdout;
  expect(await total('v3/schedules')).toBe('1010\n');
  expect(await total('scim/v2/Users')).toBe('1010\n');
  expect(await total('status_dashboards')).toBe('130\n');
});

const account = (): Promise<Sandbox> => start({seed: {users, records}});

/** What of a request says which page is wanted; cursors are anybody's guess. */
function paging({query, body}: LoggedRequest): string {
  const names = ['limit', 'offset', 'cursor', 'after', 'startIndex', 'count', 'starting_after'];
  const asked: [string, unknown][] = [
    ...new URLSearchParams(query),
    ...Object.entries(body === '' ? {} : JSON.parse(body)),
  ];
  return asked
    .filter(([name]) => names.includes(name))
    .map(([name, value]) => `${name}=${/cursor|after/.test(name) ? '…' : String(value)}`)
    .join('&');
}
