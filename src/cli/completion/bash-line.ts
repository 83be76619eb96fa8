/** How the shell reads what comes next: outside of quotes, within single or within double ones. */
type Quotes = 'none' | 'single' | 'double';

interface Token {
  /** As typed. */
  raw: string;
  /** What it means, as far as that is known without expanding anything. */
  value: string;
  quotes: Quotes;
}

export interface BashLine {
  /** The words before the cursor, after the name of the program. */
  words: string[];
  /** The one at the cursor, as far as it is typed. */
  current: string;
  /** What readline is to put in place of the text at the cursor so that the word becomes this one; undefined if it cannot. */
  replacement(word: string): string | undefined;
}

/**
 * Reads a line of bash up to the cursor. `replaced` is the part of the last word that readline replaces: it begins after
 * an opening quote, or after one of COMP_WORDBREAKS, such as = or a colon. Undefined if it is no part of the line. Pure.
 */
export function readBashLine(line: string, replaced: string): BashLine | undefined {
  const tokens = tokensOf(line);
  const last = tokens.pop() ?? {raw: '', value: '', quotes: 'none'};
  if (!last.raw.endsWith(replaced)) return undefined;
  // It stays as it is, so the replacement only says what is missing.
  const [kept = {value: '', quotes: 'none' as const}] = tokensOf(last.raw.slice(0, last.raw.length - replaced.length));
  const program = tokens.findIndex(({raw}) => !/^\w+=/.test(raw));
  return {
    words: tokens.slice(program + 1).map(({value}) => value),
    current: last.value,
    replacement: word =>
      word.startsWith(kept.value) ? escaped(word.slice(kept.value.length), kept.quotes) : undefined,
  };
}

/** Readline adds the closing quote, but not to what already ends with one. */
function escaped(text: string, quotes: Quotes): string {
  if (quotes === 'none') return text.replace(/[^\w./%+,:=@\u0080-\u{10ffff}-]/gu, '\\$&');
  const [quote, written] =
    quotes === 'single'
      ? ["'", text.replaceAll("'", `'\\''`)]
      : // Within double quotes a backslash does not keep ! from the history.
        ['"', text.replace(/[\\"$`]/g, '\\$&').replaceAll('!', `"'!'"`)];
  return written.endsWith(quote) ? written + quote : written;
}

/** The words of the line; the last one, at the cursor, may be empty. */
function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let token: Token | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (token?.quotes !== 'single' && token?.quotes !== 'double' && /[\s;|&<>()]/.test(character)) {
      if (token !== undefined) tokens.push(token);
      token = undefined;
      continue;
    }
    token ??= {raw: '', value: '', quotes: 'none'};
    const taken = takeCharacter(token, line.slice(at));
    at += taken - 1;
  }
  return [...tokens, token ?? {raw: '', value: '', quotes: 'none'}];
}

/** Adds the first character of the rest, or an escaped one, to the word. Returns how many were taken. */
function takeCharacter(token: Token, rest: string): number {
  const [first = '', second] = rest;
  const {quotes} = token;
  const isEscape =
    first === '\\' && second !== undefined && (quotes === 'none' || (quotes === 'double' && /[\\"$`]/.test(second)));
  token.raw += isEscape ? first + second : first;
  if (isEscape) token.value += second;
  else if (first === "'" && quotes !== 'double') token.quotes = quotes === 'single' ? 'none' : 'single';
  else if (first === '"' && quotes !== 'single') token.quotes = quotes === 'double' ? 'none' : 'double';
  else if (first !== '\\' || quotes !== 'none') token.value += first;
  return isEscape ? 2 : 1;
}
