import {expect, test} from 'bun:test';
import {crashFor} from './rounds.ts';

test('killed at random for ten seconds, pd loses and reorders nothing that it said was safe', async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`crash test: CRASH_SEED=${seed}`);
  const report = await crashFor(10, seed);
  expect(report.problems).toEqual([]);
  // Some of the killed commands had come as far as their event: the kills came at every stage. A busy machine does less in
  // ten seconds, and may need another ten.
  for (let more = 1; more <= 3 && report.unsure === 0; more++) {
    const next = await crashFor(10, seed + more);
    expect(next.problems).toEqual([]);
    report.unsure += next.unsure;
  }
  expect(report.unsure).toBeGreaterThan(0);
  expect(report.killed).toBeGreaterThan(5);
  expect(report.accepted).toBeGreaterThan(20);
}, 60_000);
