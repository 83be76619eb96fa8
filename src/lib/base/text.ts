import type {SafeText} from './errors.ts';

/** Enough of what a user typed to recognize it in a message. */
const longestQuoted = 80;
/** How much of an answer's text a message repeats: whoever answers in PagerDuty's place may send anything. */
export const longestSaid = 500;

/** The text, or its first `most` characters and … if it is longer. A character is a code point, so none is split. */
export function shortened(text: SafeText, most?: number): SafeText;
export function shortened(text: string, most?: number): string;
export function shortened(text: string, most = longestQuoted): string {
  if (text.length <= most) return text;
  let count = 0;
  let end = 0;
  for (const character of text) {
    if (count === most) return `${text.slice(0, end)}…`;
    count += 1;
    end += character.length;
  }
  return text;
}

/** The first line that is not blank, trimmed: what password managers print below a secret (`pass show`) is about it. */
export const firstLine = (text: string): string => text.trim().split(/\r?\n/, 1)[0]?.trim() ?? '';
