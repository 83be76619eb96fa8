import {expect, test} from 'bun:test';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {at, call, each, firstId, incidents, makeIncidents, records, start} from './client.ts';

const numbers = (list: JsonObject[]) => each(list, 'incident_number');

test('a list has pages of 25, at most 100', async () => {
  const sandbox = await start();
  await makeIncidents(sandbox, 130);
  const pages = [];
  for (const query of ['', '?limit=500', '?limit=100&offset=100', '?offset=130&total=true']) {
    const answer = await call(sandbox, 'GET', `/incidents${query}`);
    const facts = ['limit', 'offset', 'more', 'total'].map(name => at(answer, name));
    pages.push([records(answer, 'incidents').length, ...facts]);
  }
  expect(pages).toEqual([
    [25, 25, 0, true, null],
    [100, 100, 0, true, null],
    [30, 100, 100, false, null],
    [0, 25, 130, false, 130],
  ]);
});

test('nothing past the 10,000th record is available', async () => {
  const sandbox = await start();
  expect((await call(sandbox, 'GET', '/incidents?offset=9900&limit=100')).status).toBe(200);
  const beyond = await call(sandbox, 'GET', '/incidents?offset=9901&limit=100');
  expect([beyond.status, at(beyond, 'error.code')]).toEqual([400, 2001]);
  for (const query of ['limit=0', 'limit=x', 'offset=-1', 'limit=1.5']) {
    expect((await call(sandbox, 'GET', `/incidents?${query}`)).status).toBe(400);
  }
});

test('the window is a month by default, at most six, and unlimited with date_range', async () => {
  const now = Date.UTC(2026, 6, 15, 12);
  const sandbox = await start({now: () => now});
  for (const day of ['2025-12-01', '2026-03-01', '2026-06-20', '2026-07-15']) {
    await makeIncidents(sandbox, 1, {to: `${day}T00:00:00Z`});
  }
  expect(numbers(await incidents(sandbox))).toEqual([3, 4]);
  expect(numbers(await incidents(sandbox, '&since=2026-02-01'))).toEqual([2, 3, 4]);
  expect(numbers(await incidents(sandbox, '&since=2025-11-20&until=2026-03-01'))).toEqual([1]);
  expect(numbers(await incidents(sandbox, '&until=2026-03-02T00:00:00%2B02:00'))).toEqual([2]);
  expect(numbers(await incidents(sandbox, '&date_range=all'))).toEqual([1, 2, 3, 4]);
  for (const query of ['since=2025-11-20', 'since=2026-07-16&until=2026-07-15', 'since=soon']) {
    expect((await call(sandbox, 'GET', `/incidents?${query}`)).status).toBe(400);
  }
});

test('filters only work with the bracketed names', async () => {
  const sandbox = await start({seed: {services: [{name: 'One'}, {name: 'Two'}]}});
  await makeIncidents(sandbox, 1, {service: 'One', urgency: 'low'});
  await makeIncidents(sandbox, 1, {service: 'Two', status: 'acknowledged'});
  await makeIncidents(sandbox, 1, {service: 'Two', status: 'resolved'});
  const serviceId = at(await call(sandbox, 'GET', '/services?name=Two'), 'services.0.id');
  const [userId] = each(await incidents(sandbox), 'assignments.0.assignee.id');
  const found = async (query: string) => numbers(await incidents(sandbox, query));
  expect(await found('&statuses[]=triggered&statuses[]=acknowledged')).toEqual([1, 2]);
  expect(await found('&statuses=triggered')).toEqual([1, 2, 3]);
  expect(await found('&urgencies[]=low')).toEqual([1]);
  expect(await found(`&service_ids[]=${serviceId}`)).toEqual([2, 3]);
  expect(await found(`&user_ids[]=${userId}`)).toEqual([1, 2]);
  expect(await found('&team_ids[]=PNONE')).toEqual([]);
  expect((await call(sandbox, 'GET', '/incidents?statuses[]=open')).status).toBe(400);
});

test('a list is sorted by two fields at most', async () => {
  const sandbox = await start();
  await makeIncidents(sandbox, 2, {urgency: 'low'});
  await makeIncidents(sandbox, 2, {urgency: 'high'});
  const found = async (query: string) => numbers(await incidents(sandbox, query));
  expect(await found('')).toEqual([1, 2, 3, 4]);
  expect(await found('&sort_by=incident_number:desc')).toEqual([4, 3, 2, 1]);
  expect(await found('&sort_by=urgency:asc,created_at:desc')).toEqual([4, 3, 2, 1]);
  expect(await found('&sort_by=urgency:desc,incident_number:asc')).toEqual([1, 2, 3, 4]);
  for (const sortBy of ['title', 'created_at:up', 'urgency,created_at,resolved_at']) {
    expect((await call(sandbox, 'GET', `/incidents?sort_by=${sortBy}`)).status).toBe(400);
  }
});

test('audit records are paged by cursor, and created by writes', async () => {
  const sandbox = await start();
  for (const name of ['a', 'b', 'c']) await call(sandbox, 'POST', '/teams', {team: {name}});
  const first = await call(sandbox, 'GET', '/audit/records?limit=2');
  const cursor = encodeURIComponent(String(at(first, 'next_cursor')));
  const second = await call(sandbox, 'GET', `/audit/records?limit=2&cursor=${cursor}`);
  const names = [first, second].map(answer => each(records(answer, 'records'), 'root_resource.summary'));
  expect([names, at(second, 'next_cursor')]).toEqual([[['c', 'b'], ['a']], null]);
  expect((await call(sandbox, 'GET', '/audit/records?cursor=nonsense')).status).toBe(400);
  expect((await call(sandbox, 'GET', '/audit/records?since=2020-01-01')).status).toBe(400);
});

test('alert grouping settings are paged by after, which is absent at the end', async () => {
  const sandbox = await start();
  const services = [{id: await firstId(sandbox, 'services')}];
  const setting = {type: 'time', config: {timeout: 5}, services};
  for (const name of ['a', 'b']) {
    await call(sandbox, 'POST', '/alert_grouping_settings', {alert_grouping_setting: {...setting, name}});
  }
  const first = await call(sandbox, 'GET', '/alert_grouping_settings?limit=1');
  const second = await call(sandbox, 'GET', `/alert_grouping_settings?limit=1&after=${at(first, 'after')}`);
  expect(records(second, 'alert_grouping_settings')[0]).toMatchObject({name: 'b', type: 'time'});
  expect('after' in second.body).toBe(false);
});

test('analytics are paged in the body, up to 1,000 per page', async () => {
  const sandbox = await start();
  const ids = await makeIncidents(sandbox, 1500);
  const post = (body: object) => call(sandbox, 'POST', '/analytics/raw/incidents', body);
  const facts = (answer: {body: JsonObject}) => [
    records(answer, 'data').length,
    ...['more', 'first', 'last'].map(name => at(answer, name)),
  ];
  const first = await post({limit: 1000, order: 'asc'});
  expect(facts(first)).toEqual([1000, true, ids[0], ids[999]]);
  const rest = await post({limit: 1000, order: 'asc', starting_after: at(first, 'last')});
  expect(facts(rest)).toEqual([500, false, ids[1000], ids[1499]]);
  expect(at(await post({limit: 1001}), 'error.code')).toBe(2001);
});
