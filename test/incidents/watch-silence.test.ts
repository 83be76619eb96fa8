import {expect, test} from 'bun:test';
import {EventEmitter, once} from 'node:events';
import {messageOf, PdError} from '../../src/lib/base/errors.ts';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import {makeContext} from '../../src/lib/context.ts';
import {watchIncidents} from '../../src/lib/incidents/watch-incidents.ts';
import {Output} from '../../src/lib/output/output.ts';
import {Settings} from '../../src/lib/settings/settings.ts';
import {Clock} from '../support/clock.ts';
import {fakeIo} from '../support/io.ts';

const intervalMs = 1000;

/** A watch in a pipe, of a list whose pages come when they are sent. */
function watched() {
  const clock = new Clock();
  const happened = new EventEmitter();
  let pauses = 0;
  let interrupt: (error: PdError) => void = () => undefined;
  // The pauses between looks are over when the test lets time pass, as limits are.
  const sleep = (ms: number) =>
    new Promise<void>((wake, fail) => {
      clock.later(ms, wake);
      interrupt = fail;
      pauses += 1;
      happened.emit('pause');
    });
  const {io, stderr} = fakeIo({clock, onWrite: stream => happened.emit(stream), changes: {sleep}});
  const output = new Output(io, {format: 'jsonl', header: false, utc: true, redactor: new Redactor()});
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
    /** Resolves when so many looks are over: a pause follows each. */
    looks: async (count: number): Promise<void> => {
      while (pauses < count) await once(happened, 'pause');
    },
    said: () => once(happened, 'stderr'),
    end: async () => {
      interrupt(new PdError('interrupted', 'Interrupted by SIGINT'));
      return await ran;
    },
  };
}

test('a look slower than its interval is no outage; one without an answer for five seconds is said', async () => {
  const {clock, stderr, send, asked, looks, said, end} = watched();
  await asked(1);
  clock.pass(4900);
  send('end');
  await looks(1);
  expect(stderr.text).toBe('');
  clock.pass(intervalMs);
  await asked(2);
  const away = said();
  clock.pass(5000);
  await away;
  expect(stderr.text).toMatch(/^.*unreachable since \d\d:\d\d:\d\d, still trying: There is no answer yet\n$/);
  send('end');
  await looks(2);
  expect(stderr.text.split('\n')[1]).toBe('PagerDuty can be reached again.');
  expect(await end()).toContain('Interrupted');
});

test('a long look whose pages go on arriving is not silent', async () => {
  const {clock, stderr, send, asked, looks, end} = watched();
  for (let page = 1; page <= 6; page += 1) {
    await asked(page);
    clock.pass(3000);
    send([{id: `P${page}`, title: 'x'}]);
  }
  await asked(7);
  send('end');
  await looks(1);
  expect(stderr.text).toBe('');
  await end();
});
