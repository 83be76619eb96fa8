// The parts of mdoc(7), the language of manual pages, that pd's pages use.
import type {FlagShape} from '../../src/cli/completion/shapes.ts';

const special: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  '"': '\\(dq',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '…': '...',
};

/** Literal text, character by character, so that what is copied from the page can be typed. */
export const literal = (text: string): string =>
  text.replace(/[\\\-"'`^~…]/g, character => special[character] ?? character).replace(/^\./gm, '\\&.');

/** A word in a macro line. */
export const word = (text: string): string => {
  const escaped = literal(text);
  // A macro would take "Ar", or a full stop on its own, for a macro or its punctuation.
  return /^(?:[A-Z][a-z]|[.,:;()[\]?!|])$/.test(text) ? `\\&${escaped}` : / /.test(escaped) ? `"${escaped}"` : escaped;
};

/** Running text: each sentence begins a line, which is how the formatter knows its end; none is longer than 78 columns. */
export const prose = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .split(/(?<=[A-Za-z0-9)][.!?]) (?=[A-Z(])/)
    .map(sentence => literal(wrapped(sentence)))
    .join('\n');

function wrapped(sentence: string): string {
  const lines = [''];
  for (const each of sentence.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = each;
    else if (line.length + each.length < 70) lines[lines.length - 1] = `${line} ${each}`;
    else lines.push(each);
  }
  return lines.join('\n');
}

export const section = (title: string, ...lines: string[]): string[] =>
  lines.length === 0 ? [] : [`.Sh ${title}`, ...lines];

/** Lines whose layout is kept. */
export const verbatim = (...lines: string[]): string[] => ['.Bd -literal -offset indent', ...lines.map(literal), '.Ed'];

export const paragraphs = (texts: readonly string[]): string[] =>
  texts.flatMap((text, at) => {
    if (text.includes('\n')) return verbatim(...text.split('\n'));
    return at === 0 ? [prose(text)] : ['.Pp', prose(text)];
  });

/** A list of terms, each with the macros that mark it up. */
export const terms = (rows: ReadonlyArray<readonly [macros: string, text: string]>): string[] =>
  rows.length === 0
    ? []
    : ['.Bl -tag -width Ds', ...rows.flatMap(([term, text]) => [`.It ${term}`, prose(text)]), '.El'];

/** `-o FORMAT , --output=FORMAT`, in macros. */
export function flagTerm({name, char, value, negatable, multiple, aliases = []}: FlagShape): string {
  const dots = multiple ? ' ...' : '';
  const shownValue = value === undefined ? '' : ` Ns = Ns Ar ${word(value)}${dots}`;
  const long = [name, ...(negatable ? [`no-${name}`] : []), ...aliases].map(
    each => `Fl ${literal(`-${each}`)}${shownValue}`,
  );
  const short = char === undefined ? [] : [`Fl ${char}`];
  return [...short, ...long].join(' , ');
}

/** `.Xr pd-events-run 1 , …`, in alphabetical order. */
export const seeAlso = (names: readonly string[]): string[] =>
  [...new Set(names)].sort().map((name, at, all) => `.Xr ${name} 1${at === all.length - 1 ? '' : ' ,'}`);

/** "November 28, 2026" */
export const mdocDate = (date: Date): string =>
  date.toLocaleDateString('en-US', {year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC'});

/** With a capital and a full stop. */
export const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
