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
const at = async (text: string, nowMs = wednesday) => (await parseTime(text, '--since', nowMs)).toISOString();

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

  test('a bare number is told its unit', () => {
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
  ])('%p names no moment', async text => {
    expect(await usageOf(parseTime(text, '--until', wednesday))).toContain('--until');
  });

  test('now, days by name and durations ago', async () => {
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

  test('plain English, in local time', async () => {
    await inZone('America/New_York', async () => {
      expect(await at('last monday 9am')).toBe('2024-03-11T13:00:00.000Z');
      expect(await at('monday')).toBe('2024-03-11T04:00:00.000Z');
      expect(await at('noon')).toBe('2024-03-13T16:00:00.000Z');
      expect(await at('-2h')).toBe('2024-03-13T13:30:45.000Z');
      expect(await at('in 2h')).toBe('2024-03-13T17:30:45.000Z');
      expect(await at('3 hours ago')).toBe('2024-03-13T12:30:45.000Z');
      expect(await at('yesterday at 17:00')).toBe('2024-03-12T21:00:00.000Z');
      expect(await at('5 jan 2024')).toBe('2024-01-05T05:00:00.000Z');
    });
  });

  test('a clock change between now and then moves no hour', async () => {
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

  test.each(['', 'soon', 'foo 9am bar', 'monday 9am to friday 5pm', '1700000000', '0', '5', '9am and noon'])(
    '%p is refused',
    async text => {
      expect(await usageOf(parseTime(text, '--since', wednesday))).toContain('--since');
    },
  );

  test('a very long text is refused by its length, and not read', async () => {
    expect(await usageOf(parseTime('1'.repeat(100_000), '--since', wednesday))).toContain(
      '100000 characters is too long',
    );
    expect(await usageOf(parseTime('9am '.repeat(51), '--since', wednesday))).toContain('characters is too long');
  });

  test('what toISOString prints is read back', async () => {
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
        const outcome = await parseTime(text, '--since', wednesday).catch((error: unknown) => error);
        expect(outcome instanceof Date || (outcome instanceof PdError && outcome.kind === 'usage')).toBe(true);
      }),
    );
  });
});
