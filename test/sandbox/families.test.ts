import {expect, test} from 'bun:test';
import {atPath, type Json, parseJson} from '../../src/lib/base/json.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {runLine} from '../support/line.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {at, call, makeIncidents, start} from './client.ts';
import {records} from './exercise-table.ts';

/** `pd rest …` with what it printed, read; of a refusal its error. */
async function rest(sandbox: Sandbox, line: string, data?: Json) {
  const words = ['rest', ...line.split(' '), ...(data === undefined ? [] : ['-d', JSON.stringify(data)])];
  const {code, stdout, stderr} = await runLine(words, {env: sandboxEnv(sandbox)});
  return {code, said: code === 0 && stdout.trim() !== '' ? parseJson(stdout) : null, error: errorIn(stderr)};
}

const errorIn = (stderr: string) => (stderr.startsWith('{"error"') ? atPath(parseJson(stderr), 'error') : undefined);

interface Family {
  path: string;
  data: Json;
  change: {[name: string]: Json};
  /** What goes over the wire: the key around the record, on the way there and on the way back. */
  wrapper: string | undefined;
}

const config = {service: {id: '{service}'}, jira: {project: {key: 'X'}}};
const connection = {channel_id: 'C1', source_id: '{service}', source_type: 'service_reference', config: {}};

const families: Record<string, Family> = {
  'v3 schedules': {
    path: 'v3/schedules',
    data: {name: 'Days', time_zone: 'UTC'},
    change: {name: 'Nights'},
    wrapper: 'schedule',
  },
  SCIM: {
    path: 'scim/v2/Users',
    data: {userName: 'neo@example.com', displayName: 'Neo'},
    change: {displayName: 'Thomas'},
    wrapper: undefined,
  },
  orchestrations: {
    path: 'event_orchestrations',
    data: {name: 'Shop'},
    change: {description: 'x'},
    wrapper: 'orchestration',
  },
  'status pages': {
    path: 'status_pages/PSTATUS/posts',
    data: {title: 'Slow', post_type: 'incident'},
    change: {title: 'Slower'},
    wrapper: 'post',
  },
  'Jira Cloud': {
    path: 'integration-jira-cloud/accounts_mappings/PJIRA01/rules',
    data: {name: 'Critical', config},
    change: {name: 'All'},
    wrapper: undefined,
  },
  Slack: {
    path: 'integration-slack/workspaces/T1/connections',
    data: connection,
    change: {notification_type: 'stakeholder'},
    wrapper: 'slack_connection',
  },
  'alert grouping': {
    path: 'alert_grouping_settings',
    data: {type: 'time', config: {timeout: 60}, services: [{id: '{service}'}]},
    change: {name: 'x'},
    wrapper: 'alert_grouping_setting',
  },
};

for (const [name, {path, data, change, wrapper}] of Object.entries(families)) {
  test(`${name}: post, get, put, delete, wrapped on the wire and bare for the user`, async () => {
    const sandbox = await start({seed: {records}});
    const [service = ''] = sandbox.store.tables.services.keys();
    const made = await rest(sandbox, `post ${path}`, parseJson(JSON.stringify(data).replaceAll('{service}', service)));
    expect([made.code, made.error]).toEqual([0, undefined]);
    const one = `${path}/${String(atPath(made.said, 'id'))}`;
    expect((await rest(sandbox, `get ${one}`)).said).toEqual(made.said);
    expect((await rest(sandbox, `put ${one}`, change)).said).toMatchObject(change);
    const raw = (await rest(sandbox, `get ${one} --raw`)).said;
    expect(wrapper === undefined ? raw : atPath(raw, wrapper)).toMatchObject(change);
    const put = sandbox.requests.find(({method}) => method === 'PUT');
    expect(JSON.parse(put?.body ?? '')).toEqual(wrapper === undefined ? change : {[wrapper]: change});
    expect((await rest(sandbox, `delete ${one}`)).code).toBe(0);
    expect((await rest(sandbox, `get ${one}`)).code).toBe(4);
    expect((await rest(sandbox, `delete ${one}`)).code).toBe(4);
  });
}

test('the warnings of an event orchestration are beside it, and do not hide it', async () => {
  const sandbox = await start();
  const {said} = await rest(sandbox, 'post event_orchestrations', {name: 'Shop'});
  const router = `event_orchestrations/${String(atPath(said, 'id'))}/router`;
  const rules = [{actions: {route_to: 'PNOWHER'}}, {actions: {dynamic_route_to: {lookup_by: 'service_name'}}}];
  const path = {sets: [{id: 'start', rules}]};
  expect(atPath((await rest(sandbox, `put ${router}`, path)).said, 'type')).toBe('router');
  const raw = (await rest(sandbox, `put ${router} --raw`, {orchestration_path: path})).said;
  expect([0, 1].map(index => atPath(raw, `warnings.${index}.warning_type`))).toEqual([
    'invalid_routing',
    'forbidden_feature',
  ]);
  expect(Object.keys(Object((await rest(sandbox, `get ${router} --raw`)).said))).toEqual(['orchestration_path']);
});

test('several shifts are created at once, and listed only for a period', async () => {
  const sandbox = await start({seed: {records: {'/v3/schedules': [{id: 'PV1', name: 'x', time_zone: 'UTC'}]}}});
  const member = {type: 'user_member', user_id: [...sandbox.store.tables.users.keys()][0] ?? ''};
  const on = (day: number) => ({
    type: 'custom_shift',
    start_time: `2026-03-0${day}T09:00:00Z`,
    end_time: `2026-03-0${day}T17:00:00Z`,
    assignments: [{type: 'shift_assignment', member}],
  });
  const list = 'v3/schedules/PV1/custom_shifts';
  expect((await rest(sandbox, `post ${list}`, [on(1), on(3)])).said).toMatchObject([on(1), on(3)]);
  const listed = await rest(sandbox, `list ${list} -q since=2026-03-02T00:00:00Z -q until=2026-03-04T00:00:00Z`);
  expect(listed.said).toMatchObject([on(3)]);
  expect(Array.isArray(listed.said) && listed.said.length).toBe(1);
  const wrong = {...on(5), end_time: on(5).start_time};
  expect((await call(sandbox, 'POST', `/${list}`, {custom_shifts: [wrong]})).body).toEqual({
    error: {message: 'Invalid Request', code: 2001, errors: {'custom_shift.end_time': ['must be after start_time']}},
  });
});

test('pages have the size of their list, and v3 schedules have no limit', async () => {
  const sandbox = await start({seed: {records}});
  const limit = async (path: string) => at(await call(sandbox, 'GET', path), 'limit');
  expect(await limit('/v3/schedules')).toBe(100);
  expect(await limit('/v3/schedules?limit=5000&offset=20000')).toBe(1000);
  expect(await limit('/status_pages?limit=500')).toBe(100);
  expect(await limit('/integration-slack/workspaces/T1/connections')).toBe(50);
  expect((await call(sandbox, 'GET', '/status_pages?offset=10000')).status).toBe(400);
});

test('SCIM uses its own media type, and a deactivated user is removed', async () => {
  const sandbox = await start();
  const neo = {userName: 'neo@example.com', displayName: 'Neo', externalId: 'x1', roles: [{value: 'observer'}]};
  const {said} = await rest(sandbox, 'post scim/v2/Users', neo);
  expect(said).toMatchObject({active: true, externalId: 'x1', roles: [{value: 'observer'}]});
  expect(sandbox.requests.at(-1)?.headers['accept']).toBe('application/scim+json');
  const users = async (query: string) => (await call(sandbox, 'GET', `/users?query=${query}`)).text;
  expect(await users('neo')).toContain('neo@example.com');
  expect(await users('neo')).not.toContain('x1');
  const one = `scim/v2/Users/${String(atPath(said, 'id'))}`;
  await rest(sandbox, `patch ${one}`, {Operations: [{op: 'replace', value: {title: 'The one'}}]});
  expect(await users('neo')).toContain('"job_title":"The one"');
  const off = {Operations: [{op: 'replace', path: 'active', value: false}]};
  expect((await rest(sandbox, `patch ${one}`, off)).code).toBe(0);
  expect(await users('neo')).toContain('"users":[]');
});

test('a business service is as impacted as its worst open incident', async () => {
  const sandbox = await start({seed: {records}});
  const {store} = sandbox;
  const [minor = '', major = ''] = await makeIncidents(sandbox, 2);
  const priorities = [...store.tables.priorities.keys()];
  for (const [id, priority] of [
    [minor, priorities[3] ?? ''],
    [major, priorities[0] ?? ''],
  ] as const) {
    Object.assign(store.incidents.get(id) ?? {}, {priority: store.reference('priorities', priority)});
    await rest(sandbox, `put incidents/${id}/business_services/PBUSIN2/impacts`, {relation: 'impacted'});
  }
  const extra = '-q additional_fields=services.highest_impacting_priority';
  expect((await rest(sandbox, `list business_services/impacts ${extra}`)).said).toMatchObject([
    {id: 'PBUSIN2', status: 'impacted', additional_fields: {highest_impacting_priority: {id: priorities[0]}}},
    {id: 'PBUSIN1', status: 'not_impacted', additional_fields: {highest_impacting_priority: null}},
  ]);
  expect((await rest(sandbox, 'list business_services/impactors')).said).toMatchObject([{id: major}, {id: minor}]);
  await rest(sandbox, `put incidents/${major}/business_services/PBUSIN2/impacts`, {relation: 'not_impacted'});
  expect((await rest(sandbox, 'list business_services/impactors')).said).toMatchObject([{id: minor}]);
});

test('an incident has one channel or chat of each kind', async () => {
  const sandbox = await start();
  const [incident = ''] = await makeIncidents(sandbox, 1);
  const channel = `integration-slack/incidents/${incident}/dedicated_channel`;
  expect((await rest(sandbox, `get ${channel}`)).code).toBe(4);
  const made = await rest(sandbox, `post ${channel}`, {name: 'war-room', slack_team_id: 'T1'});
  expect(made.said).toMatchObject({name: 'war-room', slack_team_id: 'T1'});
  expect((await rest(sandbox, `get ${channel}`)).said).toEqual(made.said);
  expect((await rest(sandbox, `post ${channel}`, {name: 'war-room'})).error).toMatchObject({status: 422});
  const chat = `integration-ms-teams/incidents/${incident}/dedicated_chat`;
  const asked = {mst_tenant_id: 't1', chat: {name: 'War room'}};
  expect((await rest(sandbox, `post ${chat}`, asked)).said).toMatchObject({name: 'War room'});
  expect((await rest(sandbox, `get ${chat}`)).said).toMatchObject({chat: {name: 'War room'}, tenant_id: 't1'});
  expect((await rest(sandbox, `post ${chat}`, asked)).error).toMatchObject({status: 409});
  const told = `integration-slack/incidents/${incident}/notification_channels`;
  await rest(sandbox, `put ${told}`, [{id: 'C1', slack_team_id: 'T1'}]);
  expect((await rest(sandbox, `list ${told}`)).said).toMatchObject([{id: 'C1'}]);
});

// The words of each API for what is not there, what is wrong, and what is not allowed.
const refusals: [method: string, path: string, body: Json | undefined, status: number, answer: Json][] = [
  ['GET', '/v3/schedules/PNONE/rotations', undefined, 404, {error: {message: 'Not Found', code: 2100}}],
  [
    ...(['POST', '/v3/schedules', {schedule: {name: 'x', time_zone: 'Mars'}}, 400] as const),
    {error: {message: 'Invalid Request', code: 2001, errors: {'schedule.time_zone': ['is not a valid time zone']}}},
  ],
  [
    ...(['POST', '/event_orchestrations', {orchestration: {name: ' '}}, 400] as const),
    {error: {message: 'Invalid Input Provided', code: 2001, errors: ["name can't be blank"]}},
  ],
  ['GET', '/status_pages/PNONE/posts', undefined, 404, {error: {message: 'Not Found', code: 2100}}],
  ['GET', '/integration-slack/incidents/QNONE/notification_channels', undefined, 404, {error: {message: 'Not Found'}}],
  [
    ...(['PATCH', '/scim/v2/Users/NONE', {}, 404] as const),
    {schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], detail: 'Not Found', status: '404'},
  ],
  [
    ...(['POST', '/analytics/raw/users', {limit: 1001}, 400] as const),
    {error: {message: 'Invalid Input Provided', code: 2001, errors: ['limit must be from 1 to 1000']}},
  ],
  ['POST', '/analytics/raw/responders/PNONE/incidents', {}, 404, {error: {message: 'Not Found', code: 2100}}],
  [
    ...(['GET', '/integration-jira-service/rules', undefined, 403] as const),
    {error: {message: 'Access Denied', code: 2010, errors: ['The header x-pagerduty-jira-signature is missing']}},
  ],
];

test('each API refuses in its own format', async () => {
  const sandbox = await start({seed: {records}});
  for (const [method, path, body, status, answer] of refusals) {
    const came = await call(sandbox, method, path, body);
    expect([path, came.status, came.body as Json]).toEqual([path, status, answer]);
  }
  const unknown = await call(sandbox, 'GET', '/scim/v2/Users', undefined, {key: 'wrong'});
  expect([unknown.status, unknown.headers.get('content-type')]).toEqual([401, 'application/scim+json']);
});

test('a seed with a record at an unknown path, or an incomplete record, is refused', async () => {
  const seeds: [string, Json, string][] = [
    ['/nowhere', {name: 'x'}, 'Nothing is kept at "/nowhere"'],
    ['/status_pages/PNONE/posts', {title: 'x', post_type: 'incident'}, 'Not Found'],
    ['/v3/schedules', {name: 'x'}, 'Invalid Request'],
    ['/business_services', {}, 'lacks "name"'],
  ];
  for (const [path, record, why] of seeds) {
    const started = start({seed: {records: {[path]: [record as Record<string, Json>]}}});
    expect(started).rejects.toThrow(why);
    await started.catch(() => undefined);
  }
});
