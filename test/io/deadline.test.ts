import {expect, test} from 'bun:test';
import {Deadline} from '../../src/lib/io/deadline.ts';

function deadlineOf(maxWaitMs: number) {
  const clock = {nowMs: 1000};
  const deadline = new Deadline({monotonic: () => clock.nowMs}, maxWaitMs);
  const pass = (ms: number): void => {
    clock.nowMs += ms;
  };
  return {deadline, pass, now: () => clock.nowMs};
}

test('only trouble counts, from the start of what failed', () => {
  const {deadline, pass, now} = deadlineOf(10_000);
  pass(60_000);
  expect(deadline.leftMs).toBe(10_000);
  const startedMs = now();
  pass(3000);
  const end = deadline.count(startedMs);
  pass(2000);
  expect(deadline.leftMs).toBe(5000);
  end();
  end();
  pass(60_000);
  expect(deadline.leftMs).toBe(5000);
});

test('concurrent trouble counts once', () => {
  const {deadline, pass, now} = deadlineOf(10_000);
  const startedMs = now();
  pass(2000);
  deadline.count(now() - 1000)();
  pass(2000);
  const ends = [deadline.count(startedMs), deadline.count(now() - 500)];
  pass(1000);
  for (const end of ends) end();
  expect(deadline.leftMs).toBe(5000);
});

test('an attempt is limited to the time left, and --timeout never extends it', () => {
  const {deadline, pass, now} = deadlineOf(10_000);
  expect(deadline.attemptMs(30_000)).toBe(10_000);
  expect(deadline.attemptMs(2000)).toBe(2000);
  const end = deadline.count(now());
  pass(7000);
  expect(deadline.attemptMs(30_000)).toBe(3000);
  pass(2990);
  expect(deadline.attemptMs(30_000)).toBe(500);
  expect(deadline.isOver).toBe(true);
  end();
  // What goes well is not cut short for what went wrong before.
  expect(deadline.attemptMs(30_000)).toBe(10_000);
});

test('without any waiting time there is one attempt of --timeout', () => {
  const {deadline, pass, now} = deadlineOf(0);
  deadline.count(now())();
  pass(1000);
  expect(deadline.attemptMs(30_000)).toBe(30_000);
  expect([deadline.leftMs, deadline.isOver]).toEqual([0, false]);
});

test('an end for everything limits both attempts and waits; a new round starts over', () => {
  const {deadline, pass, now} = deadlineOf(10_000);
  const end = deadline.count(now());
  pass(4000);
  end();
  deadline.restart();
  expect(deadline.leftMs).toBe(10_000);
  deadline.endWithin(2000);
  deadline.endWithin(3000);
  expect([deadline.leftMs, deadline.attemptMs(30_000)]).toEqual([2000, 2000]);
  pass(2000);
  expect(deadline.isOver).toBe(true);
});
