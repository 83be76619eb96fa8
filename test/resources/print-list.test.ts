import {expect, test} from 'bun:test';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import {said} from '../../src/lib/base/said.ts';
import {Output, type OutputFormat} from '../../src/lib/output/output.ts';
import {printList} from '../../src/lib/resources/print-list.ts';
import {Clock} from '../support/clock.ts';
import {fakeIo, type IoFacts} from '../support/io.ts';

const view = {columns: [{header: 'ID', value: (row: JsonObject) => row['id']}], empty: 'None.'};

/** What stderr got while a list of three pages, each taking a second, was printed. */
async function told(facts: IoFacts, format: OutputFormat): Promise<string> {
  const clock = new Clock();
  const {io, stderr} = fakeIo({...facts, clock});
  const output = new Output(io, {format, header: true, utc: true, redactor: new Redactor()});
  const resolver = () => Promise.reject(new Error('nobody is to be looked up'));
  await printList({io, output, resolver}, view, async function* (onProgress) {
    for (let page = 1; page <= 3; page++) {
      clock.pass(1000);
      onProgress(page, 3);
      yield [{id: `P${page}`}];
    }
  });
  return stderr.text;
}

test('a list that takes more than a moment tells on a terminal how far it is, and leaves no trace', async () => {
  const text = await told({tty: true, stderrTty: true}, 'table');
  expect(text).toContain('\r\u001b[K2 of 3 records, 1 s left');
  expect(text.endsWith('\r\u001b[K')).toBe(true);
  expect(await told({stderrTty: true}, 'csv')).toContain('2 of 3 records');
});

test('nothing is told in a pipe, nor where the records themselves appear on the terminal', async () => {
  expect(await told({tty: true}, 'table')).toBe('');
  expect(await told({}, 'json')).toBe('');
  expect(await told({tty: true, stderrTty: true}, 'jsonl')).toBe('');
});

test('a message that comes while a line tells how far it is takes its place', () => {
  const {io, stderr} = fakeIo({stderrTty: true});
  io.stderr.hint(said`100 of 3000 records`);
  io.stderr.write(said`rate limited\n`);
  io.stderr.write(said`again\n`);
  io.stderr.hint(said``);
  expect(stderr.text).toBe('\r\u001b[K100 of 3000 records\r\u001b[Krate limited\nagain\n');
});
