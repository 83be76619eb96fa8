import {expect, test} from 'bun:test';
import {currentLevel, type Shift} from '../../src/lib/incidents/current-level.ts';
import {incident, withDemo} from './demo.ts';

const shifts: Shift[] = [
  {level: 1, user: 'ada'},
  {level: 2, user: 'ada'},
  {level: 2, user: 'bob'},
  {level: 3, user: 'cleo'},
  {level: 4, user: 'ada'},
];
const entry = (type: string, summary = '', channel = 'timeout') => ({
  type: `${type}_log_entry`,
  summary,
  channel: {type: channel},
});

test('the level of somebody who is on call for several comes from the log, newest first', () => {
  const now = (log: object[], who = ['ada']) => currentLevel(shifts, who, log as never);
  expect(now([entry('trigger')])).toBe(1);
  expect(now([entry('notify'), entry('escalate'), entry('notify'), entry('trigger')])).toBe(2);
  expect(now([entry('escalate'), entry('escalate'), entry('escalate'), entry('trigger')])).toBe(4);
  expect(now([entry('repeat_escalation_path'), entry('escalate'), entry('trigger')])).toBe(1);
  expect(now([entry('escalate', 'Escalated to level 4.', 'api'), entry('trigger')])).toBe(4);
});

test('a level that the log does not settle is not guessed', () => {
  const now = (log: object[], who = ['ada']) => currentLevel(shifts, who, log as never);
  // By hand, to a level that is not told.
  expect(now([entry('escalate', 'Escalated to Ada.', 'api'), entry('trigger')])).toBeUndefined();
  expect(now([entry('assign'), entry('trigger')])).toBeUndefined();
  expect(now([])).toBeUndefined();
  // Two escalations on, which is a level that the assignee is not on call for.
  expect(now([entry('escalate'), entry('escalate'), entry('trigger')])).toBeUndefined();
  expect(now([entry('escalate', 'Escalated to level 3.', 'api'), entry('trigger')])).toBeUndefined();
});

test('one level needs no log', () => {
  expect(currentLevel(shifts, ['cleo'], [])).toBe(3);
  expect(currentLevel(shifts, ['bob'], [])).toBe(2);
  expect(currentLevel(shifts, ['nobody'], [entry('trigger')] as never)).toBeUndefined();
});

test('escalate never goes below, and says where it pages the same people again', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const eight = incident(sandbox, 8);
    const policy = sandbox.store.tables.escalation_policies.get(eight.escalation_policy.id);
    const target = {id: eight.assignments[0]?.assignee.id ?? '', type: 'user_reference'};
    const rule = (id: string) => ({id, escalation_delay_in_minutes: 30, targets: [target]});
    if (policy === undefined) throw new Error('no policy');
    policy['escalation_rules'] = ['R1', 'R2', 'R3'].map(rule);
    const level = () => sandbox.store.facts.get(eight.id)?.level;
    const first = await pd('incidents escalate 8');
    expect([first.code, level(), first.stderr.includes('the same people again')]).toEqual([0, 2, true]);
    expect([(await pd('incidents escalate 8')).code, level()]).toEqual([0, 3]);
    expect([(await pd('incidents escalate 8')).code, level()]).toEqual([5, 3]);
  });
});

test('a level that is not known is exit 2, which names --level, before anything is sent', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const eight = incident(sandbox, 8);
    const policy = sandbox.store.tables.escalation_policies.get(eight.escalation_policy.id);
    const target = {id: eight.assignments[0]?.assignee.id ?? '', type: 'user_reference'};
    if (policy === undefined) throw new Error('no policy');
    policy['escalation_rules'] = ['R1', 'R2'].map(id => ({id, escalation_delay_in_minutes: 30, targets: [target]}));
    await pd(`incidents assign 8 --to ${target.id}`);
    const puts = () => asked().filter(line => line.startsWith('PUT')).length;
    const before = puts();
    const ran = await pd('incidents escalate 8 7');
    expect([ran.code, ran.stderr.includes('--level'), puts()]).toEqual([2, true, before]);
  });
});
