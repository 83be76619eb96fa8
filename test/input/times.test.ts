import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import {parseDuration, parseTime} from '../../src/lib/input/times.ts';
import {anyText} from '../support/any-text.ts';

const usage = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(PdError);
    expect((error as PdError).kind).toBe('usage');
    return (error as PdError).message;
  }
  throw new Error('nothing was thrown');
};

const usageOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    value => new Error(`no error but ${value}`),
    (reason: unknown) => reason,
  );
  return usage(() => {
    throw error;
  });
};

/** Runs in another time zone and puts the old one back. */
async function inZone<T>(zone: string, run: () => Promise<T>): Promise<T> {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

const wednesday = Date.parse('2024-03-13T15:30:45Z');
const back = {nowMs: wednesday, looks: 'back'} as const;
const at = async (text: string, nowMs = wednesday) =>
  (await parseTime(text, '--since', {nowMs, looks: 'back'})).toISOString();
const next = async (text: string, nowMs = wednesday, fromMs = nowMs) =>
  (await parseTime(text, '--start', {nowMs, looks: 'ahead', fromMs})).toISOString();

describe('durations', () => {
  test('every unit, decimals and sums', () => {
    const seen = ['500ms', '90s', '15m', '2h', '3d', '1w', '1.5h', '1h30m', '1h 30m', '0', '0s'].map(text =>
      parseDuration(text, '--for'),
    );
    expect(seen).toEqual([
      500, 90_000, 900_000, 7_200_000, 259_200_000, 604_800_000, 5_400_000, 5_400_000, 5_400_000, 0, 0,
    ]);
  });

  test.each(['', ' ', '-5s', '5', '5x', 's', '1h-3m', '1.h', '.5h', '1e3s', 'Infinity', '2h ago', '5M', '٣s'])(
    '%p is refused',
    text => {
      expect(usage(() => parseDuration(text, '--max-wait'))).toContain('--max-wait');
    },
  );

  test('a number without a unit gets a hint', () => {
    const error = (() => {
      try {
        parseDuration('30', '--timeout');
      } catch (thrown) {
        return thrown as PdError;
      }
      return undefined;
    })();
    expect(error?.facts.next).toContain('30s');
  });

  test('longer than a year is refused', () => {
    expect(parseDuration('366d', '--for')).toBe(366 * 86_400_000);
    expect(usage(() => parseDuration('367d', '--for'))).toContain('year');
    expect(usage(() => parseDuration(`${'9'.repeat(150)}s`, '--for'))).toContain('year');
  });

  test('a sum is the sum of its parts', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(59), fc.nat(59), (hours, minutes, seconds) => {
        expect(parseDuration(`${hours}h${minutes}m${seconds}s`, '--for')).toBe(
          (hours * 3600 + minutes * 60 + seconds) * 1000,
        );
      }),
    );
  });
});

describe('times', () => {
  test('ISO 8601, extended and basic, with and without zone', async () => {
    await inZone('Asia/Tokyo', async () => {
      expect(await at('2024-03-01T09:00:00Z')).toBe('2024-03-01T09:00:00.000Z');
      expect(await at('2024-03-01t09:00:00.123456z')).toBe('2024-03-01T09:00:00.123Z');
      expect(await at('2024-03-01T09:00+02:00')).toBe('2024-03-01T07:00:00.000Z');
      expect(await at('2024-03-01 09:00-0530')).toBe('2024-03-01T14:30:00.000Z');
      expect(await at('20240301T090000Z')).toBe('2024-03-01T09:00:00.000Z');
      expect(await at('2024-03-01T09:00')).toBe('2024-03-01T00:00:00.000Z');
      expect(await at('2024-03-01')).toBe('2024-02-29T15:00:00.000Z');
    });
  });

  test.each([
    '2024-02-30',
    '2024-13-01',
    '2024-03-01T25:00',
    '2024-03-01T09:61',
    '2024-03-01T09:00+15:00',
    '2023-02-29T00:00Z',
    '2024-03-01T24:01',
    '2024-W53-1',
    '2024-W00-1',
    '2024-W10-8',
  ])('%p names no moment', async text => {
    expect(await usageOf(parseTime(text, '--until', back))).toContain('--until');
  });

  test('now, named days and durations ago', async () => {
    await inZone('America/New_York', async () => {
      expect(await at('now')).toBe('2024-03-13T15:30:45.000Z');
      expect(await at('today')).toBe('2024-03-13T04:00:00.000Z');
      expect(await at('Yesterday')).toBe('2024-03-12T04:00:00.000Z');
      expect(await at('tomorrow')).toBe('2024-03-14T04:00:00.000Z');
      expect(await at('2h')).toBe('2024-03-13T13:30:45.000Z');
      expect(await at('1h30m ago')).toBe('2024-03-13T14:00:45.000Z');
      expect(await at('1w')).toBe('2024-03-06T15:30:45.000Z');
    });
  });

  test('looking back gives past times, looking ahead future ones', async () => {
    await inZone('Europe/Berlin', async () => {
      const saturday = Date.parse('2026-11-28T02:00:00Z'); // 3 a.m.
      const table = [
        ['monday', '2026-11-22T23:00', '2026-11-29T23:00'],
        ['saturday', '2026-11-27T23:00', '2026-12-04T23:00'],
        ['on friday', '2026-11-26T23:00', '2026-12-03T23:00'],
        ['sat 2am', '2026-11-28T01:00', '2026-12-05T01:00'],
        ['saturday 4am', '2026-11-21T03:00', '2026-11-28T03:00'],
        ['11pm', '2026-11-27T22:00', '2026-11-28T22:00'],
        ['at 3:30', '2026-11-27T02:30', '2026-11-28T02:30'],
        ['midnight', '2026-11-27T23:00', '2026-11-28T23:00'],
        ['tuesday midnight', '2026-11-23T23:00', '2026-11-30T23:00'],
        ['noon', '2026-11-27T11:00', '2026-11-28T11:00'],
        ['9am utc', '2026-11-27T09:00', '2026-11-28T09:00'],
        ['5 jan', '2026-01-04T23:00', '2027-01-04T23:00'],
        ['dec 24 6pm', '2025-12-24T17:00', '2026-12-24T17:00'],
        ['30m', '2026-11-28T01:30', '2026-11-28T02:30'],
        ['30m ago', '2026-11-28T01:30', '2026-11-28T01:30'],
        ['in 30m', '2026-11-28T02:30', '2026-11-28T02:30'],
        ['last monday', '2026-11-22T23:00', '2026-11-22T23:00'],
        ['next monday', '2026-11-29T23:00', '2026-11-29T23:00'],
        ['yesterday 5pm', '2026-11-27T16:00', '2026-11-27T16:00'],
        ['tomorrow 9am', '2026-11-29T08:00', '2026-11-29T08:00'],
      ] as const;
      for (const [text, before, after] of table)
        expect([text, await at(text, saturday), await next(text, saturday)]).toEqual([
          text,
          `${before}:00.000Z`,
          `${after}:00.000Z`,
        ]);
      const tomorrow = Date.parse('2026-11-29T08:00:00Z');
      expect(await next('5pm', saturday, tomorrow)).toBe('2026-11-29T16:00:00.000Z');
    });
  });

  const zones = ['UTC', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'];
  test.each(zones)('in %s an hour or a weekday is the nearest on its side, whatever the moment', async zone => {
    const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
    const longest = {day: 26 * 3_600_000, week: 8 * 86_400_000};
    await inZone(zone, () =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({min: Date.parse('2013-01-01T00:00:00Z'), max: Date.parse('2040-01-01T00:00:00Z')}),
          fc.option(fc.nat(6)),
          fc.nat(23),
          fc.nat(59),
          async (nowMs, weekday, hour, minute) => {
            const clock = `${hour}:${String(minute).padStart(2, '0')}`;
            const text = weekday === null ? clock : `${weekdays[weekday]} ${clock}`;
            const [before, after] = [new Date(await at(text, nowMs)), new Date(await next(text, nowMs))];
            const most = weekday === null ? longest.day : longest.week;
            expect([before.getTime() <= nowMs, nowMs - before.getTime() <= most]).toEqual([true, true]);
            expect([after.getTime() > nowMs, after.getTime() - nowMs <= most]).toEqual([true, true]);
            for (const moment of [before, after]) {
              // An hour that the change of clocks skips moves forward with the clock.
              const shift = (moment.getHours() * 60 + moment.getMinutes() - hour * 60 - minute + 1440) % 1440;
              expect([0, 30, 60]).toContain(shift);
              if (weekday !== null && shift === 0) expect(moment.getDay()).toBe(weekday);
            }
          },
        ),
        {numRuns: 60},
      ),
    );
  });

  test('plain English, in local time', async () => {
    await inZone('America/New_York', async () => {
      expect(await at('last monday 9am')).toBe('2024-03-11T13:00:00.000Z');
      expect(await at('monday')).toBe('2024-03-11T04:00:00.000Z');
      expect(await at('noon')).toBe('2024-03-12T16:00:00.000Z');
      expect(await at('-2h')).toBe('2024-03-13T13:30:45.000Z');
      expect(await at('in 2h')).toBe('2024-03-13T17:30:45.000Z');
      expect(await at('3 hours ago')).toBe('2024-03-13T12:30:45.000Z');
      expect(await at('yesterday at 17:00')).toBe('2024-03-12T21:00:00.000Z');
      expect(await at('5 jan 2024')).toBe('2024-01-05T05:00:00.000Z');
    });
  });

  test('a clock change in between does not shift the hour', async () => {
    await inZone('America/New_York', async () => {
      // Summer time began on 10 March 2024, at 02:00.
      expect(await at('last friday 9am')).toBe('2024-03-08T14:00:00.000Z');
      expect(await at('today', Date.parse('2024-03-10T20:00:00Z'))).toBe('2024-03-10T05:00:00.000Z');
      expect(await at('yesterday', Date.parse('2024-03-11T12:00:00Z'))).toBe('2024-03-10T05:00:00.000Z');
      expect(await at('2024-03-10T02:30')).toBe('2024-03-10T07:30:00.000Z');
      expect(await at('1d', Date.parse('2024-03-10T20:00:00Z'))).toBe('2024-03-09T20:00:00.000Z');
    });
    await inZone('America/Sao_Paulo', async () => {
      // That night had no midnight: the day began at 01:00.
      expect(await at('2018-11-04')).toBe('2018-11-04T03:00:00.000Z');
    });
  });

  test.each(['', 'soon', 'foo 9am bar', 'monday 9am to friday 5pm', '17000000000', '0', '5', '9am and noon'])(
    '%p is refused',
    async text => {
      expect(await usageOf(parseTime(text, '--since', back))).toContain('--since');
    },
  );

  test('epoch seconds, the end of a day and week dates', async () => {
    await inZone('Europe/Berlin', async () => {
      expect(await at('1700000000')).toBe('2023-11-14T22:13:20.000Z');
      expect(await at('1700000000.5')).toBe('2023-11-14T22:13:20.500Z');
      expect(await at('1700000000123')).toBe('2023-11-14T22:13:20.123Z');
      expect(await at('2024-03-01T24:00Z')).toBe('2024-03-02T00:00:00.000Z');
      expect(await at('2024-12-31 24:00')).toBe('2024-12-31T23:00:00.000Z');
      // The night of a clock change, which is an hour shorter.
      expect(await at('2024-03-31T24:00')).toBe('2024-03-31T22:00:00.000Z');
      expect(await at('24:00')).toBe('2024-03-12T23:00:00.000Z');
      expect(await next('24:00')).toBe('2024-03-13T23:00:00.000Z');
      expect(await at('last monday 24:00')).toBe('2024-03-11T23:00:00.000Z');
      expect(await at('2024-W11')).toBe('2024-03-10T23:00:00.000Z');
      expect(await at('2024-W11-3')).toBe('2024-03-12T23:00:00.000Z');
      expect(await at('2024W113T09:00Z'.toLowerCase())).toBe('2024-03-13T09:00:00.000Z');
      // The first week of 2021 began in January, the last of 2020 was its 53rd, and that of 2018 began on 1 January.
      expect(await at('2020-W53-7T12:00Z')).toBe('2021-01-03T12:00:00.000Z');
      expect(await at('2021-W01-1T12:00Z')).toBe('2021-01-04T12:00:00.000Z');
      expect(await at('2018-W01-1T12:00Z')).toBe('2018-01-01T12:00:00.000Z');
    });
  });

  test('a very long text is refused for its length, without being parsed', async () => {
    expect(await usageOf(parseTime('1'.repeat(100_000), '--since', back))).toContain('100000 characters is too long');
    expect(await usageOf(parseTime('9am '.repeat(51), '--since', back))).toContain('characters is too long');
  });

  test('the output of toISOString is read back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.date({min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true}),
        async date => {
          expect(await at(date.toISOString())).toBe(date.toISOString());
        },
      ),
    );
  });

  test('any text is a time or a usage error, never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(anyText(30), async text => {
        const outcome = await parseTime(text, '--since', back).catch((error: unknown) => error);
        expect(outcome instanceof Date || (outcome instanceof PdError && outcome.kind === 'usage')).toBe(true);
      }),
    );
  });
});
