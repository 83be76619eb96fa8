import {expect, test} from 'bun:test';
import {byImportance} from '../../src/lib/incidents/importance.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {withDemo} from './demo.ts';

/** Gives a user of the demo account a key. */
function keyOf({store}: Sandbox, name: string): Record<string, string> {
  const user = [...store.tables.users.values()].find(({summary}) => summary === name);
  store.callers.set('u+SomebodysKey000001', {kind: 'user', userId: user?.id ?? ''});
  return {PD_API_KEY: 'u+SomebodysKey000001', PD_FROM: ''};
}

test('one screen says whether I am on call, until when, who is before and after me, and what is open', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const {code, stdout, stderr} = await pd('status', {
      terminal: 80,
      env: {...keyOf(sandbox, 'Grace Murray'), TZ: 'UTC'},
    });
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(24);
    expect(lines.slice(0, 3)).toEqual([
      'Grace Murray <grace@example.com>, account sandbox (no profile, region us)',
      expect.stringMatching(
        /^On call: Platform, level 1 \(Platform primary\), until \w{3} \d\d:\d\d \(in 4d\), before you Linus Berg, after you Linus Berg$/,
      ),
      'On call: Data, level 2, always',
    ]);
    expect(stdout).toMatch(/\nMy open incidents \(2\)\n#[^\n]*\n7 [^\n]*\n6 /);
    expect(stdout).toContain('\nAlso open in Platform (0)\n');
    expect(asked().length).toBe(5);
    expect(new Set(asked().map(request => request.replace(/\/users.*/, '/users')))).toEqual(
      new Set(['GET /users', 'GET /oncalls', 'GET /incidents']),
    );
  });
});

test('who is not on call is told so, and what comes', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const {stdout} = await pd('status', {env: keyOf(sandbox, 'Jorge Díaz')});
    expect(stdout).toMatch(
      /\nYou are not on call\.\nNext: Payments, level 1 \(Payments\), from \w{3} \d\d:\d\d \(in \d+h\)\n/,
    );
    expect(stdout).toMatch(/\nAlso open in Payments \(1\)\n.*\n8\t/);
    expect(asked().length).toBe(4);
  });
});

test('JSON has all of it', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const status = JSON.parse((await pd('status --json', {env: keyOf(sandbox, 'Grace Murray')})).stdout);
    expect(status).toMatchObject({
      user: {name: 'Grace Murray'},
      account: 'sandbox',
      profile: null,
      region: 'us',
      on_call: [
        {escalation_level: 1, after: {summary: 'Linus Berg'}},
        {escalation_level: 2, after: null},
      ],
      incidents: [{incident_number: 7}, {incident_number: 6}],
      team_incidents: [],
    });
  });
});

test('an account key stands for the user of --from, and for nobody without one', async () => {
  await withDemo(async ({pd}) => {
    const account = {PD_API_KEY: sandboxKeys.account};
    const named = await pd('status --from grace@example.com', {env: account});
    expect([named.code, named.stdout.split('\n')[0]]).toEqual([0, expect.stringContaining('Grace Murray')]);
    const nobody = await pd('status', {env: {...account, PD_FROM: ''}});
    expect([nobody.code, nobody.stdout]).toEqual([2, '']);
    expect(nobody.stderr).toContain('--from');
  });
});

test('a key that may not see the shifts of others shows its own', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {path: '^/oncalls.*schedule_ids'}, times: -1, status: 403});
    const {code, stdout} = await pd('status', {env: keyOf(sandbox, 'Grace Murray')});
    expect([code, stdout.includes('after you')]).toEqual([0, false]);
    sandbox.fail({match: {path: '^/incidents'}, times: -1, status: 500});
    expect((await pd('status')).code).toBe(7);
  });
});

test('what matters most comes first: priority, urgency, status, age', () => {
  const one = (title: string, priority: string | null, urgency: string, status: string, created_at: string) => ({
    ...{title, urgency, status, created_at},
    priority: priority === null ? null : {summary: priority},
  });
  const sorted = byImportance([
    one('f', null, 'low', 'triggered', '2026-03-02'),
    one('d', null, 'high', 'triggered', '2026-03-01'),
    one('b', 'P10', 'high', 'triggered', '2026-03-01'),
    one('e', null, 'high', 'acknowledged', '2026-03-02'),
    one('a', 'P2', 'low', 'acknowledged', '2026-03-01'),
    one('c', null, 'high', 'triggered', '2026-03-02'),
  ]);
  expect(sorted.map(({title}) => title).join('')).toBe('abcdef');
});
