import {expect, test} from 'bun:test';
import {planOverrides} from '../../src/lib/resources/shift-overrides.ts';
import {withDemo} from '../incidents/demo.ts';

const list = 'schedules ls -o csv --no-header --fields name,kind';

test('schedules of both kinds are one list, each marked with its kind', async () => {
  await withDemo(async ({pd}) => {
    expect((await pd(list)).stdout.trimEnd().split('\r\n')).toEqual([
      'Payments,layered',
      'Platform primary,layered',
      'Platform secondary,layered',
      'Support desk,shift-based',
    ]);
    expect((await pd('schedules ls "support DESK" -o id')).stdout).toBe('PSHIFTS\n');
    expect((await pd('schedules ls desk -o json')).stdout).toContain('"type":"schedule_v3_reference"');
    expect((await pd('schedules ls --limit 4 -o id')).stdout.trimEnd().split('\n').length).toBe(4);
    expect((await pd('schedules ls --limit 3')).stdout).not.toContain('Support desk');
  });
});

test('if one of the two lists fails, the other is shown, exit 8; if both fail, the exit code is that of the failure', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {path: '^/v3/schedules'}, status: 503, times: -1});
    const layered = await pd(list);
    expect([layered.code, layered.stdout.split('\r\n').length]).toEqual([8, 4]);
    expect(layered.stderr).toContain('/v3/schedules cannot be listed');
    sandbox.fail({match: {path: '^/schedules'}, status: 503, times: -1});
    const neither = await pd(list);
    expect([neither.code, neither.stdout]).toEqual([7, '']);
  });
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {path: '^/schedules'}, status: 403, times: -1});
    const shifts = await pd(list);
    expect([shifts.code, shifts.stdout]).toEqual([8, 'Support desk,shift-based\r\n']);
  });
});

test('a full name is found in one list although the other fails; part of a name is not', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {path: '^/v3/schedules'}, status: 503, times: -1});
    expect((await pd('schedules show payments -o id')).code).toBe(0);
    expect((await pd('schedules show paym -o id')).code).toBe(7);
    expect((await pd('schedules show desk -o id')).code).toBe(7);
  });
});

test('a shift-based schedule is shown and opened by its name, ID and URL', async () => {
  await withDemo(async ({pd}) => {
    for (const text of ['"Support desk"', 'desk', 'PSHIFTS', 'https://sandbox.pagerduty.com/schedules/PSHIFTS']) {
      const shown = await pd(`schedules show ${text} -o json`);
      expect([text, shown.code, shown.stderr]).toEqual([text, 0, '']);
      expect(JSON.parse(shown.stdout)).toMatchObject({name: 'Support desk', type: 'schedule_v3', rotations: [{}]});
      expect((await pd(`schedules open ${text}`)).stdout).toBe('https://sandbox.pagerduty.com/schedules/PSHIFTS\n');
    }
    expect((await pd('schedules show https://sandbox.pagerduty.com/schedules/PNONE01')).code).toBe(4);
    expect((await pd('schedules show PNONE01')).code).toBe(4);
    expect((await pd('schedules show')).code).toBe(2);
  });
});

test('the page of a shift-based schedule names its members; JSON leaves them unchanged', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const members = 'rotations.0.events.0.assignment_strategy.members';
    expect((await pd('schedules show desk')).stdout).toMatch(
      /members\.0\tNoor Haddad \(P\w+\)\n.*members\.1\tJorge Díaz \(P\w+\)\n/,
    );
    const json = await pd(`schedules show desk -o json --fields ${members}`);
    expect(json.stdout).toContain('"members":[{"type":"user_member","user_id":"P');
    sandbox.fail({match: {path: '^/users/'}, status: 403, times: -1});
    const unnamed = await pd('schedules show desk');
    // The shifts below the record come with names.
    expect([unnamed.code, unnamed.stdout.split('\n\n')[0]?.includes('Noor')]).toEqual([0, false]);
    expect(unnamed.stdout).toMatch(/members\.0\tP\w+\n/);
  });
});

test('an upgraded schedule keeps its ID and is found by it', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const [layered] = sandbox.store.tables.schedules.values();
    const id = layered?.id ?? '';
    sandbox.store.tables.schedules.delete(id);
    sandbox.store.part('records', '/v3/schedules').push({id, type: 'schedule_v3', name: 'Payments', time_zone: 'UTC'});
    expect(JSON.parse((await pd(`schedules show ${id} -o json`)).stdout)).toMatchObject({id, type: 'schedule_v3'});
    expect((await pd('schedules ls -o id')).stdout).toContain(id);
  });
});

test('on-calls are filtered by a shift-based schedule', async () => {
  await withDemo(async ({pd}) => {
    for (const text of ['"Support desk"', 'PSHIFTS', 'https://sandbox.pagerduty.com/schedules/PSHIFTS']) {
      const ran = await pd(`oncalls ls --schedule ${text} --fields user.summary -o csv --no-header`);
      expect([text, ran.code, ran.stdout]).toEqual([text, 0, 'Noor Haddad\r\n']);
    }
  });
});

test('an override of a shift-based schedule is added, listed and removed', async () => {
  await withDemo(async ({pd, asked}) => {
    const made = await pd('schedules override add "Support desk" --user grace --for 2h');
    expect([made.code, made.stderr]).toEqual([0, 'To undo: pd undo C1\n']);
    expect(made.stdout).toContain('Grace Murray\tNoor Haddad');
    expect((await pd('oncalls ls --schedule desk --fields user.summary -o csv --no-header')).stdout).toBe(
      'Grace Murray\r\n',
    );
    const id = (await pd('schedules override ls PSHIFTS -o id')).stdout.trim();
    expect(JSON.parse((await pd('schedules override ls desk -o json')).stdout)).toMatchObject([
      {type: 'override_shift', rotation_id: 'DESKROTATION00000000000001', overridden_member: {type: 'user_member'}},
    ]);
    expect((await pd(`schedules override rm desk ${id}`)).code).toBe(0);
    expect(asked().at(-1)).toBe(`DELETE /v3/schedules/PSHIFTS/overrides/${id}`);
    const gone = await pd(`schedules override rm desk ${id}`);
    expect([gone.code, gone.stderr.includes('The schedule has no override')]).toEqual([4, true]);
    expect((await pd('schedules override ls desk')).stderr).toBe('There are no overrides in that period.\n');
  });
});

test('--dry-run shows the v3 request, and an answer without the override is not success', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const dry = await pd('schedules override add desk --user grace --for 26h --dry-run -o json');
    const {method, url, body} = JSON.parse(dry.stdout);
    expect([method, new URL(url).pathname]).toEqual(['POST', '/v3/schedules/PSHIFTS/overrides']);
    // The demo's shifts last a day.
    expect(body.overrides.length).toBe(2);
    expect(body.overrides[0].end_time).toBe(body.overrides[1].start_time);
    expect(body.overrides[0].overridden_member).not.toEqual(body.overrides[1].overridden_member);
    expect(asked().some(line => line.startsWith('POST'))).toBe(false);
    for (const answer of [{overrides: []}, {overrides: [{}]}, {}]) {
      sandbox.fail({match: {method: 'POST'}, status: 201, body: answer});
      expect((await pd('schedules override add desk --user grace --for 1h')).code).toBe(7);
    }
  });
});

test('an override where nobody is on call, or several are, says so and sends nothing', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const rotation = '/v3/schedules/PSHIFTS/rotations';
    const events = sandbox.store.part('records', `${rotation}/DESKROTATION00000000000001/events`);
    const [event = {}] = events;
    const [ada] = sandbox.store.tables.users.keys();
    sandbox.store.part('records', rotation).push({id: 'SECOND', type: 'schedule_rotation'});
    const strategy = {type: 'every_member_assignment_strategy', members: [{type: 'user_member', user_id: ada ?? ''}]};
    sandbox.store.part('records', `${rotation}/SECOND/events`).push({...event, assignment_strategy: strategy});
    const several = await pd('schedules override add desk --user grace --for 2h');
    expect([several.code, several.stdout]).toEqual([2, '']);
    expect(several.stderr).toContain('Noor Haddad, Ada Byron');
    expect(several.stderr).toContain('--instead-of');
    const chosen = await pd('schedules override add desk --user grace --for 2h --instead-of ada -o json');
    expect(JSON.parse(chosen.stdout)).toMatchObject([{rotation_id: 'SECOND', overridden_member: {user_id: ada}}]);
    expect(JSON.parse((await pd('schedules override add payments --user ada --for 1h -o json')).stdout)).toMatchObject({
      user: {id: ada},
    });
    const other = await pd('schedules override add desk --user grace --for 2h --instead-of linus');
    expect(other.code).toBe(2);
    events.length = 0;
    sandbox.store.part('records', `${rotation}/SECOND/events`).length = 0;
    const before = asked().length;
    const nobody = await pd('schedules override add desk --user grace --for 2h');
    expect([nobody.code, nobody.stderr.startsWith('pd: Nobody is on call from ')]).toEqual([2, true]);
    expect(
      asked()
        .slice(before)
        .every(line => line.startsWith('GET')),
    ).toBe(true);
    expect((await pd('schedules override add payments --user grace --for 2h --instead-of ada')).code).toBe(2);
  });
});

test('rest find looks for schedules of both kinds', async () => {
  await withDemo(async ({pd, asked}) => {
    expect((await pd('rest find schedules "support desk" -o id')).stdout).toBe('PSHIFTS\n');
    expect((await pd('rest find v3/schedules "Support desk" -o id')).stdout).toBe('PSHIFTS\n');
    expect((await pd('rest find schedules payments')).code).toBe(0);
    expect((await pd('rest find schedules nosuch')).code).toBe(4);
    const before = asked().length;
    expect((await pd('rest upsert v3/schedules --by name -f name="Support desk" -f time_zone=UTC -o id')).stdout).toBe(
      'PSHIFTS\n',
    );
    expect(asked().slice(before)).toEqual([expect.stringMatching(/^GET \/v3\/schedules/)]);
  });
});

const assignment = (from: string, to: string, userId: string | undefined, source: object = {rotation_id: 'R'}) => ({
  start_time: `2026-01-05T${from}:00Z`,
  end_time: `2026-01-05T${to}:00Z`,
  member: userId === undefined ? {type: 'empty_member'} : {type: 'user_member', user_id: userId},
  source: {type: 'x', ...source},
});

const plan = (assignments: object[], insteadOf?: string) => {
  const [startMs, endMs] = ['08', '12'].map(hour => Date.parse(`2026-01-05T${hour}:00:00Z`)) as [number, number];
  const schedule = JSON.parse(JSON.stringify({final_schedule: {computed_shift_assignments: assignments}}));
  return planOverrides(schedule, {startMs, endMs, userId: 'PNEW', insteadOf});
};

test('an override is cut to the period, and names the rotation or the custom shift that it replaces', () => {
  expect(plan([assignment('10:00', '18:00', undefined, {shift_id: 'S'}), assignment('06:00', '10:00', 'PA')])).toEqual({
    kind: 'overrides',
    overrides: [
      expect.objectContaining({rotation_id: 'R', start_time: '2026-01-05T08:00:00.000Z'}),
      expect.objectContaining({
        custom_shift_id: 'S',
        end_time: '2026-01-05T12:00:00.000Z',
        overridden_member: {type: 'empty_member'},
      }),
    ],
  });
  const gap = (from: string, to: string) => ({
    kind: 'nobody',
    startMs: Date.parse(`2026-01-05T${from}:00Z`),
    endMs: Date.parse(`2026-01-05T${to}:00Z`),
  });
  expect(plan([])).toEqual(expect.objectContaining(gap('08:00', '12:00')));
  expect(plan([assignment('09:00', '12:00', 'PA')])).toEqual(expect.objectContaining(gap('08:00', '09:00')));
  const halves = [assignment('08:00', '09:00', 'PA'), assignment('10:00', '12:00', 'PA')];
  expect(plan(halves)).toEqual(expect.objectContaining(gap('09:00', '10:00')));
  expect(plan([assignment('08:00', '11:00', 'PA')])).toEqual(expect.objectContaining(gap('11:00', '12:00')));
  expect(() => planOverrides({}, {startMs: 0, endMs: 1, userId: 'P', insteadOf: undefined})).toThrow(
    'does not contain',
  );
});
