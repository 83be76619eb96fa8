import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {retryDelay, serverWait} from '../../src/lib/http/retry.ts';

test('a wait that the server asks for is obeyed, and one longer than the time left ends at once', () => {
  const facts = {attempt: 1, remainingMs: 10_000, random: 0.5};
  expect(retryDelay({...facts, serverWaitMs: 3000})).toBe(3000);
  expect(retryDelay({...facts, serverWaitMs: 10_001})).toBe('give up');
});

test('without a wait from the server, the delay is exponential with full jitter, at least 50 ms, and at most the time left', () => {
  fc.assert(
    fc.property(
      fc.integer({min: 1, max: 40}),
      fc.integer({min: 0, max: 200_000}),
      fc.double({min: 0, max: 0.999, noNaN: true}),
      (attempt, remainingMs, random) => {
        const delay = retryDelay({attempt, remainingMs, random, serverWaitMs: undefined});
        if (delay === 'give up') return remainingMs < 50;
        return delay >= 50 && delay <= Math.min(remainingMs, 30_000) && delay <= Math.max(50, 500 * 2 ** (attempt - 1));
      },
    ),
  );
});

test('the reset of a rate limit that is not used up is no reason to wait', () => {
  const headers = {'ratelimit-limit': '960', 'ratelimit-remaining': '900', 'ratelimit-reset': '45'};
  expect(serverWait({status: 503, headers}, 0)).toBeUndefined();
  expect(serverWait({status: 503, headers: {...headers, 'retry-after': '2'}}, 0)).toBe(2000);
  expect(serverWait({status: 503, headers: {...headers, 'ratelimit-remaining': '0'}}, 0)).toBe(45_000);
  expect(serverWait({status: 429, headers}, 0)).toBe(45_000);
});

test('a date is measured against the clock of the answer that contains it', () => {
  const headers = {'retry-after': 'Tue, 24 Nov 2026 00:00:05 GMT', date: 'Tue, 24 Nov 2026 00:00:00 GMT'};
  expect(serverWait({status: 429, headers}, Date.UTC(2026, 10, 25))).toBe(5000);
  expect(serverWait({status: 429, headers: {...headers, date: 'nonsense'}}, Date.UTC(2026, 10, 24))).toBe(5000);
});

test.each([
  [{'retry-after': '2'}, 2000],
  [{'ratelimit-reset': '3'}, 3000],
  [{'retry-after': '1', 'ratelimit-reset': '4'}, 4000],
  [{'retry-after': '1.5'}, 1500],
  [{'retry-after': 'Tue, 24 Nov 2026 00:00:05 GMT'}, 5000],
  [{'retry-after': 'Mon, 23 Nov 2026 00:00:00 GMT'}, undefined],
  [{'retry-after': '-5'}, undefined],
  [{'retry-after': 'abc'}, undefined],
  [{'retry-after': '0'}, undefined],
  [{'retry-after': '0.0001'}, undefined],
  [{'retry-after': '0.2'}, 200],
  [{'retry-after': ''}, undefined],
  [{'retry-after': '99999999999'}, 99_999_999_999_000],
  [{}, undefined],
] as const)('serverWait(%j) is %p', (headers, expected) => {
  expect(serverWait({status: 429, headers: headers as Record<string, string>}, Date.UTC(2026, 10, 24))).toBe(
    expected as number,
  );
});
