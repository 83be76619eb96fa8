import {afterEach, beforeEach, expect, jest, test} from 'bun:test';
import {later} from '../../src/lib/job/later.ts';

const dayMs = 86_400_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('what is due in more days than a timer can take is done when it is due, and once', () => {
  let done = 0;
  later(() => void done++, 60 * dayMs);
  const passed: number[] = [];
  for (const days of [24, 2, 33, 2, 40]) {
    jest.advanceTimersByTime(days * dayMs);
    passed.push(done);
  }
  expect(passed).toEqual([0, 0, 0, 1, 1]);
});

test('it can be called off after its first timer has run out', () => {
  let done = 0;
  const callOff = later(() => void done++, 30 * dayMs);
  jest.advanceTimersByTime(26 * dayMs);
  callOff();
  jest.advanceTimersByTime(10 * dayMs);
  expect(done).toBe(0);
});
