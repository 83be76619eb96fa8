import {usageError} from '../base/errors.ts';

/** Splits a command line as a POSIX shell does: quotes, double quotes, backslashes. Nothing is expanded. */
export function splitWords(line: string, what: string): string[] {
  const words: string[] = [];
  const token = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy;
  let word: string | undefined;
  while (token.lastIndex < line.length) {
    const match = token.exec(line);
    if (!match)
      throw usageError(`${what}: a quote or a backslash in the command is never ended`, 'quote it as in a shell');
    const [, space, single, double, escaped, plain] = match;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? '') + (single ?? unquoted(double) ?? (escaped === '\n' ? '' : escaped) ?? plain ?? '');
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Within double quotes a backslash keeps its meaning only before these. */
function unquoted(text: string | undefined): string | undefined {
  return text?.replace(/\\([$`"\\\n])/g, (_all, kept: string) => (kept === '\n' ? '' : kept));
}
