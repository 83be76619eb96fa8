import {afterAll, describe, expect, test} from 'bun:test';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {parseItems, readObject, readValue} from '../../src/lib/input/argument-values.ts';
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

describe('parseItems', () => {
  test('strings, JSON and nesting', () => {
    const items = [
      'host=db1',
      'disk.free:=12',
      'disk.mount=/var=x',
      'tags:=["a","b"]',
      'empty=',
      'note=a:=b',
      String.raw`a\.b=c`,
      'url=http://x/?a=1',
    ];
    expect(parseItems(items, '--details')).toEqual({
      host: 'db1',
      disk: {free: 12, mount: '/var=x'},
      tags: ['a', 'b'],
      empty: '',
      note: 'a:=b',
      'a.b': 'c',
      url: 'http://x/?a=1',
    });
  });

  test('escapes: a key may hold any character', () => {
    expect(
      parseItems([String.raw`a\=b=1`, String.raw`c\:=2`, String.raw`d\\.e=3`, String.raw`C:\dir=4`], '-f'),
    ).toEqual({
      'a=b': '1',
      'c:': '2',
      'd\\': {e: '3'},
      'C:\\dir': '4',
    });
  });

  test('a long number keeps all its digits', () => {
    expect(JSON.stringify(parseItems(['id:=12345678901234567890', 'x:=1.10'], '-f'))).toBe(
      '{"id":12345678901234567890,"x":1.10}',
    );
  });

  test('names of the prototype are keys like any other', () => {
    const items = ['__proto__.severity=info', 'constructor.prototype.url=http://x', 'prototype=p'];
    const object = parseItems(items, '--details');
    expect(JSON.stringify(object)).toBe(
      '{"__proto__":{"severity":"info"},"constructor":{"prototype":{"url":"http://x"}},"prototype":"p"}',
    );
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(({} as JsonObject)['severity']).toBeUndefined();
    expect((Object as unknown as JsonObject)['url']).toBeUndefined();
    expect(JSON.stringify(parseItems(['__proto__:={"x":1}', '__proto__.y=2'], '--details'))).toBe(
      '{"__proto__":{"x":1,"y":"2"}}',
    );
  });

  test('the last of two items with the same key wins', () => {
    expect(parseItems(['a=1', 'a=2'], '-f')).toEqual({a: '2'});
    expect(parseItems(['a:={"x":1}', 'a.y=2'], '-f')).toEqual({a: {x: 1, y: '2'}});
  });

  test.each([
    [['a=1', 'a.b=2'], 'a is given both'],
    [['a.b=1', 'a=2'], 'a is given both'],
    [['a.b=1', 'a:={}'], 'a is given both'],
    [['a:=[1]', 'a.0=2'], 'a is given both'],
    [['plain'], 'not key=value'],
    [['=x'], 'empty name'],
    [['a..b=x'], 'empty name'],
    [['a:=oops'], 'not valid JSON'],
    [['a:='], 'not valid JSON'],
    [[`${'a.'.repeat(40)}z=1`], 'deeper'],
    [[`${'.'.repeat(10_000)}=1`], 'deeper'],
    [[`a:=${'['.repeat(900)}`], 'not valid JSON'],
    [[`a:=${'['.repeat(1_000_000)}`], '--details a: it is nested more than 1,000 levels deep'],
  ])('%p is refused', async (items, reason) => {
    expect(await usageOf(() => parseItems(items, '--details'))).toContain(reason);
  });

  test('any key and text come back as they were', () => {
    const escaped = (name: string) => name.replace(/[\\.=:]/g, '\\$&');
    fc.assert(
      fc.property(
        fc.array(fc.string({unit: 'grapheme', minLength: 1}), {minLength: 1, maxLength: 5}),
        fc.string(),
        (names, text) => {
          let here: unknown = parseItems([`${names.map(escaped).join('.')}=${text}`], '-f');
          for (const name of names) {
            expect(Object.keys(here as JsonObject)).toEqual([name]);
            here = Object.getOwnPropertyDescriptor(here, name)?.value;
          }
          expect(here).toBe(text);
        },
      ),
    );
  });

  test('any text is an object or a usage error, and no prototype changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({unit: fc.constantFrom('a', '.', '=', ':', '\\', '{', '"', '_proto_', '__proto__', '1')})),
        items => {
          try {
            expect(Object.getPrototypeOf(parseItems(items, '-f'))).toBe(Object.prototype);
          } catch (error) {
            expect(error).toBeInstanceOf(PdError);
          }
          expect(Object.keys(Object.prototype)).toEqual([]);
        },
      ),
    );
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
