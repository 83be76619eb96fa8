import {expect, test} from 'bun:test';
import type {Fault} from '../../src/sandbox/faults.ts';
import {type Demo, incident, withDemo} from '../incidents/demo.ts';

const changes = [
  'incidents resolve 8',
  'incidents snooze 6 --for 1h',
  'incidents fields 7 environment=test',
  'services disable Search',
  'maintenance start Checkout --for 1h --start 10m',
  'schedules override add Payments --user grace --for 2h --start 10m',
];

const writes = ['POST', 'PUT', 'DELETE'];
const failWrites = ({sandbox}: Demo, fault: Fault) =>
  sandbox.fail(...writes.map(method => ({match: {method}, times: -1, ...fault})));

test.each(changes)(
  '%s: an undo that PagerDuty refuses, does not answer or answers oddly is told as such',
  async line => {
    await withDemo(async demo => {
      const {pd, sandbox} = demo;
      expect((await pd(line)).code).toBe(0);
      const isDeleted = /maintenance|override/.test(line);
      const faults: [Fault, number][] = [
        [{status: 400, body: {error: {code: 2001, message: 'No', errors: ['not today']}}}, 5],
        [{status: 403}, 3],
        [{status: 503}, 7],
        [{status: 200, body: {}}, isDeleted ? 0 : 7],
      ];
      for (const [fault, code] of faults) {
        failWrites(demo, fault);
        expect([fault.status, (await pd('undo')).code]).toEqual([fault.status, code]);
        await fetch(`${sandbox.url}/_sandbox/faults`, {method: 'DELETE'});
      }
      // None of that is taken for an undo, but for the answer to a DELETE, which promises nothing.
      const ran = await pd('undo');
      expect([ran.code, ran.stderr.includes('already undone')]).toEqual([0, isDeleted]);
    });
  },
);

test('a change whose answer was lost, and that was refused when it was repeated, is undone', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {method: 'PUT'}, status: 503, after: true});
    const ran = await pd('incidents resolve 8 --max-wait 1m');
    expect([ran.code, ran.stdout.includes('already resolved')]).toEqual([0, true]);
    expect(ran.stderr).toContain('To undo: pd undo C1');
    expect([(await pd('undo')).code, incident(sandbox, 8).status]).toEqual([0, 'triggered']);
  });
});

test('a change is made where the former values cannot be read, without waiting for them', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const {id} = incident(sandbox, 8);
    sandbox.fail({match: {method: 'GET'}, times: -1, status: 503});
    const ran = await pd(`incidents urgency ${id} low --max-wait 1m`);
    expect([ran.code, asked()]).toEqual([0, [`GET /incidents/${id}`, 'PUT /incidents']]);
    expect(ran.stdout).toContain('urgency low');
    await fetch(`${sandbox.url}/_sandbox/faults`, {method: 'DELETE'});
    const undone = await pd('undo');
    expect([undone.code, undone.stdout.includes('not known what it was before')]).toEqual([5, true]);
    // The rate limit is worth waiting for: the change would have to as well.
    sandbox.fail({match: {method: 'GET'}, times: 2, status: 429, headers: {'retry-after': '1'}});
    expect((await pd(`incidents urgency ${id} high --max-wait 1m`)).stdout).toContain('urgency low → high');
  });
});

test('where it cannot be read who is on call, the same people are assigned directly', async () => {
  await withDemo(async ({pd, sandbox}) => {
    await pd('incidents assign 8 --to linus');
    sandbox.fail({match: {path: '/oncalls'}, times: -1, status: 403});
    expect((await pd('undo')).code).toBe(0);
    const {assignments, assigned_via} = incident(sandbox, 8);
    expect([assignments[0]?.assignee.summary, assigned_via]).toEqual(['Mary Jackson', 'direct_assignment']);
  });
});

test('what was acknowledged, but could not be snoozed, is undone too', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {method: 'POST'}, status: 400, body: {error: {code: 2001, message: 'No', errors: ['no']}}});
    const ran = await pd('incidents ack 8 7 --snooze 1h');
    expect([ran.code, incident(sandbox, 8).status, ran.stderr.includes('pd undo C1')]).toEqual([
      8,
      'acknowledged',
      true,
    ]);
    expect((await pd('undo')).code).toBe(0);
    expect([8, 7].map(number => incident(sandbox, number).status)).toEqual(['triggered', 'triggered']);
  });
});
