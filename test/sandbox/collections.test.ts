import {expect, test} from 'bun:test';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {at, call, each, firstId, idAt, incidentIds, records, send, start, trigger} from './client.ts';

const policyOf = (id: string) => ({id, type: 'escalation_policy_reference'});

test('a record is created, found, changed and deleted, in its wrapper', async () => {
  const sandbox = await start();
  const made = await call(sandbox, 'POST', '/teams', {team: {name: 'Platform', description: 'x'}});
  expect([made.status, at(made, 'team.type'), at(made, 'team.summary')]).toEqual([201, 'team', 'Platform']);
  const path = `/teams/${at(made, 'team.id')}`;
  expect(at(made, 'team.self')).toBe(sandbox.url + path);
  const changed = await call(sandbox, 'PUT', path, {team: {name: 'Core'}});
  expect(at(changed, 'team')).toMatchObject({name: 'Core', summary: 'Core', description: 'x'});
  expect(at(await call(sandbox, 'GET', path), 'team.name')).toBe('Core');
  expect((await call(sandbox, 'DELETE', path)).status).toBe(204);
  expect((await call(sandbox, 'GET', path)).status).toBe(404);
  expect((await call(sandbox, 'DELETE', path)).status).toBe(404);
});

test('a body without its wrapper or without what it needs is refused', async () => {
  const sandbox = await start();
  for (const body of [{name: 'x'}, {team: {}}, {team: {name: ' '}}, '{', '[]']) {
    expect((await call(sandbox, 'POST', '/teams', body)).status).toBe(400);
  }
  expect((await call(sandbox, 'POST', '/services', {service: {name: 'x'}})).status).toBe(400);
  expect((await call(sandbox, 'POST', '/priorities', {priority: {name: 'x'}})).status).toBe(404);
});

test('query and name find records', async () => {
  const sandbox = await start({seed: demoSeed});
  const names = async (path: string) => each(records(await call(sandbox, 'GET', path), 'services'), 'name');
  expect(await names('/services?query=SHOP')).toEqual(['Shop API']);
  expect(await names('/services?name=Search')).toEqual(['Search']);
  expect(await names('/services?sort_by=name:desc')).toEqual([
    'Shop API',
    'Search',
    'PostgreSQL',
    'Nightly jobs',
    'Checkout',
  ]);
  const teams = records(await call(sandbox, 'GET', '/teams?query=payments'), 'teams');
  expect(await names(`/services?team_ids[]=${teams[0]?.['id']}`)).toEqual(['Checkout']);
});

test('a service is as bad as its worst open incident', async () => {
  const sandbox = await start();
  const id = await firstId(sandbox, 'services');
  const status = async () => at(await call(sandbox, 'GET', `/services/${id}`), 'service.status');
  expect(await status()).toBe('active');
  await send(sandbox, trigger('k'));
  expect(await status()).toBe('critical');
  const [incidentId] = await incidentIds(sandbox);
  const change = {type: 'incident_reference', status: 'acknowledged'};
  await call(sandbox, 'PUT', `/incidents/${incidentId}`, {incident: change});
  expect(await status()).toBe('warning');
  await call(sandbox, 'PUT', `/services/${id}`, {service: {status: 'disabled'}});
  expect(await status()).toBe('disabled');
});

test('a new integration routes events to its service', async () => {
  const sandbox = await start();
  const policy = policyOf(await firstId(sandbox, 'escalation_policies'));
  const made = await call(sandbox, 'POST', '/services', {service: {name: 'New', escalation_policy: policy}});
  const wanted = {type: 'events_api_v2_inbound_integration', name: 'mine'};
  const path = `/services/${at(made, 'service.id')}/integrations`;
  const integration = await call(sandbox, 'POST', path, {integration: wanted});
  const key = idAt(integration, 'integration.integration_key');
  expect((await send(sandbox, {...trigger('k'), routing_key: key})).status).toBe(202);
  const list = await call(sandbox, 'GET', '/incidents');
  expect(at(list, 'incidents.0.service.summary')).toBe('New');
});

test('a user has a unique email address, and contact methods', async () => {
  const sandbox = await start();
  const user = {name: 'Neo', email: 'neo@example.com', type: 'user'};
  const made = await call(sandbox, 'POST', '/users', {user});
  expect(at(made, 'user.contact_methods.0.type')).toBe('email_contact_method_reference');
  expect((await call(sandbox, 'POST', '/users', {user: {...user, email: 'NEO@example.com'}})).status).toBe(400);
  expect((await call(sandbox, 'POST', '/users', {user: {...user, email: 'x@y', role: 'king'}})).status).toBe(400);
  const path = `/users/${at(made, 'user.id')}`;
  const phone = {type: 'phone_contact_method', label: 'Mobile', address: '5551234', country_code: 1};
  await call(sandbox, 'POST', `${path}/contact_methods`, {contact_method: phone});
  const methods = records(await call(sandbox, 'GET', `${path}/contact_methods`), 'contact_methods');
  expect(each(methods, 'address')).toEqual(['neo@example.com', '5551234']);
  expect((await call(sandbox, 'DELETE', `${path}/contact_methods/${methods[1]?.['id']}`)).status).toBe(204);
  const whole = await call(sandbox, 'GET', `${path}?include[]=contact_methods`);
  expect(at(whole, 'user.contact_methods.0.address')).toBe('neo@example.com');
});

test('a member of a team stays one until removed', async () => {
  const sandbox = await start();
  const made = await call(sandbox, 'POST', '/teams', {team: {name: 'T'}});
  const team = `/teams/${at(made, 'team.id')}`;
  const userId = await firstId(sandbox, 'users');
  expect((await call(sandbox, 'PUT', `${team}/users/${userId}`, {role: 'responder'})).status).toBe(204);
  expect(at(await call(sandbox, 'GET', `${team}/members`), 'members.0.role')).toBe('responder');
  expect(at(await call(sandbox, 'GET', `/users/${userId}`), 'user.teams.0.summary')).toBe('T');
  expect((await call(sandbox, 'DELETE', `${team}/users/${userId}`)).status).toBe(204);
  expect((await call(sandbox, 'DELETE', `${team}/users/${userId}`)).status).toBe(404);
});

test('tags are added to a user, and a user can be found by them', async () => {
  const sandbox = await start();
  const userId = await firstId(sandbox, 'users');
  const change = (body: object) => call(sandbox, 'POST', `/users/${userId}/change_tags`, body);
  await change({add: [{type: 'tag', label: 'gold'}]});
  const tags = records(await call(sandbox, 'GET', `/users/${userId}/tags`), 'tags');
  expect(each(tags, 'label')).toEqual(['gold']);
  const tagId = tags[0]?.['id'];
  expect(at(await call(sandbox, 'GET', `/tags/${tagId}/users`), 'users.0.id')).toBe(userId);
  await change({remove: [{type: 'tag_reference', id: tagId}]});
  expect(records(await call(sandbox, 'GET', `/users/${userId}/tags`), 'tags')).toEqual([]);
  expect((await call(sandbox, 'GET', `/services/${userId}/tags`)).status).toBe(404);
});

test('include[] replaces references with whole records', async () => {
  const sandbox = await start();
  await send(sandbox, trigger('k'));
  const plain = await call(sandbox, 'GET', '/incidents');
  expect(at(plain, 'incidents.0.service.type')).toBe('service_reference');
  const whole = await call(sandbox, 'GET', '/incidents?include[]=services&include[]=assignees');
  expect(at(whole, 'incidents.0.service.type')).toBe('service');
  expect(at(whole, 'incidents.0.assignments.0.assignee.email')).toBe('ada@example.com');
});

test('a reference has the current name of its record', async () => {
  const sandbox = await start();
  await send(sandbox, trigger('k'));
  await call(sandbox, 'PUT', `/services/${await firstId(sandbox, 'services')}`, {service: {name: 'Renamed'}});
  const list = await call(sandbox, 'GET', '/incidents');
  expect(at(list, 'incidents.0.service.summary')).toBe('Renamed');
});

test('an ongoing window is ended, a future one is removed, a past one stays', async () => {
  let now = Date.UTC(2026, 0, 1);
  const sandbox = await start({now: () => now});
  const services = [{id: await firstId(sandbox, 'services'), type: 'service_reference'}];
  const make = async (start_time: string, end_time: string) => {
    const window = {start_time, end_time, services, description: 'x'};
    return idAt(
      await call(sandbox, 'POST', '/maintenance_windows', {maintenance_window: window}),
      'maintenance_window.id',
    );
  };
  const begun = await make('2025-12-31T00:00:00Z', '2026-01-02T00:00:00Z');
  const toCome = await make('2026-01-05T00:00:00Z', '2026-01-06T00:00:00Z');
  const filtered = async (filter: string) =>
    each(records(await call(sandbox, 'GET', `/maintenance_windows?filter=${filter}`), 'maintenance_windows'), 'id');
  expect([await filtered('ongoing'), await filtered('future')]).toEqual([[begun], [toCome]]);
  for (const id of [begun, toCome]) {
    expect((await call(sandbox, 'DELETE', `/maintenance_windows/${id}`)).status).toBe(204);
  }
  now += 1000;
  expect([await filtered('past'), await filtered('open')]).toEqual([[begun], []]);
  expect((await call(sandbox, 'DELETE', `/maintenance_windows/${begun}`)).status).toBe(405);
});

test('an answer is compressed if the client supports it, and has a request ID', async () => {
  const sandbox = await start({seed: demoSeed});
  const get = (encoding: string) =>
    call(sandbox, 'GET', '/services', undefined, {headers: {'accept-encoding': encoding}});
  const [plain, packed] = [await get('identity'), await get('gzip')];
  expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip']);
  expect(packed.text).toBe(plain.text);
  expect(packed.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(packed.headers.get('x-request-id')).not.toBe(plain.headers.get('x-request-id'));
});
