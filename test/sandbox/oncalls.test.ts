import {expect, test} from 'bun:test';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import type {Seed} from '../../src/sandbox/seed-format.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {at, call, each, firstId, idAt, incidents, records, send, start, trigger} from './client.ts';

// A Monday. The turns of a seeded schedule of days change at two, a third of a turn before.
const monday = Date.UTC(2026, 0, 5, 10);
const dayMs = 86_400_000;

const seed: Seed = {
  users: ['Ann', 'Bob', 'Cleo'].map(name => ({name, email: `${name.toLowerCase()}@example.com`})),
  schedules: [{name: 'Daily', users: ['Bob', 'Ann'], turn_hours: 24}],
  escalation_policies: [{name: 'Policy', levels: [['Daily'], ['Cleo']]}],
};

const onCalls = async (sandbox: Sandbox, query = '') =>
  records(await call(sandbox, 'GET', `/oncalls${query}`), 'oncalls').map(one => each([one], 'user.summary')[0]);

test('who is on call follows the rotation, and a user in a policy always is', async () => {
  let now = monday;
  const sandbox = await start({seed, now: () => now});
  const first = await onCalls(sandbox);
  now += dayMs;
  const second = await onCalls(sandbox);
  expect([first, second].map(names => names.toSorted())).toEqual([
    ['Bob', 'Cleo'],
    ['Ann', 'Cleo'],
  ]);
  const [shift, always] = records(await call(sandbox, 'GET', '/oncalls'), 'oncalls');
  expect(shift).toMatchObject({
    escalation_level: 1,
    start: '2026-01-06T02:00:00Z',
    end: '2026-01-07T02:00:00Z',
    schedule: {summary: 'Daily'},
  });
  expect(always).toMatchObject({escalation_level: 2, start: null, end: null, schedule: null});
});

test('a window shows every shift that overlaps it, and filters narrow it', async () => {
  const sandbox = await start({seed, now: () => monday});
  const window = '?since=2026-01-05T08:00:00Z&until=2026-01-07T08:00:00Z';
  expect(await onCalls(sandbox, window)).toEqual(['Bob', 'Ann', 'Bob', 'Cleo']);
  expect(await onCalls(sandbox, `${window}&earliest=true`)).toHaveLength(3);
  const users = records(await call(sandbox, 'GET', '/users?query=ann'), 'users');
  expect(await onCalls(sandbox, `${window}&user_ids[]=${users[0]?.['id']}`)).toEqual(['Ann']);
  const scheduleId = await firstId(sandbox, 'schedules');
  expect(await onCalls(sandbox, `?schedule_ids[]=${scheduleId}`)).toHaveLength(1);
  expect((await call(sandbox, 'GET', '/oncalls?since=2026-01-01&until=2026-06-01')).status).toBe(400);
});

test('an override replaces the rotation, and incidents go to whoever is on call', async () => {
  const sandbox = await start({seed, now: () => monday});
  const path = `/schedules/${await firstId(sandbox, 'schedules')}/overrides`;
  const cleo = records(await call(sandbox, 'GET', '/users?query=cleo'), 'users')[0]?.['id'] ?? '';
  const user = {id: cleo, type: 'user_reference'};
  const good = {start: '2026-01-05T09:30:00Z', end: '2026-01-05T12:00:00+01:00', user};
  const bad = {start: '2026-01-06T00:00:00Z', end: '2026-01-06T00:00:00Z', user};
  const made = await fetch(sandbox.url + path, {
    method: 'POST',
    headers: {authorization: `Token token=${sandboxKeys.account}`},
    body: JSON.stringify({overrides: [good, bad]}),
  });
  const results: unknown = await made.json();
  expect(results).toMatchObject([
    {status: 201, override: {end: '2026-01-05T11:00:00Z'}},
    {status: 400, errors: [expect.any(String)]},
  ]);
  expect((await onCalls(sandbox))[0]).toBe('Cleo');
  await send(sandbox, trigger('k'));
  expect(each(await incidents(sandbox), 'assignments.0.assignee.summary')).toEqual(['Cleo']);
  expect((await call(sandbox, 'GET', path)).status).toBe(400);
  const listed = records(await call(sandbox, 'GET', `${path}?since=2026-01-05&until=2026-01-06`), 'overrides');
  expect(listed).toHaveLength(1);
  // It has begun: what is left of it is cut off, not its past.
  expect((await call(sandbox, 'DELETE', `${path}/${listed[0]?.['id']}`)).status).toBe(200);
  expect((await onCalls(sandbox))[0]).toBe('Bob');
});

test('a layer with restrictions covers only those hours, in the time zone of the schedule', async () => {
  const sandbox = await start({seed, now: () => monday});
  const layer = {
    name: 'Office hours',
    start: '2026-01-01T00:00:00Z',
    rotation_virtual_start: '2026-01-01T00:00:00Z',
    rotation_turn_length_seconds: 604_800,
    users: [{user: {id: await firstId(sandbox, 'users'), type: 'user_reference'}}],
    restrictions: [{type: 'daily_restriction', start_time_of_day: '09:00:00', duration_seconds: 28_800}],
  };
  const schedule = {name: 'Office', type: 'schedule', time_zone: 'America/New_York', schedule_layers: [layer]};
  const made = await call(sandbox, 'POST', '/schedules', {schedule});
  expect(made.status).toBe(201);
  const path = `/schedules/${idAt(made, 'schedule.id')}?since=2026-03-07T00:00:00Z&until=2026-03-09T00:00:00Z`;
  const shown = await call(sandbox, 'GET', path);
  const entries = records({body: {list: at(shown, 'schedule.final_schedule.rendered_schedule_entries') ?? []}}, 'list');
  // Clocks go forward there on the 8th of March.
  expect(each(entries, 'start')).toEqual(['2026-03-07T14:00:00Z', '2026-03-08T13:00:00Z']);
  expect(at(shown, 'schedule.final_schedule.rendered_coverage_percentage')).toBe(33.3);
  expect((await call(sandbox, 'POST', '/schedules', {schedule: {...schedule, time_zone: 'Mars'}})).status).toBe(400);
});
