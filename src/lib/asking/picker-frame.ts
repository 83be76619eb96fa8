import type {Measure} from '../output/text-width.ts';
import {visible} from '../output/untrusted.ts';
import type {Choice} from './choices.ts';

export interface Frame {
  label: string;
  /** What has been typed to narrow the list. */
  typed: string;
  header: string;
  /** The choices that fit what was typed. */
  choices: readonly Choice[];
  /** How many there are in all. */
  total: number;
  /** The index of the choice that Enter picks. */
  cursor: number;
  marked: ReadonlySet<string>;
  /** Whether several can be marked. */
  many: boolean;
  note: string | undefined;
}

interface Screen {
  columns: number;
  rows: number;
  isColoured: boolean;
  text: Measure;
}

/** A list that is longer than this is easier to narrow than to read. */
const mostShown = 20;
/** What is in front of each choice: whether Enter picks it, whether it is marked. */
const margin = 4;

/** The width of a choice's line. */
export const lineWidth = (columns: number): number => Math.max(1, columns - margin - 1);

/**
 * The lines of the list at a terminal of that size: what was typed, the header, the choices around the cursor, the keys. None
 * is as wide as the terminal, and together they are less high. Pure.
 */
export function frameLines(frame: Frame, {columns, rows, isColoured, text}: Screen): string[] {
  const fit = (line: string) => text.fit(line, Math.max(1, columns - 1));
  const paint = (code: number, line: string) => (isColoured ? `\u001b[${code}m${line}\u001b[0m` : line);
  const isHigh = rows > 5;
  const room = Math.max(1, Math.min(mostShown, rows - (isHigh ? 4 : 3)));
  const {choices, cursor, marked} = frame;
  const start = Math.max(0, Math.min(cursor - Math.floor(room / 2), choices.length - room));
  const shown = choices.slice(start, start + room).map((choice, index) => {
    const isFocused = start + index === cursor;
    const line = fit(`${isFocused ? '>' : ' '} ${marked.has(choice.id) ? '*' : ' '} ${choice.line}`);
    return isFocused ? paint(bold, line) : line;
  });
  const body = shown.length > 0 ? shown : [fit('    Nothing matches.')];
  const asked = fit(`${frame.label}: ${typedEnd(frame, columns, text)}_`);
  const header = isHigh ? [paint(dim, fit(`    ${frame.header}`))] : [];
  // The footer is never left out: the library cannot draw a frame that is the last without its last line.
  return [asked, ...header, ...body, paint(dim, fit(footer(frame)))];
}

const bold = 1;
const dim = 2;

/** What was typed last, where there is no room for all of it. */
function typedEnd({label, typed}: Frame, columns: number, {width}: Measure): string {
  const room = Math.max(1, columns - width(label) - 5);
  const shown = [...visible(typed)];
  while (width(shown.join('')) > room) shown.shift();
  return shown.join('');
}

function footer({choices, total, marked, many, note}: Frame): string {
  const count = choices.length === total ? `${total}` : `${choices.length} of ${total}`;
  const marks = marked.size === 0 ? '' : `, ${marked.size} marked`;
  const keys = many ? 'Enter picks, Tab marks, Esc ends' : 'Enter picks, Esc ends';
  return [`${count}${marks}`, keys, ...(note === undefined ? [] : [note])].join('; ');
}
