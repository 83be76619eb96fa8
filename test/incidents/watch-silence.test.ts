import {expect, test} from 'bun:test';
import {EventEmitter, once} from 'node:events';
import {messageOf, PdError} from '../../src/lib/base/errors.ts';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {makeContext} from '../../src/lib/context.ts';
import {watchIncidents} from '../../src/lib/incidents/watch-incidents.ts';
import {Output} from '../../src/lib/output/output.ts';
import {Settings} from '../../src/lib/settings/settings.ts';
import {recordedIo} from '../output/recorder.ts';

const intervalMs = 1000;

/** A clock that stands still until it is told to go on. */
function steppedClock() {
  const slept = new EventEmitter();
  let nowMs = 0;
  let sleepers: {dueMs: number; wake: () => void; fail: (error: unknown) => void}[] = [];
  let pauses = 0;
  return {
    now: () => nowMs,
    sleep: (ms: number): Promise<void> =>
      new Promise((wake, fail) => {
        sleepers.push({dueMs: nowMs + ms, wake, fail});
        if (ms === intervalMs) pauses += 1;
        slept.emit('sleep');
      }),
    goOn: (ms: number): void => {
      nowMs += ms;
      const due = sleepers.filter(({dueMs}) => dueMs <= nowMs);
      sleepers = sleepers.filter(({dueMs}) => dueMs > nowMs);
      for (const {wake} of due) wake();
    },
    interrupt: (): void => {
      for (const {fail} of sleepers) fail(new PdError('interrupted', 'Interrupted by SIGINT'));
    },
    /** Resolves when so many looks are over: a pause follows each. */
    looks: async (count: number): Promise<void> => {
      while (pauses < count) await once(slept, 'sleep');
    },
  };
}

/** A watch in a pipe, of a list whose pages come when they are sent. */
function watched() {
  const clock = steppedClock();
  const happened = new EventEmitter();
  const {io: recorded, stderr} = recordedIo({onWrite: stream => happened.emit(stream)});
  const io = {...recorded, now: clock.now, monotonic: clock.now, sleep: clock.sleep};
  const output = new Output(io, {format: 'jsonl', header: false, utc: true});
  const waiting: PromiseWithResolvers<JsonObject[] | 'end'>[] = [];
  let asked = 0;
  async function* list() {
    for (;;) {
      const page = Promise.withResolvers<JsonObject[] | 'end'>();
      waiting.push(page);
      asked += 1;
      happened.emit('asked');
      const records = await page.promise;
      if (records === 'end') return;
      yield records;
    }
  }
  const context = makeContext({io, settings: new Settings(io, {}), output, dryRun: false});
  const watch = {list, words: 'open incidents', intervalMs, bell: false, outputFlags: {}};
  const ran = watchIncidents(context, watch).catch(messageOf);
  return {
    clock,
    stderr,
    send: (page: JsonObject[] | 'end') => waiting.shift()?.resolve(page),
    /** Resolves when the list has been asked for so many pages. */
    asked: async (count: number): Promise<void> => {
      while (asked < count) await once(happened, 'asked');
    },
    said: () => once(happened, 'stderr'),
    end: async () => {
      clock.interrupt();
      return await ran;
    },
  };
}

test('a look slower than its interval is no outage; one without an answer for five seconds is said', async () => {
  const {clock, stderr, send, asked, said, end} = watched();
  await asked(1);
  clock.goOn(4900);
  send('end');
  await clock.looks(1);
  expect(stderr.text).toBe('');
  clock.goOn(intervalMs);
  await asked(2);
  const away = said();
  clock.goOn(5000);
  await away;
  expect(stderr.text).toMatch(/^.*not reached since \d\d:\d\d:\d\d, still trying: There is no answer yet\n$/);
  send('end');
  await clock.looks(2);
  expect(stderr.text.split('\n')[1]).toBe('PagerDuty answers again.');
  expect(await end()).toContain('Interrupted');
});

test('a long look whose pages go on arriving is not silent', async () => {
  const {clock, stderr, send, asked, end} = watched();
  for (let page = 1; page <= 6; page += 1) {
    await asked(page);
    clock.goOn(3000);
    send([{id: `P${page}`, title: 'x'}]);
  }
  await asked(7);
  send('end');
  await clock.looks(1);
  expect(stderr.text).toBe('');
  await end();
});
