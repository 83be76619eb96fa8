import {expect, test} from 'bun:test';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {type Demo, incident, withDemo} from '../incidents/demo.ts';

const pick = ({status, urgency, title, priority, assigned_via, ...others}: ReturnType<typeof incident>) => ({
  ...{status, urgency, title, assigned_via},
  priority: priority?.summary,
  assignees: others.assignments.map(({assignee}) => assignee.summary),
  policy: others.escalation_policy.summary,
  wakes: others.pending_actions.map(action => action['at']),
});

/** All that can be undone of an account, as it is now. */
function state({store}: Sandbox) {
  const services = [...store.tables.services.values()].map(one => [one.summary, one['status']]);
  const windows = [...store.tables.maintenance_windows.values()].map(one => [
    one['start_time'],
    one['end_time'],
    one['services'],
  ]);
  const schedules = [...store.tables.schedules.keys()].map(id =>
    store.part('overrides', id).map(one => [one['start'], one['end'], one['user']]),
  );
  const shifts = store
    .part('records', '/v3/schedules/PSHIFTS/overrides')
    .map(({id: _id, self: _self, ...override}) => override);
  const numbers = [...store.incidentsByNumber.keys()];
  const fields = [...store.incidents.keys()].map(id =>
    store
      .part('custom_fields', id)
      .map(one => one['value'])
      .filter(value => value !== null && value !== undefined),
  );
  return structuredClone({
    incidents: numbers.map(number => pick(incident({store} as Sandbox, number))),
    services,
    windows,
    schedules,
    shifts,
    fields,
  });
}

const undoId = (text: string): string => /To undo: pd undo (C\d+)/.exec(text)?.[1] ?? 'none';

test.each([
  ['incidents ack 8'],
  ['incidents ack 6 8 7'],
  ['incidents resolve 8'],
  ['incidents resolve 6'],
  ['incidents resolve 8 7 6 5 4'],
  ['incidents reopen 3'],
  ['incidents reopen 6'],
  ['incidents snooze 8 --for 2h'],
  ['incidents snooze 6 8 --for 2h'],
  ['incidents assign 8 --to linus ada'],
  ['incidents assign 6 7 --to linus'],
  ['incidents assign 8 6 --policy Platform'],
  ['incidents assign 8 --to mary'],
  ['incidents escalate 8'],
  ['incidents escalate 8 --level 2'],
  ['incidents priority 8 7 P1'],
  ['incidents urgency 4 8 low'],
  ['incidents ack 8 7 --snooze 4h'],
  ['incidents rename 8 "Another title"'],
  ['incidents rename 8 7 --prefix "[drill]"'],
  ['incidents fields 7 environment=test customers_affected=12'],
  ['incidents fields 7 8 environment=test --yes'],
  ['services disable Search'],
  ['services disable Search Checkout'],
  ['maintenance start Checkout Search --start 10m --for 1h'],
  ['schedules override add Payments --user grace --start 1h --for 2h'],
  ['schedules override add "Support desk" --user grace --start 1h --for 26h'],
])('%s is undone, redone, and undone again, by the line that is printed', async line => {
  await withDemo(async ({pd, sandbox}) => {
    const before = state(sandbox);
    const ran = await pd(line);
    expect(ran.code).toBe(0);
    const after = state(sandbox);
    expect(after).not.toEqual(before);
    const undone = await pd(`undo ${undoId(ran.stderr)}`);
    expect([undone.code, state(sandbox)]).toEqual([0, before]);
    const redone = await pd(`undo ${undoId(undone.stderr)}`);
    expect([redone.code, state(sandbox)]).toEqual([0, after]);
    expect((await pd('undo')).code).toBe(0);
    expect(state(sandbox)).toEqual(before);
  });
});

test('a window that was ended and an override that was removed go on as they were', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('maintenance start Checkout Search --start 10m --for 1h')).code).toBe(0);
    const added = await pd('schedules override add Payments --user grace --start 1h --for 2h -o id');
    const before = state(sandbox);
    expect((await pd('maintenance end Checkout')).code).toBe(0);
    expect((await pd('undo')).code).toBe(0);
    expect(state(sandbox)).toEqual(before);
    expect((await pd(`schedules override rm Payments ${added.stdout.trim()}`)).code).toBe(0);
    expect(state(sandbox)).not.toEqual(before);
    expect((await pd('undo')).code).toBe(0);
    expect(state(sandbox)).toEqual(before);
    const shift = await pd('schedules override add "Support desk" --user grace --start 1h --for 1h -o id');
    const withShift = state(sandbox);
    expect((await pd(`schedules override rm PSHIFTS ${shift.stdout.trim()}`)).code).toBe(0);
    expect(state(sandbox)).toEqual(before);
    expect((await pd('undo')).code).toBe(0);
    expect(state(sandbox)).toEqual(withShift);
  });
});

test.each([2, 50, 300])(
  '%i at once are undone at once',
  async count => {
    await withDemo(async ({pd, sandbox, asked}) => {
      const ids = makeIncidents(sandbox.store, {count, service: 'Search'});
      for (const [index, id] of ids.entries()) {
        const one = sandbox.store.incidents.get(id);
        if (one !== undefined && index % 3 === 0) one.urgency = 'low';
      }
      await pd('incidents ack - -o id', {stdin: ids.slice(0, count / 2).join('\n')});
      const before = state(sandbox);
      for (const line of ['resolve -', 'urgency - high', 'priority - P2', 'assign - --to linus', 'snooze - --for 2h']) {
        const ran = await pd(`incidents ${line} -o id`, {stdin: ids.join('\n')});
        expect([line, ran.code, ran.stdout.trim().split('\n')]).toEqual([line, 0, ids]);
        const requests = asked().length;
        const undone = await pd('undo -o id');
        expect([line, undone.code, undone.stdout.trim().split('\n').length]).toEqual([
          line,
          0,
          line.startsWith('urgency') ? Math.ceil(count / 3) : count,
        ]);
        expect(state(sandbox)).toEqual(before);
        // Batches: an incident costs no request of its own.
        if (count === 300) expect(asked().length - requests).toBeLessThan(20);
      }
    });
  },
  60_000,
);

test('what somebody else has changed since stays as it is, and is told', async () => {
  await withDemo(async ({pd, sandbox, env}) => {
    await pd('incidents urgency 8 low');
    await pd('incidents priority 8 P1');
    // Another state folder is another machine.
    const other = {env: {PD_STATE_DIR: `${env['PD_STATE_DIR']}-other`}};
    await pd('incidents priority 8 P3', other);
    const one = await pd('undo');
    expect([one.code, one.stdout]).toEqual([5, expect.stringContaining('changed since: priority P1 → P3')]);
    // A field that this change has not touched is nobody's conflict.
    expect([(await pd('undo 2')).code, incident(sandbox, 8).urgency]).toEqual([0, 'high']);
    await pd('incidents resolve 8 7');
    await pd('incidents reopen 7', other);
    await pd('incidents assign 7 --to linus', other);
    const ran = await pd('undo');
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain('changed since: resolved → triggered, assigned nobody → Linus Berg');
    expect([8, 7].map(number => incident(sandbox, number).assignments[0]?.assignee.summary)).toEqual([
      'Mary Jackson',
      'Linus Berg',
    ]);
    expect((await pd('undo --list')).stdout).toContain('undone in part');
  });
});

test('twice: the second time it is already undone, and nothing is sent', async () => {
  await withDemo(async ({pd, asked, sandbox}) => {
    await pd('incidents urgency 4 high');
    await pd('incidents resolve 8');
    expect((await pd('undo')).code).toBe(0);
    const before = asked().length;
    const ran = await pd('undo');
    expect([ran.code, ran.stdout, asked().length]).toEqual([0, '', before]);
    expect(ran.stderr).toContain(
      'C2 (incidents resolve, #8 Checkout is slow: median over 4 s) is already undone, by C3',
    );
    expect(incident(sandbox, 4).urgency).toBe('high');
    // Restored by hand: nothing is left to do.
    await pd('incidents urgency 4 low');
    const again = await pd('undo C1');
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('already')]);
  });
});

test.each([
  ['incidents note 8 "Looking"', 'no way to remove a note'],
  ['incidents update 8 "Looking"', 'has been sent'],
  ['incidents merge 8 7', 'no way to separate'],
  ['incidents create --service Checkout -s "New"', 'pd incidents resolve closes it'],
  ['incidents responders add 8 --user grace --message Help', 'have been notified'],
])('%s cannot be undone, and that is said', async (line, why) => {
  await withDemo(async ({pd, asked}) => {
    expect((await pd(line)).code).toBe(0);
    const before = asked().length;
    const ran = await pd('undo');
    expect([ran.code, ran.stderr.includes(why), asked().length]).toEqual([5, true, before]);
    expect((await pd('undo --list')).stdout).toContain('cannot be undone');
  });
});

test('the list has every format, and its IDs and numbers can be typed', async () => {
  await withDemo(async ({pd}) => {
    expect(await pd('undo --list')).toEqual({code: 0, stdout: '', stderr: 'No change has been made from here.\n'});
    expect((await pd('undo')).code).toBe(4);
    await pd('incidents urgency 8 low');
    await pd('incidents ack 8 7');
    await pd('undo');
    expect((await pd('undo --list -o id')).stdout).toBe('C3\nC2\nC1\n');
    const [, ack] = JSON.parse((await pd('undo --list -o json')).stdout);
    expect([ack.number, ack.change, ack.state, ack.undone_by, ack.ids.length]).toEqual([
      1,
      'incidents ack',
      'undone',
      'C3',
      2,
    ]);
    expect((await pd('undo 2')).stdout).toContain('urgency low → high');
    for (const [which, code] of [
      ['9', 4],
      ['C9', 4],
      ['x', 2],
      ['0', 2],
      ['C1 --list', 2],
    ])
      expect([which, (await pd(`undo ${which}`)).code]).toEqual([which, code]);
  });
});

test('a dry run prints the requests, and changes nothing', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    await pd('incidents rename 8 "New"');
    const ran = await pd('undo --dry-run -o json');
    const {method, body} = JSON.parse(ran.stdout);
    expect([method, body.incidents[0].title, incident(sandbox, 8).title]).toEqual([
      'PUT',
      'Checkout is slow: median over 4 s',
      'New',
    ]);
    expect(asked().filter(line => line.startsWith('PUT'))).toHaveLength(1);
    expect((await pd('undo --list')).stdout).toContain('can be undone');
  });
});

test('a snooze that would be over by now leaves the incident triggered', async () => {
  await withDemo(async ({pd, sandbox, clock}) => {
    await pd('incidents snooze 8 --for 1h');
    await pd('incidents resolve 8');
    clock.pass(2 * 3_600_000);
    const ran = await pd('undo');
    expect([ran.code, incident(sandbox, 8).status, incident(sandbox, 8).pending_actions]).toEqual([0, 'triggered', []]);
  });
});

test('a change of another profile or address is not undone', async () => {
  await withDemo(async ({pd, asked}: Demo) => {
    await pd('profiles set prod region=us');
    await pd('incidents ack 8 -p prod');
    const before = asked().length;
    const ran = await pd('undo C1 -p none', {env: {PD_PROFILE: undefined}});
    expect(ran.code).toBe(2);
    await pd('profiles set other region=us');
    const other = await pd('undo C1 -p other');
    expect([other.code, other.stderr.includes('pd undo C1 -p prod'), asked().length]).toEqual([2, true, before]);
    expect((await pd('undo -p other')).code).toBe(4);
    expect((await pd('undo -p prod')).code).toBe(0);
  });
});
