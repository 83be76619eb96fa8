import {expect, test} from 'bun:test';
import {crashUntil} from './random-kills.ts';
import {playRounds} from './rounds.ts';
import {canTrace} from './traced.ts';

// The same rounds in every run of the suite; npm run test:crash plays others.
const seed = Number(process.env['CRASH_SEED'] ?? 20_261_128);
console.log(`crash test: CRASH_SEED=${seed}`);

test('killed at random, pd loses and reorders nothing that it said was safe', async () => {
  // Some of the killed commands come as far as their event: the kills are at every stage.
  let unsure = 0;
  for (let more = 0; unsure === 0; more++) {
    const report = await crashUntil(({killed, accepted}) => killed >= 20 && accepted >= 60, seed + more);
    expect(report.problems).toEqual([]);
    unsure += report.unsure;
  }
});

if (!canTrace) console.log('what pd does when system calls fail is not tested here: there is no strace');
test.skipIf(!canTrace)('nor does it when killed at a system call, or when system calls fail', async () => {
  expect(await playRounds(seed, {kills: 5, faults: 15})).toMatchObject({problems: []});
});
