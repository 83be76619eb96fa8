import {expect, test} from 'bun:test';
import {spanOf} from '../../src/lib/input/window.ts';
import {withDemo} from '../incidents/demo.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

test('a --since in the future is refused by every command, before anything is sent', async () => {
  await withDemo(async ({pd, asked}) => {
    for (const line of [
      'incidents ls --since tomorrow',
      'incidents ls --since "in 2h" --until "in 3h"',
      'rest list log_entries --since 2030-01-01',
      'rest list schedules --since "next monday"',
      'oncalls ls --since tomorrow --until "in 3d"',
      'schedules override ls Payments --since tomorrow',
    ]) {
      const ran = await pd(line);
      expect([line, ran.code, ran.stdout, asked()]).toEqual([line, 2, '', []]);
      expect(ran.stderr).toContain('is in the future');
    }
  });
});

test('the weekdays and hours of --since are past; --until is past too, except for shifts', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const sent = (name: string) =>
      sandbox.requests.map(({query}) => new URLSearchParams(query).get(name)).findLast(text => text !== null) ?? '';
    for (const since of ['monday', '11pm', 'midnight', '30m']) {
      const ran = await pd(`incidents ls --since ${since}`);
      expect([since, ran.code]).toEqual([since, 0]);
      expect(Date.parse(sent('since'))).toBeLessThan(nowMs + 60_000);
    }
    expect((await pd('oncalls ls --until 2h')).code).toBe(0);
    expect(Date.parse(sent('until'))).toBeGreaterThan(nowMs + 7_000_000);
    expect((await pd('rest list oncalls --since 1h --until 2h')).code).toBe(0);
    expect(Date.parse(sent('until'))).toBeGreaterThan(nowMs + 7_000_000);
  });
});

test('a span looks ahead, and its end comes after its start', async () => {
  const iso = async (flags: Parameters<typeof spanOf>[0]) =>
    Object.values(await spanOf(flags, nowMs)).map(date => date.toISOString().slice(0, 16));
  expect(await iso({start: '30m', for: '1h'})).toEqual(['2026-03-01T12:30', '2026-03-01T13:30']);
  expect(await iso({end: '2h'})).toEqual(['2026-03-01T12:00', '2026-03-01T14:00']);
  expect(await iso({start: '2026-03-02T09:00Z', end: '5pm utc'})).toEqual(['2026-03-02T09:00', '2026-03-02T17:00']);
  // Since a time that is named as past.
  expect(await iso({start: '30m ago', for: '1h'})).toEqual(['2026-03-01T11:30', '2026-03-01T12:30']);
  await expect(spanOf({start: '2h ago', for: '1h'}, nowMs)).rejects.toThrow('has passed');
  await expect(spanOf({start: '2h', end: '1h'}, nowMs)).rejects.toThrow('before the start');
});

test('an override or a maintenance window in 30 minutes is ahead, and one that is over is refused', async () => {
  await withDemo(async ({pd}) => {
    for (const [line, start] of [
      ['maintenance start Checkout', 'start_time'],
      ['schedules override add Payments --user ada', 'start'],
    ] as const) {
      const ran = await pd(`${line} --start 30m --for 1h -o json`);
      expect([ran.code, Date.parse(String(JSON.parse(ran.stdout)[start])) >= nowMs + 1_800_000]).toEqual([0, true]);
      expect((await pd(`${line} --start "3h ago" --for 1h`)).code).toBe(2);
    }
  });
});

test('a snooze ends at the given time, which is in the future', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents snooze 6 --until 2h');
    expect(ran.code).toBe(0);
    expect(String(sandbox.requests.find(({path}) => path.endsWith('/snooze'))?.body)).toBe('{"duration":7200}');
    expect((await pd('incidents snooze 6 --until "in 8d"')).code).toBe(2);
    expect((await pd('incidents snooze 6 --until yesterday')).code).toBe(2);
    expect((await pd('incidents snooze 6 --until 2h --for 2h')).code).toBe(2);
    expect((await pd('incidents snooze 6')).code).toBe(2);
  });
});
