import {expect, test} from 'bun:test';
import {withDemo} from '../incidents/demo.ts';

test('a schedule shows who is on call when, drawn at a terminal, and overrides', async () => {
  await withDemo(async ({pd, sandbox}) => {
    await pd('schedules override add Payments --user grace --for 2h');
    const drawn = await pd('schedules show Payments', {terminal: 80, env: {TZ: 'UTC'}});
    expect([drawn.code, drawn.stderr]).toEqual([0, '']);
    // Two weeks of four marks a day, and one more where summer time begins in them.
    expect(drawn.stdout).toMatch(/\nJorge Díaz +[·█]{56,57}\n/);
    expect(drawn.stdout).toMatch(/\nGrace Murray +·*█+·*\n/);
    expect(drawn.stdout).toMatch(/ Grace Murray +yes\b/);
    expect((await pd('schedules show Payments', {terminal: 80, env: {LANG: 'C'}})).stdout).toMatch(
      /\nJorge Díaz +[.#]{56,57}\n/,
    );
    const piped = (await pd('schedules show Payments')).stdout;
    expect([/[█#]/.test(piped), /\nSTART\tEND\tUSER\tOVERRIDE\n/.test(piped)]).toEqual([false, true]);
    const json = JSON.parse((await pd('schedules show Payments --until "in 2 days" -o json')).stdout);
    expect(json.final_schedule.rendered_schedule_entries.length).toBeGreaterThan(1);
    expect(sandbox.requests.at(-1)?.query).toContain('since=');
    expect((await pd('schedules show nosuch')).code).toBe(4);
    expect((await pd('schedules show Payments --since tomorrow')).code).toBe(2);
  });
});

test('a user shows phone numbers and addresses, where the key may see them', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('users show ada')).stdout).toContain(
      '\nContact methods\nKIND\tLABEL\tADDRESS\nemail\tDefault\tada@example.com\nphone\tMobile\t+49 15120000001\n',
    );
    sandbox.fail({match: {path: '^/users/\\w+/contact_methods'}, times: -1, status: 403});
    const unseen = await pd('users show ada');
    expect([unseen.code, unseen.stderr]).toEqual([0, 'Contact methods: not available with this account or key.\n']);
  });
});

test('a service and a policy show who would be notified now', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const service = await pd('services show Checkout');
    expect(service.stdout).toMatch(/\nOn call now\n[^\n]*\n1\t\tMary Jackson\t\+1 2025550104\t/);
    const policy = await pd('policies show Platform');
    expect(policy.stdout).toMatch(/\n2\t15 min\tLinus Berg\t\+49 15120000003\t/);
    sandbox.fail({match: {path: '^/oncalls'}, times: -1, status: 503});
    expect((await pd('services show Checkout')).code).toBe(7);
    const asked = sandbox.requests.length;
    expect((await pd('services show Checkout -o json')).code).toBe(0);
    expect(sandbox.requests.slice(asked).some(({path}) => path === '/oncalls')).toBe(false);
  });
});
