import {describe, expect, test} from 'bun:test';
import {PdError} from '../../src/lib/base/errors.ts';
import {deepestNesting, type JsonObject, parseJson} from '../../src/lib/base/json.ts';
import {ClosedPipe} from '../../src/lib/io/io.ts';
import type {OutputFormat} from '../../src/lib/output/output.ts';
import {type Choice, outputFor} from './printed.ts';

const failure = new PdError('unreachable', 'page 2 could not be fetched');

async function* failing(batches: JsonObject[][]): AsyncGenerator<JsonObject[]> {
  yield* batches;
  throw failure;
}

/** What stdout holds and what came back when the source fails after these batches. */
async function failed(choice: Choice, batches: JsonObject[][]): Promise<[string, unknown]> {
  const {output, stdout} = outputFor(choice);
  const error = await output.records(failing(batches)).catch((reason: unknown) => reason);
  return [stdout.text, error];
}

describe('a source that fails', () => {
  test.each<[OutputFormat, string]>([
    ['json', '[{"id":"P1"}]\n'],
    ['jsonl', '{"id":"P1"}\n'],
    ['yaml', '- id: P1\n'],
    ['csv', 'id\r\nP1\r\n'],
    ['table', 'ID\nP1\n'],
  ])('leaves complete records as %s', async (format, text) => {
    expect(await failed({format}, [[{id: 'P1'}]])).toEqual([text, failure]);
  });

  test('before the first record leaves nothing', async () => {
    for (const format of ['json', 'yaml', 'csv', 'table'] as const) {
      expect(await failed({format}, [])).toEqual(['', failure]);
    }
  });

  test('on a terminal shows the rows that arrived', async () => {
    const [text, error] = await failed({format: 'table', tty: true, color: false}, [[{id: 'P1'}]]);
    expect(text).toBe('ID\nP1\n');
    expect(error).toBe(failure);
  });
});

describe('streaming', () => {
  test('each batch is one write, made before the next is asked for', async () => {
    const {output, stdout} = outputFor({format: 'json'});
    const seen: string[] = [];
    async function* source() {
      yield [{id: 1}, {id: 2}];
      seen.push(stdout.text);
      yield [{id: 3}];
      seen.push(stdout.text);
    }
    expect(await output.records(source())).toBe(3);
    expect(seen).toEqual(['[{"id":1},{"id":2}', '[{"id":1},{"id":2},{"id":3}']);
    expect(stdout.writes).toHaveLength(3);
  });

  test('a reader that goes away ends the source and is reported to the caller', async () => {
    const {output, stdout} = outputFor({format: 'json', readsWrites: 1});
    let ended = false;
    async function* source() {
      try {
        for (let id = 0; ; id += 1) yield [{id}];
      } finally {
        ended = true;
      }
    }
    const error = await output.records(source()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ClosedPipe);
    expect(ended).toBe(true);
    expect(stdout.text).toBe('[{"id":0}');
  });
});

test.each(['json', 'yaml', 'table', 'csv', 'tsv', 'jsonl'] as const)(
  'a value nested as deeply as pd reads is printed as %s',
  async format => {
    const {output, stdout} = outputFor({format});
    const deep = parseJson(`${'[{"a":'.repeat(deepestNesting / 2)}1.50${'}]'.repeat(deepestNesting / 2)}`);
    await output.record({id: 'P1', deep});
    expect(stdout.text).toContain('1.50');
  },
);

describe('messages for people', () => {
  test('go to stderr, as one harmless line each', () => {
    const {output, stdout, stderr} = outputFor({format: 'json'});
    output.note('a\u001b[2J\nb');
    output.warn('c\u202ed');
    expect(stderr.text).toBe('a\\u{1b}[2J\\nb\nwarning: c\\u{202e}d\n');
    expect(stdout.text).toBe('');
  });

  test('are coloured depending only on stderr', () => {
    const coloured = outputFor({format: 'json', stderrTty: true});
    coloured.output.warn('x');
    expect(coloured.stderr.text).toBe('\u001b[33mwarning: x\u001b[39m\n');
    const plain = outputFor({format: 'json', tty: true});
    plain.output.note('x');
    expect(plain.stderr.text).toBe('x\n');
    const never = outputFor({format: 'json', stderrTty: true, color: false});
    never.output.note('x');
    expect(never.stderr.text).toBe('x\n');
  });

  test('text goes to stdout unchanged', () => {
    const {output, stdout} = outputFor({format: 'table'});
    output.text('a\tb');
    expect(stdout.text).toBe('a\tb\n');
  });

  test('an empty list says which filter was on', async () => {
    const {output, stdout, stderr} = outputFor({format: 'table'});
    expect(await output.records([[], []], {columns: [], empty: 'No open incidents of service "web"'})).toBe(0);
    expect(stdout.text).toBe('');
    expect(stderr.text).toBe('No open incidents of service "web"\n');
  });

  test('a field that no record has is named', async () => {
    const {output, stderr} = outputFor({format: 'json', fields: ['id', 'titel', 'service.summary']});
    await output.records([[{id: 1}], [{id: 2, service: {summary: null}}]]);
    expect(stderr.text).toBe('warning: --fields: no record has titel; --fields help lists what there is\n');
  });
});
