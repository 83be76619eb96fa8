import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {type InputEvent, readEvents} from '../../src/lib/events/event-reader.ts';

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    const chunk = bytes.slice(start, end);
    yield chunk;
    // What is kept must not point into a reader's buffer.
    chunk.fill(0x78);
    start = end;
  }
}

async function read(text: string | Uint8Array, cuts: readonly number[] = []): Promise<InputEvent[]> {
  return await Array.fromAsync(readEvents(chunksOf(typeof text === 'string' ? Buffer.from(text) : text, cuts)));
}

/** The value of each event, or where there is none the line. */
async function summary(text: string): Promise<unknown[]> {
  return (await read(text)).map(one => ('problem' in one ? `line ${one.line}` : one.value));
}

test('one event per line, with its number; empty lines, CRLF and a byte-order mark are harmless', async () => {
  expect(await read('\ufeff\n{"a":1}\r\n\n  {"a":2}  \n\ufeff{"a":3}')).toEqual([
    {line: 2, value: {a: 1}},
    {line: 4, value: {a: 2}},
    {line: 5, value: {a: 3}},
  ]);
  expect(await read('')).toEqual([]);
  expect(await read('\n \n')).toEqual([]);
});

test('an event over many lines, and several in a row, as jq reads them', async () => {
  const one = {a: 'x"\\', b: [1, {c: null}], d: {}};
  expect(await read(`${JSON.stringify(one, null, 2)}\n${JSON.stringify(one, null, '\t')}`)).toEqual([
    {line: 1, value: one},
    {line: 11, value: one},
  ]);
  expect(await summary('{"a":1} {"a":2}{"a":3}\r\n{"a":\n4}')).toEqual([{a: 1}, {a: 2}, {a: 3}, {a: 4}]);
});

test('arrays, whose items have a number', async () => {
  expect(await read(' \n\n [{"a":1},\n 2, "x]",[3]]\n[ ]{"b":1}')).toEqual([
    {line: 3, item: 1, value: {a: 1}},
    {line: 4, item: 2, value: 2},
    {line: 4, item: 3, value: 'x]'},
    {line: 4, item: 4, value: [3]},
    {line: 5, value: {b: 1}},
  ]);
  expect(await read('[]')).toEqual([]);
});

test('a line that is not JSON, not UTF-8 or too long is a separate problem', async () => {
  const parts = [
    Buffer.from('{"a":1}\n{oops\n'),
    Buffer.from([0x22, 0xc3, 0x22, 0x0a]),
    Buffer.from(`{"x":"${'x'.repeat(17 * 1024 * 1024)}"}\n"${'x'.repeat(17 * 1024 * 1024)}"\n{"a":2}\nnull\n`),
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  ];
  const all = await read(Buffer.concat(parts), [5, 100_000, 9_000_000]);
  expect(all.map(({line}) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(all.map(one => ('problem' in one ? one.problem.slice(0, 14) : one.value))).toEqual([
    {a: 1},
    'not valid JSON',
    'not valid UTF-',
    'the event is o',
    'the line is ov',
    {a: 2},
    null,
    'not valid UTF-',
  ]);
});

describe('an incomplete event is a separate problem, and does not affect those that follow', () => {
  test.each<[string, string, unknown[]]>([
    ['in a text', '{"a":"to\n{"b":1}\n{"b":2}\n', ['line 1', {b: 1}, {b: 2}]],
    ['after a backslash', '{"a":"to\\\n{"b":1}\n', ['line 1', {b: 1}]],
    ['after a value', '{"a":1\n{"b":1}\n{"b":2}\n', ['line 1', {b: 1}, {b: 2}]],
    ['after a colon', '{"a":\n{"b":1}\n{"b":2}\n', ['line 1', {b: 1}, {b: 2}]],
    ['in a list', '{"a":[\n{"b":1}\n{"b":2}\n', ['line 1', {b: 1}, {b: 2}]],
    ['within a list at the top', '[{"a":1}\n{"b":1}\n', [{a: 1}, 'line 2', {b: 1}]],
    ['several times', '{"a":{\n{"a":[1,\n{"b":1}\noops\n{"b":2}', ['line 1', 'line 2', {b: 1}, 'line 4', {b: 2}]],
    ['at the end', '{"b":1}\n{"a":', [{b: 1}, 'line 2']],
    ['before the last', '{"a":\n{"b":1}', ['line 1', {b: 1}]],
    ['with the wrong bracket', '{"a":[1}]\n{"b":1}', ['line 1', {b: 1}]],
    ['behind a whole one', '{"b":1} oops\n{"b":2},\n{"b":3}', [{b: 1}, 'line 1', {b: 2}, 'line 2', {b: 3}]],
    ['over many lines', '{\n  "a": [\n    {"x": 1}\n  ],\n  oops\n}\n{"b":1}', ['line 1', {b: 1}]],
    ['in an array', '[\n {"a":1},\n {oops},\n {"b":1}\n]\n{"c":1}', [{a: 1}, 'line 3', {b: 1}, {c: 1}]],
    ['over many lines of an array', '[\n {\n  "a": oops-\n :},\n {"b":1}\n]', ['line 2', {b: 1}]],
    ['an array without its end', '[{"a":1},', [{a: 1}, 'line 1']],
    ['an array with a comma too many', '[{"a":1},,{"b":1}]\n{"c":1}', [{a: 1}, 'line 1', {c: 1}]],
  ])('%s', async (_where, text, found) => {
    expect(await summary(text)).toEqual(found);
  });

  test('it says why, and where it breaks', async () => {
    const [first] = await read('{"a":\n\n oops: 1}\n');
    expect(first).toEqual({line: 1, problem: expect.stringMatching(/^not valid JSON \(.+\), on line 3$/)});
  });

  test('open brackets without an end', async () => {
    const found = await read(`${'{"a":[\n'.repeat(1500)}\n{"b":1}`);
    expect(found).toHaveLength(1501);
    expect(found.at(-1)).toEqual({line: 1502, value: {b: 1}});
  });
});

test('it does not matter where the chunks end', async () => {
  const pieces = fc.oneof(
    fc.json(),
    fc.json().map(text => JSON.stringify(JSON.parse(text), null, 2)),
    fc.constantFrom('', 'oops', '"ü😀"', '{"a":"漢\\"\\\\"}', '{"a":', '[', ',', '{"torn', '}', ']', '[{"a":1}, {'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, {maxLength: 6}), fc.array(fc.nat(), {maxLength: 8}), async (all, cuts) => {
      const text = all.join('\n');
      expect(await read(text, cuts)).toEqual(await read(text));
    }),
  );
});

test('complete values in a row are all read, whatever is between them', async () => {
  const blanks = fc.constantFrom('', ' ', '\n', '\r\n', '\t\n \n');
  const values = fc.array(fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), blanks));
  await fc.assert(
    fc.asyncProperty(values, async all => {
      const text = all.map(([value, indent, blank]) => JSON.stringify(value, null, indent) + blank).join('');
      expect((await read(text)).map(one => JSON.stringify('value' in one ? one.value : one))).toEqual(
        all.map(([value]) => JSON.stringify(JSON.parse(JSON.stringify(value)))),
      );
    }),
  );
});
