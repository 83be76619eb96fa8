import {once} from '../base/once.ts';

export interface Measure {
  /** The number of terminal cells the text takes. */
  width(text: string): number;
  /** The text in at most this many cells, cut between whole characters, with … if it was cut. */
  fit(text: string, cells: number): string;
  /** The whole text in lines of at most this many cells, broken between words where possible. */
  wrap(text: string, cells: number): string[];
}

const ascii = /^[\x20-\x7e]*$/;

/** Loads string-width, which knows how wide terminals draw each character. */
export async function measure(): Promise<Measure> {
  const {default: stringWidth} = await import('string-width');
  const graphemes = once(() => new Intl.Segmenter('en', {granularity: 'grapheme'}));
  const width = (text: string) => (ascii.test(text) ? text.length : stringWidth(text));

  const fit = (text: string, cells: number): string => {
    if (width(text) <= cells) return text;
    if (ascii.test(text)) return `${text.slice(0, Math.max(0, cells - 1))}…`;
    let kept = '';
    let used = 1;
    for (const {segment} of graphemes().segment(text)) {
      used += width(segment);
      if (used > cells) break;
      kept += segment;
    }
    return `${kept}…`;
  };
  const wrap = (text: string, cells: number): string[] => {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(/(?<= )/)) {
      if (line !== '' && width((line + word).trimEnd()) > cells) {
        lines.push(line.trimEnd());
        line = '';
      }
      if (width(word.trimEnd()) <= cells) {
        line += word;
        continue;
      }
      for (const {segment} of graphemes().segment(word)) {
        if (line !== '' && width(line + segment) > cells) {
          lines.push(line);
          line = '';
        }
        line += segment;
      }
    }
    return [...lines, line.trimEnd()];
  };
  return {width, fit, wrap};
}
