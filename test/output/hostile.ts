import fc from 'fast-check';
import {anyText} from '../support/any-text.ts';

export const nasty = [
  '\u001b[31m',
  '\u001b]0;owned\u0007',
  '\u009b2J',
  '\n',
  '\r',
  '\t',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u202e',
  '\u2028',
  '\u2029',
  '\u2060',
  '\u2066',
  '\ufeff',
  '\u{e0041}',
  '\ud800',
  '\udc00',
] as const;

const ordinary = [
  'disk full',
  '日本語',
  '👍🏽',
  '👨‍👩‍👧',
  '🇩🇪',
  '❤️',
  'ก็',
  'हिन्दी',
  '\u0301',
  '각',
  '…',
  '"',
  '\\',
  '\ue000',
  'é',
];

/** Text that somebody who can name an incident might choose. */
export const hostileText = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...nasty, ...ordinary), anyText()), {maxLength: 8}).map(parts => parts.join('')),
  fc.string({unit: 'grapheme', maxLength: 60}),
);

/** Whatever acts on a terminal, or hides from the reader. */
export const harmful =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;
