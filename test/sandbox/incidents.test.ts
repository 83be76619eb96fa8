import {expect, test} from 'bun:test';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {
  at,
  call,
  each,
  firstId,
  incidentIds,
  incidents,
  makeIncidents,
  records,
  send,
  start,
  trigger,
} from './client.ts';

const reference = 'incident_reference';

test('a batch of 250 is accepted, one of 251 is too large', async () => {
  const sandbox = await start();
  const ids = await makeIncidents(sandbox, 251);
  const change = (some: string[]) => ({incidents: some.map(id => ({id, type: reference, status: 'acknowledged'}))});
  expect((await call(sandbox, 'PUT', '/incidents', change(ids))).status).toBe(413);
  expect(await incidents(sandbox, '&statuses[]=acknowledged')).toEqual([]);
  const done = await call(sandbox, 'PUT', '/incidents', change(ids.slice(1)));
  expect([done.status, records(done, 'incidents').length, at(done, 'more')]).toEqual([200, 250, false]);
  expect(at(await call(sandbox, 'GET', '/incidents?statuses[]=acknowledged&total=true'), 'total')).toBe(250);
});

test('an incident and what is below it can be read by its number, but changed only by its ID', async () => {
  const sandbox = await start();
  const [id] = await makeIncidents(sandbox, 1);
  expect(at(await call(sandbox, 'GET', '/incidents/1'), 'incident.id')).toBe(id ?? '');
  for (const part of ['log_entries', 'alerts', 'notes', 'past_incidents', 'custom_fields/values']) {
    const [byNumber, byId] = [`/incidents/1/${part}`, `/incidents/${id}/${part}`];
    const [first, second] = [await call(sandbox, 'GET', byNumber), await call(sandbox, 'GET', byId)];
    expect([part, first.status, first.body]).toEqual([part, 200, second.body]);
  }
  expect((await call(sandbox, 'POST', '/incidents/1/notes', {note: {content: 'x'}})).status).toBe(404);
  expect((await call(sandbox, 'GET', '/incidents/2/notes')).status).toBe(404);
});

test('an incident that may not be changed fails the whole batch', async () => {
  const sandbox = await start();
  const ids = await makeIncidents(sandbox, 3);
  const resolve = (some: string[]) => ({incidents: some.map(id => ({id, type: reference, status: 'resolved'}))});
  await call(sandbox, 'PUT', '/incidents', resolve(ids.slice(1, 2)));
  const failed = await call(sandbox, 'PUT', '/incidents', resolve(ids));
  expect([failed.status, at(failed, 'error.code')]).toEqual([400, 1001]);
  const statuses = each(await incidents(sandbox), 'status');
  expect(statuses).toEqual(['triggered', 'resolved', 'triggered']);
  expect((await call(sandbox, 'PUT', '/incidents', resolve(['PNOTHING']))).status).toBe(404);
});

test('a write needs a user', async () => {
  const sandbox = await start();
  const [id] = await makeIncidents(sandbox, 1);
  const body = {incident: {type: reference, status: 'acknowledged'}};
  const put = (options: object) => call(sandbox, 'PUT', `/incidents/${id}`, body, options);
  const missing = await put({from: ''});
  expect([missing.status, at(missing, 'error.code')]).toEqual([400, 2016]);
  const unknown = await put({from: 'nobody@example.com'});
  expect([unknown.status, at(unknown, 'error')]).toEqual([400, {message: 'Requester User Not Found', code: 1008}]);
  expect((await put({from: '', key: sandboxKeys.user})).status).toBe(200);
  expect((await put({key: sandboxKeys.readOnly})).status).toBe(403);
});

test('an incident is found by its number, and by nothing else but its ID', async () => {
  const sandbox = await start();
  const ids = await makeIncidents(sandbox, 2);
  expect(at(await call(sandbox, 'GET', '/incidents/2'), 'incident.id')).toBe(ids[1]);
  expect(at(await call(sandbox, 'GET', `/incidents/${ids[0]}`), 'incident.incident_number')).toBe(1);
  const missing = await call(sandbox, 'GET', '/incidents/3');
  expect([missing.status, missing.body]).toEqual([404, {error: {message: 'Not Found', code: 2100}}]);
  expect((await call(sandbox, 'GET', '/incidents/..%2Fusers%2Fme')).status).toBe(404);
});

test('an incident is created, with a key that is unique while it is open', async () => {
  const sandbox = await start();
  const service = {id: await firstId(sandbox, 'services'), type: 'service_reference'};
  const priority = {id: await firstId(sandbox, 'priorities'), type: 'priority_reference'};
  const wanted = {type: 'incident', title: 'fire', service, priority, urgency: 'low', incident_key: 'x'};
  const made = await call(sandbox, 'POST', '/incidents', {incident: wanted});
  expect(made.status).toBe(201);
  expect(at(made, 'incident')).toMatchObject({
    title: 'fire',
    urgency: 'low',
    priority: {summary: 'P1'},
    assignments: [{}],
  });
  expect((await call(sandbox, 'POST', '/incidents', {incident: wanted})).status).toBe(400);
  expect((await call(sandbox, 'POST', '/incidents', {incident: {...wanted, title: ''}})).status).toBe(400);
  expect((await call(sandbox, 'POST', '/incidents', {incident: {...wanted, service: {id: 'PX'}}})).status).toBe(400);
  expect((await call(sandbox, 'POST', '/incidents', '{')).status).toBe(400);
});

test('a resolved incident can be reopened, a merged one cannot', async () => {
  const sandbox = await start();
  await send(sandbox, trigger('a'));
  await send(sandbox, trigger('b'));
  const [target = '', source = ''] = await incidentIds(sandbox);
  const merged = await call(sandbox, 'PUT', `/incidents/${target}/merge`, {
    source_incidents: [{id: source, type: reference}],
  });
  expect(at(merged, 'incident.alert_counts')).toEqual({all: 2, triggered: 2, resolved: 0});
  const answer = await call(sandbox, 'GET', `/incidents/${source}`);
  expect(at(answer, 'incident')).toMatchObject({status: 'resolved', resolve_reason: {incident: {id: target}}});
  const status = (id: string, value: string) =>
    call(sandbox, 'PUT', `/incidents/${id}`, {incident: {type: reference, status: value}});
  expect((await status(source, 'triggered')).status).toBe(400);
  await status(target, 'resolved');
  const reopened = await status(target, 'triggered');
  expect(at(reopened, 'incident')).toMatchObject({status: 'triggered', resolved_at: null});
});

test('a snoozed incident triggers again when its snooze ends', async () => {
  let now = Date.UTC(2026, 0, 1);
  const sandbox = await start({now: () => now});
  const [id] = await makeIncidents(sandbox, 1);
  expect((await call(sandbox, 'POST', `/incidents/${id}/snooze`, {duration: 604_801})).status).toBe(400);
  const snoozed = await call(sandbox, 'POST', `/incidents/${id}/snooze`, {duration: 3600});
  expect([snoozed.status, at(snoozed, 'incident.status')]).toEqual([201, 'acknowledged']);
  expect(at(snoozed, 'incident.pending_actions')).toEqual([{type: 'unacknowledge', at: '2026-01-01T01:00:00Z'}]);
  now += 3_600_000;
  expect(at(await call(sandbox, 'GET', `/incidents/${id}`), 'incident.status')).toBe('triggered');
});

test('an incident is assigned, escalated, renamed and given a priority', async () => {
  const sandbox = await start();
  const [id] = await makeIncidents(sandbox, 1);
  const users = records(await call(sandbox, 'GET', '/users'), 'users');
  const grace = users.find(user => user['name'] === 'Grace Murray');
  const change = async (attributes: object, shown: string) =>
    at(await call(sandbox, 'PUT', `/incidents/${id}`, {incident: {type: reference, ...attributes}}), shown);
  const assignments = [{assignee: {id: grace?.['id'], type: 'user_reference'}}];
  const assignee = 'incident.assignments.0.assignee.summary';
  expect(await change({assignments}, assignee)).toBe('Grace Murray');
  expect(await change({escalation_level: 1}, assignee)).toBe('Ada Byron');
  expect(await change({escalation_level: 2}, assignee)).toBe('Grace Murray');
  expect(await change({escalation_level: 3}, 'error.code')).toBe(2001);
  expect(await change({title: 'worse'}, 'incident.summary')).toBe('[#1] worse');
  expect(await change({priority: 'P2'}, 'incident.priority.summary')).toBe('P2');
  expect(await change({priority: null}, 'incident.priority')).toBeNull();
  expect(await change({urgency: 'low'}, 'incident.urgency')).toBe('low');
  expect(await change({urgency: 'mild'}, 'error.code')).toBe(2001);
});

test('notes, updates, responders and custom fields stay with the incident', async () => {
  const sandbox = await start();
  const [id] = await makeIncidents(sandbox, 1);
  const userId = await firstId(sandbox, 'users');
  const post = (part: string, body: object) => call(sandbox, 'POST', `/incidents/${id}/${part}`, body);
  for (const content of ['first', 'second']) await post('notes', {note: {content}});
  const notes = records(await call(sandbox, 'GET', `/incidents/${id}/notes`), 'notes');
  expect(each(notes, 'content')).toEqual(['second', 'first']);
  expect((await post('notes', {note: {content: ' '}})).status).toBe(400);
  expect(at(await post('status_updates', {message: 'soon'}), 'status_update.message')).toBe('soon');
  const target = {responder_request_target: {id: userId, type: 'user_reference'}};
  const asked = {requester_id: userId, message: 'help', responder_request_targets: [target]};
  expect(at(await post('responder_requests', asked), 'responder_request.message')).toBe('help');
  const fields = (value: unknown) =>
    call(sandbox, 'PUT', `/incidents/${id}/custom_fields/values`, {custom_fields: [{name: 'environment', value}]});
  expect(records(await fields('production'), 'custom_fields')[0]).toMatchObject({
    name: 'environment',
    value: 'production',
  });
  expect((await fields('mars')).status).toBe(400);
  const log = records(await call(sandbox, 'GET', `/incidents/${id}/log_entries`), 'log_entries');
  expect(each(log, 'type')).toEqual([
    'annotate_log_entry',
    'annotate_log_entry',
    'assign_log_entry',
    'trigger_log_entry',
  ]);
});

test('an alert can be resolved or moved separately', async () => {
  const sandbox = await start();
  await send(sandbox, trigger('a'));
  await send(sandbox, trigger('b'));
  const [first, second] = await incidentIds(sandbox);
  const alertId = at(await call(sandbox, 'GET', `/incidents/${first}/alerts`), 'alerts.0.id');
  const move = {alert: {type: 'alert', incident: {id: second, type: reference}}};
  await call(sandbox, 'PUT', `/incidents/${first}/alerts/${alertId}`, move);
  expect(each(await incidents(sandbox), 'alert_counts.all')).toEqual([0, 2]);
  const alerts = [{id: alertId, type: 'alert', status: 'resolved'}];
  const done = await call(sandbox, 'PUT', `/incidents/${second}/alerts`, {alerts});
  expect(at(done, 'alerts.0.status')).toBe('resolved');
  expect((await incidents(sandbox))[1]).toMatchObject({status: 'triggered', alert_counts: {triggered: 1, resolved: 1}});
});
