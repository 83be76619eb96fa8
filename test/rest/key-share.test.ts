import {expect, test} from 'bun:test';
import type {AttemptOutcome} from '../../src/lib/http/exchange.ts';
import {Deadline} from '../../src/lib/io/deadline.ts';
import {Budget} from '../../src/lib/rest/rate-budget.ts';
import {Limits} from '../../src/sandbox/limits.ts';
import {Clock} from '../support/clock.ts';
import {ioWith} from '../support/io.ts';

/** So many programs of one key, each with its requests, started within `spreadMs`. */
async function share(facts: {programs: number; requests: number; limit: number; spreadMs: number; seed: number}) {
  let state = facts.seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const clock = new Clock(0);
  const limits = new Limits({rest: facts.limit}, clock.monotonic);
  let refusals = 0;
  const ask = async (): Promise<AttemptOutcome> => {
    await clock.sleep(5 + random() * 20);
    const {allowed, headers} = limits.takeRest('key');
    if (!allowed) refusals += 1;
    await clock.sleep(5 + random() * 20);
    return {kind: 'answer', answer: {status: allowed ? 200 : 429, headers}};
  };
  const program = async (): Promise<void> => {
    await clock.sleep(random() * facts.spreadMs);
    const io = ioWith({}, {monotonic: clock.monotonic, random});
    const budget = new Budget(io, {concurrency: 4, deadline: new Deadline(io, 3_600_000), pause: clock.sleep});
    const request = (): Promise<void> =>
      budget.run('account', async admit => {
        for (let isRefused = true; isRefused; ) {
          const outcome = await admit(ask);
          isRefused = outcome.kind === 'answer' && outcome.answer.status === 429;
          if (isRefused && outcome.kind === 'answer')
            await clock.sleep(Number(outcome.answer.headers['ratelimit-reset']) * 1000);
        }
      });
    await request();
    await Promise.all(Array.from({length: facts.requests - 1}, request));
  };
  await Promise.all(Array.from({length: facts.programs}, program));
  return {refusals, seconds: clock.monotonic() / 1000};
}

test.each([1, 2, 3, 4])(
  'fifty programs with one key: few refusals for 300 successes, at 60 per minute (seed %i)',
  async seed => {
    const {refusals, seconds} = await share({programs: 50, requests: 6, limit: 60, spreadMs: 4000, seed});
    expect(refusals).toBeLessThanOrEqual(30);
    expect(seconds).toBeLessThanOrEqual(315);
  },
);

test('a program that uses a key alone is as fast as the limit allows', async () => {
  expect(await share({programs: 1, requests: 120, limit: 60, spreadMs: 0, seed: 1})).toMatchObject({refusals: 0});
  const {seconds} = await share({programs: 1, requests: 500, limit: 960, spreadMs: 0, seed: 1});
  expect(seconds).toBeLessThan(10);
});

test('two programs with enough for both do not wait for each other', async () => {
  const {seconds} = await share({programs: 2, requests: 200, limit: 960, spreadMs: 500, seed: 1});
  expect(seconds).toBeLessThan(10);
});
