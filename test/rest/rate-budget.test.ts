import {expect, test} from 'bun:test';
import type {AttemptOutcome} from '../../src/lib/http/exchange.ts';
import {Deadline} from '../../src/lib/io/deadline.ts';
import {Budget} from '../../src/lib/rest/rate-budget.ts';
import {Clock} from '../support/clock.ts';
import {ioWith} from '../support/io.ts';

/** A clock that only sleeping moves. */
function budgetWith({concurrency, maxWaitMs}: {concurrency: number; maxWaitMs: number}) {
  const clock = new Clock();
  const slept: number[] = [];
  const pause = async (ms: number) => {
    slept.push(ms);
    clock.pass(ms);
  };
  const io = ioWith({}, clock);
  return {budget: new Budget(io, {concurrency, deadline: new Deadline(io, maxWaitMs), pause}), slept};
}

const answer = (remaining: number, reset: number, status = 200): AttemptOutcome => ({
  kind: 'answer',
  answer: {
    status,
    headers: {'ratelimit-remaining': String(remaining), 'ratelimit-reset': String(reset)},
  },
});

/** Runs requests that are answered by hand, again after a 429; `begun` are the numbers of those that were sent. */
function requestsOf(budget: Budget) {
  const begun: number[] = [];
  const answers = new Map<number, (outcome: AttemptOutcome) => void>();
  const run = (number: number) =>
    budget.run('account', async admit => {
      let status: number;
      do {
        const outcome = await admit(() => {
          begun.push(number);
          return new Promise(resolve => answers.set(number, resolve));
        });
        status = outcome.kind === 'answer' ? outcome.answer.status : 0;
      } while (status === 429);
    });
  const tell = async (number: number, remaining: number, reset: number, status?: number) => {
    answers.get(number)?.(answer(remaining, reset, status));
    await Bun.sleep(0);
  };
  return {run, tell, begun};
}

async function ask(budget: Budget, limit: string, remaining: number, reset: number): Promise<void> {
  await budget.run(limit, admit => admit(async () => answer(remaining, reset)));
}

test('waits for the reset when the rate limit is used up, and not before', async () => {
  const {budget, slept} = budgetWith({concurrency: 4, maxWaitMs: 120_000});
  for (const remaining of [2, 1, 0]) await ask(budget, 'account', remaining, 30);
  expect(slept).toEqual([]);
  await ask(budget, 'account', 959, 60);
  expect(slept).toEqual([30_000]);
  await ask(budget, 'account', 958, 60);
  expect(slept).toHaveLength(1);
});

test("an operation's own limit holds back no other operation, and a wait beyond --max-wait nothing at all", async () => {
  const {budget, slept} = budgetWith({concurrency: 4, maxWaitMs: 10_000});
  await ask(budget, 'POST /incidents', 0, 9);
  await ask(budget, 'account', 0, 60);
  await ask(budget, 'account', 0, 60);
  expect(slept).toEqual([]);
  await ask(budget, 'POST /incidents', 9, 60);
  expect(slept).toEqual([9000]);
});

test('no more requests in flight than allowed, in order of arrival', async () => {
  const {budget} = budgetWith({concurrency: 2, maxWaitMs: 0});
  const {run, tell, begun} = requestsOf(budget);
  const runs = [0, 1, 2, 3].map(run);
  await Bun.sleep(0);
  expect(begun).toEqual([0, 1]);
  await tell(1, 100, 60);
  expect(begun).toEqual([0, 1, 2]);
  await tell(0, 99, 60);
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const number of [2, 3]) await tell(number, 98, 60);
  await Promise.all(runs);
});

test('towards the end of the limit, half of what is left is in flight, without waiting', async () => {
  const {budget, slept} = budgetWith({concurrency: 8, maxWaitMs: 120_000});
  await ask(budget, 'account', 6, 30);
  const {run, tell, begun} = requestsOf(budget);
  const runs = [1, 2, 3, 4, 5].map(run);
  await Bun.sleep(0);
  expect(begun).toEqual([1, 2, 3]);
  await tell(1, 5, 30);
  expect(begun).toEqual([1, 2, 3, 4]);
  for (const [number, remaining] of [
    [2, 4],
    [3, 3],
  ] as const)
    await tell(number, remaining, 30);
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  for (const number of [4, 5]) await tell(number, 2, 30);
  await Promise.all(runs);
  expect(slept).toEqual([]);
});

test('an outdated answer does not increase what is left', async () => {
  const {budget, slept} = budgetWith({concurrency: 4, maxWaitMs: 120_000});
  const {run, tell} = requestsOf(budget);
  const runs = [1, 2].map(run);
  await Bun.sleep(0);
  await tell(2, 0, 30);
  await tell(1, 1, 30);
  await Promise.all(runs);
  await ask(budget, 'account', 959, 60);
  expect(slept).toEqual([30_000]);
});

test('a refused request holds back the others, and itself, until the reset', async () => {
  const {budget, slept} = budgetWith({concurrency: 4, maxWaitMs: 120_000});
  const {run, tell, begun} = requestsOf(budget);
  const first = run(1);
  await Bun.sleep(0);
  await tell(1, 400, 20, 429);
  const second = run(2);
  await Bun.sleep(0);
  expect(slept).toEqual([20_000]);
  expect(begun).toEqual([1, 1, 2]);
  for (const number of [1, 2]) await tell(number, 400, 60);
  await Promise.all([first, second]);
});
