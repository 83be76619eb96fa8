import {expect, test} from 'bun:test';
import {withDemo} from './demo.ts';

const csv = (stdout: string) =>
  stdout
    .trim()
    .split('\r\n')
    .map(line => line.split(','));

test('log ls lists the log of all incidents, of the last day unless told', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const day = await pd('log ls -o csv --no-header');
    const all = await pd('log ls --since 30d -o csv --no-header');
    expect([day.code, all.code, all.stderr]).toEqual([0, 0, '']);
    expect(day.stderr).toBe('Only the last 24 hours; --since goes further back.\n');
    expect(csv(all.stdout).length).toBe(sandbox.store.logEntries.length);
    expect(csv(day.stdout).length).toBeLessThan(csv(all.stdout).length);
    expect(csv((await pd('log ls --limit 1 --fields event -o csv --no-header')).stdout)).toEqual([['assign']]);
    const ofTeam = csv((await pd('log ls --team data --fields incident -o csv --no-header')).stdout);
    expect([...new Set(ofTeam.map(([title]) => title?.slice(0, 4)))]).toEqual(['[#5]', '[#4]']);
    await pd('incidents urgency 8 low');
    expect((await pd('log ls --since 1h')).stdout).toContain('urgency_change');
    expect((await pd('log ls --since 1h --overview')).stdout).not.toContain('urgency_change');
  });
});

test('notifications ls lists who was notified, in a window that is always sent', async () => {
  await withDemo(async ({pd, sandbox, clock}) => {
    const user = {id: 'PABC123', type: 'user_reference', summary: 'Ada Byron'};
    const at = (hours: number) => new Date(clock.now() - hours * 3_600_000).toISOString();
    sandbox.store.notifications.push(
      {id: 'PN1', type: 'phone_notification', started_at: at(1), address: '+15555551234', user},
      {id: 'PN2', type: 'push_notification', started_at: at(2), user},
      {id: 'PN3', type: 'push_notification', started_at: at(2000), user},
    );
    const ids = async (flags: string) => (await pd(`notifications ls ${flags} -o id`)).stdout.match(/\bPN\d$/gm);
    expect(await ids('')).toEqual(['PN1', 'PN2']);
    expect(await ids('--type push')).toEqual(['PN2']);
    // Longer than PagerDuty allows in one request.
    expect((await ids('--since 150d'))?.toSorted()).toEqual(['PN1', 'PN2', 'PN3']);
    const {stdout} = await pd('notifications ls --type phone --no-header');
    expect(stdout).toMatch(/^\S+ \S+\tAda Byron\tphone\t\+15555551234\t\n$/);
    expect((await pd('notifications ls --type fax')).code).toBe(2);
    sandbox.store.notifications.length = 0;
    const none = await pd('notifications ls --since 10m');
    expect([none.code, none.stdout, none.stderr]).toEqual([0, '', 'Nobody was notified.\n']);
  });
});

test('changes ls lists change events, of one service if told', async () => {
  await withDemo(async ({pd, asked}) => {
    expect((await pd('events change -s "Deploy 41"')).code).toBe(0);
    const all = await pd('changes ls --fields summary -o csv --no-header');
    expect([all.code, all.stdout]).toEqual([0, 'Deploy 41\r\n']);
    const none = await pd('changes ls --service Nightly');
    expect([none.code, none.stderr]).toEqual([0, 'There are no changes in the last 7 days.\n']);
    expect(asked().at(-1)).toMatch(/^GET \/services\/\w+\/change_events$/);
    expect((await pd('changes ls --service nosuch')).code).toBe(4);
    expect((await pd('changes ls --since 1h --until 2h')).code).toBe(2);
  });
});
