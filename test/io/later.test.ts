import {afterEach, beforeEach, expect, jest, test} from 'bun:test';
import {later} from '../../src/lib/io/later.ts';

const dayMs = 86_400_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('work that is due after more days than a timer allows is done when it is due, once', () => {
  let done = 0;
  later(60 * dayMs, () => void done++);
  const passed: number[] = [];
  for (const days of [24, 2, 33, 2, 40]) {
    jest.advanceTimersByTime(days * dayMs);
    passed.push(done);
  }
  expect(passed).toEqual([0, 0, 0, 1, 1]);
});

test('it can be cancelled after its first timer has ended', () => {
  let done = 0;
  const callOff = later(30 * dayMs, () => void done++);
  jest.advanceTimersByTime(26 * dayMs);
  callOff();
  jest.advanceTimersByTime(10 * dayMs);
  expect(done).toBe(0);
});
