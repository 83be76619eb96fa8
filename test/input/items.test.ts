import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import type {Json, JsonObject} from '../../src/lib/base/json.ts';
import {parseItems} from '../../src/lib/input/items.ts';

const usageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof PdError && error.kind === 'usage') return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
};

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

  test('escapes: a key may contain any character', () => {
    expect(
      parseItems([String.raw`a\=b=1`, String.raw`c\:=2`, String.raw`d\\.e=3`, String.raw`C:\dir=4`], '-f'),
    ).toEqual({
      'a=b': '1',
      'c:': '2',
      'd\\': {e: '3'},
      'C:\\dir': '4',
    });
  });

  test('a long number keeps its digits', () => {
    expect(JSON.stringify(parseItems(['id:=12345678901234567890', 'x:=1.10'], '-f'))).toBe(
      '{"id":12345678901234567890,"x":1.10}',
    );
  });

  test('the names of a prototype’s members are ordinary keys', () => {
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

  test('the last of two items with one key counts', () => {
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
  ])('%p is refused', (items, reason) => {
    expect(usageOf(() => parseItems(items, '--details'))).toContain(reason);
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

const inLists = (...items: string[]) => parseItems(items, '-f', {lists: true});

describe('parseItems with lists', () => {
  test.each([
    [['a.0.b=x'], {a: [{b: 'x'}]}],
    [['a.0=x', 'a.1=y'], {a: ['x', 'y']}],
    [['a[0].b=x', 'a[0].c:=1', 'a[1].b=y'], {a: [{b: 'x', c: 1}, {b: 'y'}]}],
    [['a[]=x', 'a[]:=2'], {a: ['x', 2]}],
    [['a[].b=x', 'a[].b=y'], {a: [{b: 'x'}, {b: 'y'}]}],
    [['a[2]=x'], {a: [null, null, 'x']}],
    [['a[1].b=x', 'a[0].b=y'], {a: [{b: 'y'}, {b: 'x'}]}],
    [['a[b][c]=x', 'a.b.d=y'], {a: {b: {c: 'x', d: 'y'}}}],
    [['a[0][1]=x'], {a: [[null, 'x']]}],
    [['a:=[1]', 'a[]=x', 'a.0=y'], {a: ['y', 'x']}],
    [['a:={"0":1}', 'a.0=y'], {a: {0: 'y'}}],
    // A number after a dot counts only from 0: a year is a name.
    [['a.2024=x', '0=y'], {a: {2024: 'x'}, 0: 'y'}],
    [[String.raw`a\[0\]=x`, 'b[c.d=e]=y'], {'a[0]': 'x', b: {'c.d=e': 'y'}}],
  ])('%p', (items, object) => {
    expect(inLists(...items)).toEqual(object as JsonObject);
  });

  test.each([
    [['a=1', 'a[]=2'], 'a is given both'],
    [['a[]=1', 'a.b=2'], 'a is given both'],
    [['a.b=1', 'a[]=2'], 'a is given both'],
    [['a[0].b=1', 'a[0]=2'], 'a[0] is given both'],
    [['a[99999]=1'], 'past the largest index'],
    [['a.0=1', 'a.99999999=1'], 'past the largest index'],
    [['[]=1'], 'empty name'],
    [['a[0=1'], 'not key=value'],
    [['a[0]b=1'], 'not key=value'],
  ])('%p is refused', (items, reason) => {
    expect(usageOf(() => inLists(...items))).toContain(reason);
  });

  test('without this option, brackets and numbers are part of a name', () => {
    expect(parseItems(['if[eth0]=down', 'cpu.0=hot'], '--details')).toEqual({'if[eth0]': 'down', cpu: {0: 'hot'}});
  });

  test('any JSON comes back from the items that build it', () => {
    const escaped = (name: string) => name.replace(/[\\.=:[\]]/g, '\\$&');
    const itemsOf = (value: Json, path: string): string[] => {
      if (Array.isArray(value) && value.length > 0)
        return value.flatMap((one, index) => itemsOf(one, `${path}[${index}]`));
      if (value !== null && typeof value === 'object' && Object.keys(value).length > 0)
        return Object.entries(value).flatMap(([key, one]) => itemsOf(one as Json, `${path}.${escaped(key)}`));
      return [`${path}:=${JSON.stringify(value)}`];
    };
    const name = fc.string({unit: 'grapheme', minLength: 1}).filter(text => text !== '0');
    const {tree} = fc.letrec<{tree: Json}>(tie => ({
      tree: fc.oneof(
        {maxDepth: 4},
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)) as fc.Arbitrary<Json>,
        fc.array(tie('tree'), {maxLength: 4}) as fc.Arbitrary<Json>,
        fc.dictionary(name, tie('tree'), {maxKeys: 4, noNullPrototype: true}) as fc.Arbitrary<Json>,
      ),
    }));
    fc.assert(
      fc.property(tree, value => {
        expect(JSON.stringify(inLists(...itemsOf(value, 'a')))).toBe(JSON.stringify({a: value}));
      }),
    );
  });

  test('items are set in a given object and replace its values', () => {
    const base = () => ({a: {x: 1, y: [1]}, b: {z: 1}});
    expect(parseItems(['a.y.0=2', 'a.w=3', 'b=4'], '-f', {lists: true}, base())).toEqual({
      a: {x: 1, y: ['2'], w: '3'},
      b: '4',
    });
    expect(usageOf(() => parseItems(['a.x.y=1'], '-f', {lists: true}, base()))).toContain('a.x is given both');
  });
});
