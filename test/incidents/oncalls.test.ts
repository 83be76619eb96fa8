import {expect, test} from 'bun:test';
import {withDemo} from './demo.ts';

const people = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t').slice(0, 2).join(' '));

test('who is on call for a service or an incident is that of its escalation policy', async () => {
  await withDemo(async ({pd}) => {
    const platform = ['1 Grace Murray', '2 Linus Berg', '3 Ada Byron'];
    expect(people((await pd('oncalls ls --service "Shop API"')).stdout)).toEqual(platform);
    expect(people((await pd('oncalls ls --incident 7')).stdout)).toEqual(platform);
    expect(people((await pd('oncalls ls --incident 8 --level 1')).stdout)).toEqual(['1 Mary Jackson']);
    expect((await pd('oncalls ls --service nosuch')).code).toBe(4);
    expect((await pd('oncalls ls --incident 999')).code).toBe(4);
  });
});

test('my own shifts, and who takes over', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect(people((await pd('oncalls ls --mine')).stdout)).toEqual(['3 Ada Byron', '2 Ada Byron']);
    expect(people((await pd('oncalls ls --next')).stdout)).toEqual([
      '1 Linus Berg',
      '2 Ada Byron',
      '1 Jorge Díaz',
      '1 Jorge Díaz',
    ]);
    expect(people((await pd('oncalls ls --service Checkout --next')).stdout)).toEqual(['1 Jorge Díaz']);
    const none = await pd('oncalls ls --policy Data --next');
    expect([none.code, none.stdout, none.stderr]).toEqual([0, '', 'Nobody takes over within a month.\n']);
    await pd('oncalls ls --until "in 3 weeks" --earliest --policy Payments');
    expect(sandbox.requests.at(-1)?.query).toContain('earliest=true');
    expect((await pd('oncalls ls --mine --user grace')).code).toBe(2);
    expect((await pd('oncalls ls --next --at tomorrow')).code).toBe(2);
  });
});

test('at a terminal the two ends of a shift are there however narrow it is, by weekday where they are near', async () => {
  await withDemo(async ({pd}) => {
    for (const terminal of [60, 80, 120]) {
      const [header = '', first = ''] = (await pd('oncalls ls', {terminal})).stdout.split('\n');
      expect([terminal, header.includes('START'), header.includes('END')]).toEqual([terminal, true, true]);
      expect(first).toMatch(/ {2}\w{3} \d\d:\d\d \(\d+d ago\) {2}\w{3} \d\d:\d\d \(in \d+d\)/);
    }
  });
});
