import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {escapeJson, visible} from '../../src/lib/output/untrusted.ts';
import {harmful, hostileText, nasty} from './hostile.ts';

describe('visible', () => {
  test.each([
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\u001b[2J', '\\u{1b}[2J'],
    ['\u009b2J', '\\u{9b}2J'],
    ['abc\u202ecba', 'abc\\u{202e}cba'],
    ['pay\u200bpal', 'pay\\u{200b}pal'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['soft\u00adhyphen', 'soft\\u{ad}hyphen'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['lone \ud83d surrogate', 'lone \\u{d83d} surrogate'],
    ['\ufefftext', '\\u{feff}text'],
  ])('%j becomes %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test.each(['plain', 'Grüße', '日本語', '👍🏽', '❤️', '🇩🇪', 'ก็', 'हिन्दी', 'עברית', '葛󠄀', '\u0600123'])(
    '%s stays',
    text => {
      expect(visible(text)).toBe(text);
    },
  );

  test('leaves no character that acts or is invisible, and is idempotent', () => {
    fc.assert(
      fc.property(hostileText, text => {
        const shown = visible(text);
        expect(shown).not.toMatch(harmful);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });
});

test('escapeJson gives the same JSON without raw hidden characters', () => {
  fc.assert(
    fc.property(fc.jsonValue(), hostileText, (value, text) => {
      const escaped = escapeJson(JSON.stringify({value, [text]: text}));
      expect(escaped).not.toMatch(harmful);
      expect(JSON.parse(escaped)).toEqual(JSON.parse(JSON.stringify({value, [text]: text})));
    }),
  );
  expect(escapeJson(JSON.stringify(nasty.join('x')))).toMatch(/^[\x20-\x7e]*$/);
});
