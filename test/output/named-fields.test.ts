import {expect, test} from 'bun:test';
import {withDemo} from '../incidents/demo.ts';

test('the names in a header are fields in every format', async () => {
  await withDemo(async ({pd}) => {
    const csv = await pd('incidents ls --limit 1 -o csv --fields number,assigned_to');
    expect([csv.stdout, csv.stderr]).toEqual(['number,assigned_to\r\n8,Mary Jackson\r\n', '']);
    const json = await pd('incidents ls --limit 1 -o json --fields number,assigned_to,id');
    expect(JSON.parse(json.stdout)).toEqual([{number: 8, assigned_to: 'Mary Jackson', id: expect.any(String)}]);
    const table = await pd('incidents ls --limit 1 --fields "#,ASSIGNED TO"');
    expect(table.stdout).toBe('#\tASSIGNED TO\n8\tMary Jackson\n');
    expect((await pd('incidents ls --limit 1 -o id --fields number')).stdout).toBe('8\n');
  });
});

test('a column named in --fields looks the same in a table, and is data elsewhere', async () => {
  await withDemo(async ({pd}) => {
    const line = 'incidents ls --limit 1 --no-header';
    expect((await pd(`${line} --fields age,number`)).stdout).toBe('6m\t8\n');
    expect((await pd(`${line} --fields AGE`, {terminal: 80})).stdout).toBe('6m\n');
    expect((await pd(`${line} --fields service,created_at`)).stdout).toBe('Checkout\t2026-03-01T11:54:00Z\n');
    expect((await pd(`${line} -o csv --fields service`)).stdout).toBe('Checkout\r\n');
    const schedules = await pd('oncalls ls --policy payments --fields schedule,level --no-header');
    expect(schedules.stdout).toBe('Payments\t1\n\t2\n');
    expect((await pd(`${line} -o csv --fields age`)).stdout).toBe('2026-03-01T11:54:00Z\r\n');
    expect(JSON.parse((await pd(`${line} -o json --fields age`)).stdout)).toEqual([{age: '2026-03-01T11:54:00Z'}]);
    const {stdout} = await pd(
      'schedules override add payments --user ada --for 1h --fields start,user --no-header --utc',
    );
    expect(stdout).toBe('2026-03-01 12:00:00Z\tAda Byron\n');
  });
});

test("a record's own field is not hidden by a column of that name", async () => {
  await withDemo(async ({pd}) => {
    const ran = await pd('incidents ls --limit 1 -o json --fields service');
    expect(JSON.parse(ran.stdout)[0].service.type).toBe('service_reference');
  });
});

test('--fields help lists them, and an unknown field names the nearest', async () => {
  await withDemo(async ({pd}) => {
    const help = await pd('incidents ls --fields help');
    const names = help.stdout.split('\n');
    expect(help.code).toBe(0);
    for (const name of ['number', 'assigned_to', 'service.summary', 'assignments.assignee.summary'])
      expect(names).toContain(name);
    const wrong = await pd('incidents ls --limit 1 --fields asigned_to,service.sumary');
    expect(wrong.stderr).toContain('asigned_to (assigned_to?)');
    expect(wrong.stderr).toContain('service.sumary (service.summary?)');
    expect((await pd('rest get incidents/zzz --fields help')).code).toBe(4);
    expect((await pd('rest list users --fields help')).stdout).toContain('email\n');
  });
});
