import {expect, test} from 'bun:test';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {Clock} from '../support/clock.ts';
import {
  at,
  byKey,
  call,
  each,
  firstId,
  idAt,
  incidentIds,
  incidents,
  makeIncidents,
  records,
  send,
  start,
  trigger,
} from './client.ts';

test('a trigger opens an alert and an incident on the service of its routing key', async () => {
  const sandbox = await start();
  const sent = await send(sandbox, trigger('k1', {custom_details: {free: '1%'}}));
  expect([sent.status, sent.body]).toEqual([202, {status: 'success', message: 'Event processed', dedup_key: 'k1'}]);
  const [incident] = await incidents(sandbox);
  expect(incident).toMatchObject({
    status: 'triggered',
    urgency: 'high',
    title: 'disk full',
    incident_key: 'k1',
    incident_number: 1,
    service: {summary: 'Sandbox Service', type: 'service_reference'},
    alert_counts: {all: 1, triggered: 1, resolved: 0},
  });
  const alerts = records(await call(sandbox, 'GET', `/incidents/${incident?.['id']}/alerts`), 'alerts');
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({alert_key: 'k1', severity: 'critical', body: {details: {free: '1%'}}});
});

test('a dedup key is created if none is given', async () => {
  const sandbox = await start();
  const first = await send(sandbox, trigger(undefined));
  const second = await send(sandbox, trigger(undefined));
  expect(idAt(first, 'dedup_key')).toMatch(/^[0-9a-f]{32}$/);
  expect(idAt(second, 'dedup_key')).not.toBe(idAt(first, 'dedup_key'));
  expect(await incidents(sandbox)).toHaveLength(2);
});

test('one dedup key has one open incident, and a new one after it was resolved', async () => {
  const sandbox = await start();
  for (const event of [trigger('k1'), trigger('k1'), byKey('acknowledge', 'k1')]) await send(sandbox, event);
  expect(each(await incidents(sandbox), 'status')).toEqual(['acknowledged']);
  await send(sandbox, trigger('k1'));
  expect(each(await incidents(sandbox), 'status')).toEqual(['acknowledged']);
  for (const event of [byKey('resolve', 'k1'), trigger('k1')]) await send(sandbox, event);
  expect(each(await incidents(sandbox), 'status')).toEqual(['resolved', 'triggered']);
});

test('an acknowledge that comes before its trigger is accepted and lost', async () => {
  const sandbox = await start();
  expect((await send(sandbox, byKey('acknowledge', 'k1'))).status).toBe(202);
  await send(sandbox, trigger('k1'));
  expect((await incidents(sandbox))[0]?.['status']).toBe('triggered');
});

test('a resolve of the incident resolves its alerts, and its key is free again', async () => {
  const sandbox = await start();
  await send(sandbox, trigger('k1'));
  const [id] = await incidentIds(sandbox);
  await call(sandbox, 'PUT', `/incidents/${id}`, {incident: {type: 'incident_reference', status: 'resolved'}});
  const answer = await call(sandbox, 'GET', `/incidents/${id}/alerts`);
  expect(at(answer, 'alerts.0.status')).toBe('resolved');
  await send(sandbox, trigger('k1'));
  expect(await incidents(sandbox)).toHaveLength(2);
});

const event = trigger('k');
const refusals: [string, unknown, string][] = [
  ['no routing key', {...event, routing_key: undefined}, 'routing_key'],
  ['a short routing key', {...event, routing_key: 'abc'}, 'routing_key'],
  ['an unknown routing key', {...event, routing_key: 'R'.repeat(32)}, 'Invalid routing key'],
  ['no action', {...event, event_action: undefined}, 'event_action'],
  ['an unknown action', {...event, event_action: 'ack'}, 'event_action'],
  ['a long dedup key', {...event, dedup_key: 'k'.repeat(256)}, 'dedup_key'],
  ['a resolve without a dedup key', {...event, event_action: 'resolve', dedup_key: undefined}, 'dedup_key'],
  ['no payload', {...event, payload: undefined}, 'payload'],
  ['a blank summary', trigger('k', {summary: '  '}), 'payload.summary'],
  ['a long summary', trigger('k', {summary: 's'.repeat(1025)}), 'payload.summary'],
  ['no source', trigger('k', {source: undefined}), 'payload.source'],
  ['an unknown severity', trigger('k', {severity: 'fatal'}), 'payload.severity'],
  ['a timestamp that is none', trigger('k', {timestamp: 'yesterday'}), 'payload.timestamp'],
  ['a day that is none', trigger('k', {timestamp: '2026-02-30'}), 'payload.timestamp'],
  ['details that are no object', trigger('k', {custom_details: ['a']}), 'payload.custom_details'],
  ['a link without href', {...event, links: [{text: 'x'}]}, 'links[0].href'],
  ['an image without src', {...event, images: [{alt: 'x'}]}, 'images[0].src'],
];

test.each(refusals)('an event with %s is refused', async (_what, wrong, named) => {
  const sandbox = await start();
  const {status, body} = await send(sandbox, wrong);
  expect(status).toBe(400);
  expect(body).toMatchObject({status: 'invalid event', message: 'Event object is invalid'});
  expect(String(body['errors'])).toContain(named);
  expect(sandbox.store.events).toHaveLength(0);
});

test('51 links are refused in an answer of a different form', async () => {
  const sandbox = await start();
  const links = Array.from({length: 51}, () => ({href: 'https://x.example'}));
  const error = ['links should have at most 50 item(s)'];
  const {status, body} = await send(sandbox, {...event, links});
  expect({status, body}).toEqual({status: 400, body: {error}});
  const change = await call(sandbox, 'POST', '/v2/change/enqueue', {...event, links}, {key: ''});
  expect([change.status, at(change, 'error')]).toEqual([400, error]);
  expect((await send(sandbox, {...event, links: links.slice(1)})).status).toBe(202);
});

test('details that are a string are accepted and shown', async () => {
  const sandbox = await start();
  expect((await send(sandbox, trigger('k1', {custom_details: 'all is lost'}))).status).toBe(202);
  const [id] = await incidentIds(sandbox);
  const answer = await call(sandbox, 'GET', `/incidents/${id}/alerts`);
  expect(at(answer, 'alerts.0.body.details')).toBe('all is lost');
});

test('1,024 emoji are a summary, 255 characters a dedup key', async () => {
  const sandbox = await start();
  expect((await send(sandbox, trigger('k'.repeat(255), {summary: '🔥'.repeat(1024)}))).status).toBe(202);
});

test('what is not JSON is unrecognized', async () => {
  const sandbox = await start();
  for (const text of ['{', '[]', '', '"x"', '['.repeat(200_000)]) {
    const {status, body} = await send(sandbox, text);
    expect([status, body['status']]).toEqual([400, 'Unrecognized object']);
  }
});

test('an event over 512 KB is too large', async () => {
  const sandbox = await start();
  const base = JSON.stringify(trigger('k', {custom_details: {a: ''}})).length;
  const sized = (bytes: number) => trigger('k', {custom_details: {a: 'x'.repeat(bytes - base)}});
  expect((await send(sandbox, sized(512 * 1024))).status).toBe(202);
  expect((await send(sandbox, sized(512 * 1024 + 1))).status).toBe(413);
});

test('long numbers in the details are returned unchanged', async () => {
  const sandbox = await start();
  const text = JSON.stringify(trigger('k', {custom_details: {n: 'N'}})).replace('"N"', '12345678901234567890');
  await send(sandbox, text);
  const [id] = await incidentIds(sandbox);
  expect((await call(sandbox, 'GET', `/incidents/${id}/alerts`)).text).toContain('"n":12345678901234567890');
});

test('a change event opens no incident', async () => {
  const sandbox = await start();
  const change = {routing_key: sandboxKeys.routing, payload: {summary: 'deployed', timestamp: '2020-07-17T08:42:58Z'}};
  const sent = await call(sandbox, 'POST', '/v2/change/enqueue', change, {key: ''});
  expect([sent.status, at(sent, 'status')]).toEqual([202, 'success']);
  expect(await incidents(sandbox)).toEqual([]);
  const [kept] = records(await call(sandbox, 'GET', '/change_events'), 'change_events');
  expect(kept).toMatchObject({summary: 'deployed', timestamp: '2020-07-17T08:42:58Z'});
  expect((await call(sandbox, 'GET', '/change_events?since=2020-01-01')).status).toBe(400);
});

test('the limit of events is per routing key, and has no headers', async () => {
  let now = Date.UTC(2026, 0, 1);
  const services = [{name: 'One'}, {name: 'Two'}];
  const sandbox = await start({seed: {services}, rateLimit: 2, now: () => now});
  const other = {...trigger('k'), routing_key: `${sandboxKeys.routing.slice(0, 31)}2`};
  const statuses = [];
  for (const one of [event, event, event, other]) statuses.push((await send(sandbox, one)).status);
  expect(statuses).toEqual([202, 202, 429, 202]);
  const refused = await send(sandbox, event);
  expect(refused.headers.get('ratelimit-reset')).toBeNull();
  now += 60_000;
  expect((await send(sandbox, event)).status).toBe(202);
});

test('a disabled service and one in maintenance open no incident', async () => {
  const sandbox = await start();
  const id = await firstId(sandbox, 'services');
  const hourMs = 3_600_000;
  const time = (ms: number) => new Date(sandbox.store.now() + ms).toISOString();
  const services = [{id, type: 'service_reference'}];
  const window = {start_time: time(-hourMs), end_time: time(hourMs), description: 'x', services};
  const made = await call(sandbox, 'POST', '/maintenance_windows', {maintenance_window: window});
  await send(sandbox, trigger('k1'));
  await call(sandbox, 'DELETE', `/maintenance_windows/${at(made, 'maintenance_window.id')}`);
  await call(sandbox, 'PUT', `/services/${id}`, {service: {status: 'disabled'}});
  await send(sandbox, trigger('k2'));
  expect(await incidents(sandbox)).toEqual([]);
});

test('a service that groups by content adds similar alerts to one incident', async () => {
  const sandbox = await start();
  const id = await firstId(sandbox, 'services');
  const config = {aggregate: 'all', fields: ['component'], time_window: 300};
  const setting = {name: 'g', type: 'content_based', config, services: [{id}]};
  await call(sandbox, 'POST', '/alert_grouping_settings', {alert_grouping_setting: setting});
  for (const [key, component] of [
    ['a', 'db'],
    ['b', 'db'],
    ['c', 'web'],
  ] as const) {
    await send(sandbox, trigger(key, {component}));
  }
  const found = await incidents(sandbox);
  expect(each(found, 'alert_counts.all')).toEqual([2, 1]);
  await send(sandbox, byKey('resolve', 'a'));
  expect((await incidents(sandbox))[0]?.['status']).toBe('triggered');
  await send(sandbox, byKey('resolve', 'b'));
  expect((await incidents(sandbox))[0]?.['status']).toBe('resolved');
});

test('the work after the 202 can come a moment later, in order', async () => {
  const clock = new Clock();
  const sandbox = await start({eventDelayMs: 30, later: clock.later});
  await makeIncidents(sandbox, 1);
  await send(sandbox, trigger('k1'));
  expect(await incidents(sandbox)).toHaveLength(1);
  await send(sandbox, byKey('acknowledge', 'k1'));
  clock.pass(29);
  expect(await incidents(sandbox)).toHaveLength(1);
  clock.pass(1);
  expect((await incidents(sandbox))[1]?.['status']).toBe('acknowledged');
});
