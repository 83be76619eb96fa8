import {expect, test} from 'bun:test';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {occurrences} from '../../src/sandbox/recurrence.ts';
import type {Seed} from '../../src/sandbox/seed-format.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {at, call, each, firstId, records, start} from './client.ts';

// A Monday, ten in the morning in Berlin.
const monday = Date.UTC(2026, 0, 5, 9);
const local = (time: string) => ({date_time: `2026-01-05T${time}:00Z`, time_zone: 'Europe/Berlin'});
const member = (name: string) => ({type: 'user_member', user_id: name});

const seed: Seed = {
  users: ['Ann', 'Bob', 'Cleo'].map(name => ({name, email: `${name.toLowerCase()}@example.com`})),
  schedules: [{name: 'Layered', users: ['Cleo']}],
  escalation_policies: [],
  services: [],
  records: {
    '/escalation_policies': [
      {
        id: 'PDESK01',
        name: 'Desk',
        escalation_rules: [{id: 'PRULE01', targets: [{id: 'PSHIFTS', type: 'schedule_v3_reference'}]}],
      },
    ],
    '/v3/schedules': [{id: 'PSHIFTS', name: 'Desk', time_zone: 'Europe/Berlin'}],
    '/v3/schedules/PSHIFTS/rotations': [{id: 'ROTATION'}],
    '/v3/schedules/PSHIFTS/rotations/ROTATION/events': [
      {
        name: 'Weekdays',
        start_time: local('08:00'),
        end_time: local('16:00'),
        effective_since: '2026-01-05T00:00:00Z',
        recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
        assignment_strategy: {
          type: 'rotating_member_assignment_strategy',
          shifts_per_member: 1,
          members: [member('Ann'), member('Bob')],
        },
      },
    ],
  },
};

const begin = (nowMs = monday) => start({seed, now: () => nowMs});

const onCall = async (sandbox: Sandbox, query = '') =>
  each(records(await call(sandbox, 'GET', `/oncalls${query}`), 'oncalls'), 'user.summary');

const userId = async (sandbox: Sandbox, name: string) =>
  String(records(await call(sandbox, 'GET', `/users?query=${name}`), 'users')[0]?.['id']);

test('each API refuses the other’s schedules with 400 and points to the other', async () => {
  const sandbox = await begin();
  const layered = await firstId(sandbox, 'schedules');
  const window = 'since=2026-01-05&until=2026-01-06';
  for (const path of ['/schedules/PSHIFTS', `/schedules/PSHIFTS/overrides?${window}`, '/schedules/PSHIFTS/users']) {
    const answer = await call(sandbox, 'GET', path);
    expect([path, answer.status, answer.text.includes('/v3/schedules/PSHIFTS')]).toEqual([path, 400, true]);
  }
  for (const path of [`/v3/schedules/${layered}`, `/v3/schedules/${layered}/overrides?${window}`]) {
    const answer = await call(sandbox, 'GET', path);
    expect([path, answer.status, answer.text.includes(`/schedules/${layered}`)]).toEqual([path, 400, true]);
  }
  expect((await call(sandbox, 'GET', '/schedules/PNONE01')).status).toBe(404);
  expect((await call(sandbox, 'GET', '/v3/schedules/PNONE01')).status).toBe(404);
});

test('members are on call as the rotation says, in local time, and nobody is outside it', async () => {
  expect(await onCall(await begin())).toEqual(['Ann']);
  expect(await onCall(await begin(monday + 86_400_000))).toEqual(['Bob']);
  expect(await onCall(await begin(monday + 12 * 3_600_000))).toEqual([]);
  const sandbox = await begin();
  expect(records(await call(sandbox, 'GET', '/oncalls?schedule_ids[]=PSHIFTS'), 'oncalls')).toMatchObject([
    {
      schedule: {id: 'PSHIFTS', type: 'schedule_v3_reference', summary: 'Desk'},
      start: '2026-01-05T07:00:00Z',
      end: '2026-01-05T15:00:00Z',
    },
  ]);
});

test('an override replaces one member of a rotation, and the computed schedule says so', async () => {
  const sandbox = await begin();
  const [ann, cleo] = [await userId(sandbox, 'ann'), await userId(sandbox, 'cleo')];
  const override: JsonObject = {
    type: 'override_shift',
    start_time: '2026-01-05T08:00:00Z',
    end_time: '2026-01-05T10:00:00Z',
    overridden_member: member(ann),
    overriding_member: member(cleo),
  };
  const post = (one: JsonObject) => call(sandbox, 'POST', '/v3/schedules/PSHIFTS/overrides', {overrides: [one]});
  expect((await post(override)).status).toBe(400);
  expect((await post({...override, rotation_id: 'NONE'})).status).toBe(400);
  expect((await post({...override, rotation_id: 'ROTATION', custom_shift_id: 'X'})).status).toBe(400);
  const made = await post({...override, rotation_id: 'ROTATION'});
  expect(made.status).toBe(201);
  expect(await onCall(sandbox)).toEqual(['Cleo']);
  const query = 'include[]=final_schedule&since=2026-01-05T07:00:00Z&until=2026-01-05T23:00:00Z';
  const answer = await call(sandbox, 'GET', `/v3/schedules/PSHIFTS?${query}`);
  expect(at(answer, 'schedule.final_schedule')).toMatchObject({
    rendered_coverage_percentage: 50,
    computed_shift_assignments: [
      {member: member(ann), source: {type: 'schedule_rotation', rotation_id: 'ROTATION'}},
      {
        member: member(cleo),
        source: {type: 'schedule_rotation_override', override_id: at(made, 'overrides.0.id')},
        start_time: '2026-01-05T08:00:00Z',
        end_time: '2026-01-05T10:00:00Z',
      },
      {member: member(ann), end_time: '2026-01-05T15:00:00Z'},
    ],
  });
});

test('a custom shift puts somebody on call where no rotation does', async () => {
  const sandbox = await begin(monday + 12 * 3_600_000);
  const shift = {
    type: 'custom_shift',
    start_time: '2026-01-05T20:00:00Z',
    end_time: '2026-01-05T23:00:00Z',
    assignments: [{type: 'shift_assignment', member: member(await userId(sandbox, 'cleo'))}],
  };
  await call(sandbox, 'POST', '/v3/schedules/PSHIFTS/custom_shifts', {custom_shifts: [shift]});
  expect(await onCall(sandbox)).toEqual(['Cleo']);
});

test('an on-call lasts until there is a break, even across several shifts', async () => {
  const sandbox = await begin();
  const cleo = await userId(sandbox, 'cleo');
  const shift = (start_time: string, end_time: string) => ({
    ...{type: 'custom_shift', start_time, end_time},
    assignments: [{type: 'shift_assignment', member: member(cleo)}],
  });
  const custom_shifts = [
    shift('2026-01-05T08:00:00Z', '2026-01-05T12:00:00Z'),
    shift('2026-01-05T12:00:00Z', '2026-01-05T20:00:00Z'),
  ];
  await call(sandbox, 'POST', '/v3/schedules/PSHIFTS/custom_shifts', {custom_shifts});
  const found = records(await call(sandbox, 'GET', `/oncalls?user_ids[]=${cleo}`), 'oncalls');
  expect(found).toMatchObject([{start: '2026-01-05T08:00:00Z', end: '2026-01-05T20:00:00Z'}]);
});

test('a policy that notifies a shift-based schedule can be created', async () => {
  const sandbox = await begin();
  const targets = [{id: 'PSHIFTS', type: 'schedule_v3_reference'}];
  const policy = {name: 'New', escalation_rules: [{escalation_delay_in_minutes: 5, targets}]};
  const made = await call(sandbox, 'POST', '/escalation_policies', {escalation_policy: policy});
  expect([made.status, at(made, 'escalation_policy.escalation_rules.0.targets.0.summary')]).toEqual([201, 'Desk']);
  expect(await onCall(sandbox)).toEqual(['Ann', 'Ann']);
  const wrong = [{id: 'PSHIFTS', type: 'schedule_reference'}];
  const refused = {name: 'Wrong', escalation_rules: [{escalation_delay_in_minutes: 5, targets: wrong}]};
  expect((await call(sandbox, 'POST', '/escalation_policies', {escalation_policy: refused})).status).toBe(400);
});

const days = (rule: string, from: string, to: string, timeZone = 'UTC') =>
  occurrences(
    {timeZone, firstDayMs: Date.UTC(2026, 0, 7), startMs: 8 * 3_600_000, lengthMs: 3_600_000, rule: `RRULE:${rule}`},
    Date.parse(from),
    Date.parse(to),
  ).map(({index, startMs}) => `${index} ${new Date(startMs).toISOString().slice(5, 16)}`);

test('rules repeat by day or week, with an interval, weekdays and a count', () => {
  expect(days('FREQ=DAILY;INTERVAL=2', '2026-01-01', '2026-01-12')).toEqual([
    '0 01-07T08:00',
    '1 01-09T08:00',
    '2 01-11T08:00',
  ]);
  expect(days('FREQ=WEEKLY', '2026-01-10', '2026-01-22')).toEqual(['1 01-14T08:00', '2 01-21T08:00']);
  expect(days('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', '2026-01-01', '2026-01-30')).toEqual([
    '0 01-08T08:00',
    '1 01-19T08:00',
    '2 01-22T08:00',
  ]);
  expect(days('FREQ=DAILY;COUNT=2', '2026-01-01', '2026-02-01')).toHaveLength(2);
});

test('an occurrence is at the same local time before and after the clocks change', () => {
  expect(days('FREQ=DAILY', '2026-03-28', '2026-03-30', 'Europe/Berlin').map(text => text.slice(-5))).toEqual([
    '07:00',
    '06:00',
  ]);
});
