import {expect, test} from 'bun:test';
import {crashUntil} from './rounds.ts';

test('killed at random, pd loses and reorders nothing that it said was safe', async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`crash test: CRASH_SEED=${seed}`);
  // Some of the killed commands come as far as their event: the kills are at every stage.
  let unsure = 0;
  for (let more = 0; unsure === 0; more++) {
    const report = await crashUntil(({killed, accepted}) => killed >= 20 && accepted >= 60, seed + more);
    expect(report.problems).toEqual([]);
    unsure += report.unsure;
  }
});
