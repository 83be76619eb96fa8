import {expect, test} from 'bun:test';
import {crashFor} from './rounds.ts';

test('killed at random for ten seconds, pd loses and reorders nothing that it said was safe', async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`crash test: CRASH_SEED=${seed}`);
  const report = await crashFor(10, seed);
  expect(report.problems).toEqual([]);
  // Some of the killed commands had come as far as their event: the kills came at every stage.
  expect(report.unsure).toBeGreaterThan(0);
  expect(report.killed).toBeGreaterThan(5);
  expect(report.accepted).toBeGreaterThan(20);
}, 60_000);
