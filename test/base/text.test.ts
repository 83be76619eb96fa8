import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {shortened} from '../../src/lib/base/text.ts';

test('a longer text ends in …, and no character is split', () => {
  expect(shortened('abc', 3)).toBe('abc');
  expect(shortened('abcd', 3)).toBe('abc…');
  expect(shortened('😀😀😀', 3)).toBe('😀😀😀');
  expect(shortened('a😀😀😀', 3)).toBe('a😀😀…');
  expect(shortened('x'.repeat(1_000))).toBe(`${'x'.repeat(80)}…`);
});

test('the result is the beginning, with the requested number of characters', () => {
  fc.assert(
    fc.property(fc.string({unit: 'grapheme'}), fc.nat(20), (text, most) => {
      const short = shortened(text, most);
      const characters = [...text];
      expect(short).toBe(characters.length <= most ? text : `${characters.slice(0, most).join('')}…`);
      expect(short.isWellFormed()).toBe(true);
    }),
  );
});
