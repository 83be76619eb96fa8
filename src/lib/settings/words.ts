import {usageError} from '../base/errors.ts';

/**
 * Splits a command line as a POSIX shell does, with single quotes, double quotes and backslashes. Nothing is expanded.
 */
export function splitWords(line: string, what: string): string[] {
  const words: string[] = [];
  const token = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy;
  let word: string | undefined;
  while (token.lastIndex < line.length) {
    const match = token.exec(line);
    if (!match)
      throw usageError(`${what}: a quote or a backslash in the command is unterminated`, 'quote it as in a shell');
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

/** Within double quotes a backslash only escapes these characters. */
function unquoted(text: string | undefined): string | undefined {
  return text?.replace(/\\([$`"\\\n])/g, (_all, kept: string) => (kept === '\n' ? '' : kept));
}
