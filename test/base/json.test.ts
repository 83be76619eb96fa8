import {describe, expect, spyOn, test} from 'bun:test';
import fc from 'fast-check';
import {deepestNesting, type Json, parseJson, parseOwnJson, TooDeep} from '../../src/lib/base/json.ts';

const nested = (levels: number, inner = '1') => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;

describe('a number is kept as received', () => {
  const blank = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
  const number = fc.oneof(
    fc.constantFrom('-0', '0', '-0.0', '0e0', '1.0', '1E5', '-1.50', '9007199254740993', '-12345678901234567890', '7'),
    fc.integer().map(String),
    fc.double({noNaN: true, noDefaultInfinity: true}).map(value => JSON.stringify(value)),
  );
  const text = fc
    .oneof(fc.string(), fc.constantFrom('load, 12.5', '2026-01-02T11:06:00.000Z', '"a": 1.5', '[1.0', '\\', '-0'))
    .map(value => JSON.stringify(value));

  // Each value as [a way to write it, the same without blanks].
  const {value: anyValue} = fc.letrec<{value: [string, string]}>(tie => ({
    value: fc.oneof(
      {maxDepth: 4},
      fc.oneof(number, text, fc.constantFrom('null', 'true')).map((lexeme): [string, string] => [lexeme, lexeme]),
      fc
        .tuple(blank, fc.array(tie('value'), {maxLength: 3}))
        .map(([space, items]): [string, string] => [
          `[${space}${items.map(([spaced]) => spaced + space).join(`,${space}`)}]`,
          `[${items.map(([, dense]) => dense).join(',')}]`,
        ]),
      fc
        .tuple(blank, fc.array(tie('value'), {maxLength: 3}))
        .map(([space, items]): [string, string] => [
          `{${space}${items.map(([spaced], at) => `"k${at}"${space}:${space}${spaced}${space}`).join(`,${space}`)}}`,
          `{${items.map(([, dense], at) => `"k${at}":${dense}`).join(',')}}`,
        ]),
    ),
  }));

  test('wherever it is, and whatever blanks are around it', () => {
    fc.assert(
      fc.property(blank, anyValue, (space, [spaced, dense]) => {
        expect(JSON.stringify(parseJson(space + spaced + space))).toBe(dense);
      }),
      {numRuns: 2_000},
    );
  });

  test('and what looks like one inside a string does not make parsing slow', () => {
    const parse = spyOn(JSON, 'parse');
    try {
      parseJson('{"at":"2026-01-02T11:06:00.000Z","summary":"load 12.5: 1234567890123456789 -0 ","n":12}');
      // A reviver, which is called for every value, is what is slow.
      expect(parse.mock.calls.map(call => call.length)).toEqual([1]);
      parseJson('{"n":12.50}');
      expect(parse.mock.calls.map(call => call.length)).toEqual([1, 2]);
    } finally {
      parse.mockRestore();
    }
  });
});

describe('nesting', () => {
  test('is read up to the limit, and refused as a syntax error beyond it', () => {
    for (const inner of ['1', '1.50']) {
      expect(JSON.stringify(parseJson(nested(deepestNesting, inner)))).toBe(nested(deepestNesting, inner));
      expect(() => parseJson(nested(deepestNesting + 1, inner))).toThrow(TooDeep);
    }
    expect(() => parseJson(`{"a":${nested(deepestNesting)}}`)).toThrow('nested more than 1,000 levels deep');
    expect(new TooDeep(1)).toBeInstanceOf(SyntaxError);
  });

  test('what pd has wrapped around a parsed value can still be parsed', () => {
    const own = `{"body":{"payload":${nested(deepestNesting)}}}`;
    expect(JSON.stringify(parseOwnJson(own))).toBe(own);
    expect(() => parseOwnJson(nested(100_000))).toThrow(TooDeep);
  });

  test('counts open brackets: neither brackets side by side nor those in strings', () => {
    const wild = ['[{'.repeat(2_000), '"'.repeat(2_000), '\\'.repeat(2_001), '}]'.repeat(2_000), '\\"[['.repeat(999)];
    for (const value of [Array(5_000).fill([{}, []]), wild, Object.fromEntries(wild.map(text => [text, [text]]))]) {
      expect(parseJson(JSON.stringify(value))).toEqual(value as Json);
    }
    expect(() => parseJson(`[${'"]}\\"]",'.repeat(2_000)}${nested(1_000)}]`)).toThrow(TooDeep);
    expect(() => parseJson(`{"a\\\\":${'[{"a":{}},'.repeat(1_001)}`)).toThrow(TooDeep);
  });

  test('is detected without reading further, and what is not JSON stays a plain syntax error', () => {
    expect(() => parseJson('['.repeat(5_000_000))).toThrow(TooDeep);
    for (const text of ['', '[', '"', `${'[],'.repeat(2_000)}"`, `${'{}'.repeat(2_000)}"a\\`, ']'.repeat(3_000)]) {
      expect(() => parseJson(text)).toThrow(SyntaxError);
      expect(() => parseJson(text)).not.toThrow(TooDeep);
    }
  });
});
