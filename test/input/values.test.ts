import {afterAll, describe, expect, test} from 'bun:test';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {PdError} from '../../src/lib/base/errors.ts';
import {readObject, readValue} from '../../src/lib/input/argument-values.ts';
import type {Io} from '../../src/lib/io/io.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pd-values-'));
afterAll(() => fs.rmSync(folder, {recursive: true}));

const file = (name: string, content: string | Uint8Array): string => {
  const full = path.join(folder, name);
  fs.writeFileSync(full, content);
  return full;
};

/** An Io of which only standard input is there. */
const ioOf = (...chunks: (string | Uint8Array)[]): Io => {
  const stdin = {
    isTTY: false,
    async *chunks() {
      for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    },
  };
  return {stdin} as unknown as Io;
};

const usageOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(PdError);
    expect((error as PdError).kind).toBe('usage');
    return (error as PdError).message;
  }
  throw new Error('nothing was thrown');
};

describe('readValue', () => {
  test('the text itself, a file, standard input', async () => {
    const whole = file('whole.txt', 'grüße\n');
    expect(await readValue(ioOf(), 'plain', '--body')).toBe('plain');
    expect(await readValue(ioOf(), `@${whole}`, '--body')).toBe('grüße\n');
    // The two bytes of one letter come in two chunks.
    expect(await readValue(ioOf(Buffer.from([0xc3]), Buffer.from([0xbc])), '-', '--body')).toBe('ü');
    expect(await readValue(ioOf('\ufeffx'), '-', '--body')).toBe('x');
  });

  test('standard input is read once', async () => {
    const io = ioOf('first');
    expect(await readValue(io, '-', '--body')).toBe('first');
    expect(await usageOf(() => readValue(io, '-', '--details'))).toContain('--details');
  });

  test('a file that is missing, a folder or not UTF-8 is an error that names it', async () => {
    const latin = file('latin.txt', Buffer.from([0x66, 0xfc, 0x72]));
    expect(await usageOf(() => readValue(ioOf(), '@/no/such/file', '-d'))).toContain('/no/such/file');
    expect(await usageOf(() => readValue(ioOf(), `@${folder}`, '-d'))).toContain(folder);
    expect(await usageOf(() => readValue(ioOf(), `@${latin}`, '-d'))).toContain('latin.txt is not valid UTF-8');
    expect(await usageOf(() => readValue(ioOf(Buffer.from([0xff])), '-', '-d'))).toContain('UTF-8');
    expect(await usageOf(() => readValue(ioOf(), '@', '-d'))).toContain('-d');
  });

  test('an endless file ends in an error, not in memory', async () => {
    expect(await usageOf(() => readValue(ioOf(), '@/dev/zero', '-d'))).toContain('64 MB');
  });
});

describe('readObject', () => {
  test('items, JSON, a file, standard input', async () => {
    const json = file('details.json', '{"a": 1}');
    expect(await readObject(ioOf(), ['a=1', 'b:=2'], '--details')).toEqual({a: '1', b: 2});
    expect(await readObject(ioOf(), [' {"a": 1}'], '--details')).toEqual({a: 1});
    expect(await readObject(ioOf(), [`@${json}`], '--details')).toEqual({a: 1});
    expect(await readObject(ioOf('{"a": ', '1}'), ['-'], '--details')).toEqual({a: 1});
    expect(await readObject(ioOf(), [`a:=@${json}`, 'b=@x'], '--details')).toEqual({a: {a: 1}, b: '@x'});
  });

  test.each([[['{"a": 1}', 'b=2']], [['[1]']], [['{broken']], [['@/no/such/file']]])('%p is refused', async values => {
    expect(await usageOf(() => readObject(ioOf(), values, '--details'))).toContain('--details');
  });
});
