import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {type InputLine, readEvents} from '../../src/lib/events/lines.ts';

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const end of [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
    // A copy that is overwritten afterwards: what is kept must not point into a reader's buffer.
    const chunk = bytes.slice(start, end);
    yield chunk;
    start = end;
  }
}

async function read(text: string | Uint8Array, cuts: readonly number[] = []): Promise<InputLine[]> {
  return await Array.fromAsync(readEvents(chunksOf(typeof text === 'string' ? Buffer.from(text) : text, cuts)));
}

test('one event a line, with its number; empty lines, CRLF and a byte-order mark do no harm', async () => {
  expect(await read('\ufeff\n{"a":1}\r\n\n  {"a":2}  \n{"a":3}')).toEqual([
    {line: 2, value: {a: 1}},
    {line: 4, value: {a: 2}},
    {line: 5, value: {a: 3}},
  ]);
  expect(await read('')).toEqual([]);
  expect(await read('\n \n')).toEqual([]);
});

test('a line that is no JSON, no UTF-8 or too long is a problem of its own', async () => {
  const parts = [
    Buffer.from('{"a":1}\n{oops\n'),
    Buffer.from([0x22, 0xc3, 0x22, 0x0a]),
    Buffer.from(`"${'x'.repeat(17 * 1024 * 1024)}"\n{"a":2}\n`),
  ];
  const all = await read(Buffer.concat(parts), [5, 100_000, 9_000_000]);
  expect(all.map(({line}) => line)).toEqual([1, 2, 3, 4, 5]);
  expect(all.map(one => ('problem' in one ? one.problem.slice(0, 14) : one.value))).toEqual([
    {a: 1},
    'not valid JSON',
    'not valid UTF-',
    'the line is ov',
    {a: 2},
  ]);
});

test('an array is told by its first sign, wherever that comes', async () => {
  expect(await read(' \n\n [{"a":1},\n 2]', [1, 3])).toEqual([
    {line: 1, value: {a: 1}},
    {line: 2, value: 2},
  ]);
  expect(await read('[]')).toEqual([]);
  expect(read('[{"a":1}')).rejects.toThrow('JSON array');
});

test('it does not matter where the chunks end', async () => {
  const lines = fc.array(fc.oneof(fc.json(), fc.constantFrom('', 'oops', '"ü😀"', '{"a":"漢"}')), {maxLength: 6});
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(), {maxLength: 8}), async (all, cuts) => {
      fc.pre(!all.some(line => line.startsWith('[')));
      const text = all.join('\n');
      expect(await read(text, cuts)).toEqual(await read(text));
    }),
  );
});
