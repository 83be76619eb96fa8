import {expect, test} from 'bun:test';
import {RateLimit} from '../../src/lib/pacing/rate-limit.ts';

/** Sends as the limit allows to a server that takes so many in so long, without a hint. */
function run(events: number, many: number, windowMs: number, random: number): {refusals: number; tookMs: number} {
  const limit = new RateLimit();
  let nowMs = 0;
  let refusals = 0;
  let taken: number[] = [];
  for (let sent = 0; sent < events; ) {
    nowMs = Math.max(nowMs + 1, limit.readyMs);
    const sentMs = nowMs;
    taken = taken.filter(atMs => sentMs - atMs < windowMs);
    if (taken.length < many) {
      taken.push(sentMs);
      limit.accepted(sentMs + 1);
      sent += 1;
    } else {
      refusals += 1;
      limit.refused({sentMs, nowMs: sentMs + 1, serverWaitMs: undefined, random});
    }
    nowMs += 1;
  }
  return {refusals, tookMs: nowMs};
}

for (const random of [0, 0.5, 0.999]) {
  test(`60 events at 10 in 3 s: at most 8 refusals and under a minute (chance ${random})`, () => {
    const {refusals, tookMs} = run(60, 10, 3000, random);
    expect(refusals).toBeLessThanOrEqual(8);
    expect(tookMs).toBeLessThan(45_000);
  });

  test(`a limit of 120 per minute is respected (chance ${random})`, () => {
    const {refusals, tookMs} = run(600, 120, 60_000, random);
    expect(refusals).toBeLessThanOrEqual(30);
    expect(tookMs).toBeLessThan(8 * 60_000);
  });
}

/** What gets through within ten seconds of waiting, right after a server that takes 10 in 3 s has taken as many from others. */
function afterOthers(chance: () => number): {sent: number; refusals: number} {
  const limit = new RateLimit();
  let taken = Array.from({length: 10}, () => 0);
  const report = {sent: 0, refusals: 0};
  for (let [nowMs, waitedMs] = [0, 0]; ; nowMs += 2) {
    const waitMs = Math.max(0, limit.readyMs - nowMs);
    waitedMs += waitMs;
    if (waitedMs > 10_000) return report;
    nowMs += waitMs;
    const sentMs = nowMs;
    taken = taken.filter(atMs => sentMs - atMs < 3000);
    if (taken.length < 10) {
      taken.push(sentMs);
      limit.accepted(sentMs + 1);
      report.sent += 1;
    } else {
      limit.refused({sentMs, nowMs: sentMs + 1, serverWaitMs: undefined, random: chance()});
      report.refusals += 1;
    }
  }
}

test('a backlog that was just refused uses what is free within ten seconds', () => {
  let seed = 1;
  const chance = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const runs = Array.from({length: 200}, () => afterOthers(chance));
  expect(runs.reduce((sum, {sent}) => sum + sent, 0) / runs.length).toBeGreaterThan(18);
  expect(Math.max(...runs.map(({refusals}) => refusals))).toBeLessThanOrEqual(8);
});

test('without refusals there are no waits', () => {
  expect(run(1000, 5000, 1000, 0.5)).toEqual({refusals: 0, tookMs: expect.any(Number)});
  expect(run(1000, 5000, 1000, 0.5).tookMs).toBeLessThan(3000);
});

test('a wait that the server asks for is obeyed, and requests in flight during a refusal count once', () => {
  const limit = new RateLimit();
  limit.accepted(1);
  limit.refused({sentMs: 2, nowMs: 10, serverWaitMs: 700, random: 0});
  limit.refused({sentMs: 3, nowMs: 11, serverWaitMs: 700, random: 0});
  expect(limit.readyMs).toBe(710);
  limit.failed({sentMs: 710, nowMs: 711, serverWaitMs: undefined, random: 0});
  // The second failure in a row: between half and the whole of 1.75 s.
  expect(limit.readyMs).toBe(711 + 875);
});
