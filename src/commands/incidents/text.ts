import {usageError} from '../../lib/base/errors.ts';
import type {Context} from '../../lib/context.ts';
import {readValue} from '../../lib/input/argument-values.ts';
import {writtenText} from '../base/editor.ts';

interface Wanted {
  /** What the text is, as part of a message: "The note". */
  what: string;
  /** What it is about, for the editor. */
  about: string;
}

/** The text that the words are, that stdin holds, or that is written in the editor. Throws a usage error if it is empty. */
export async function textOf({io}: Context, words: readonly string[], {what, about}: Wanted): Promise<string> {
  const [only, ...more] = words;
  if (only === undefined) return (await writtenText(io, what, about)).trim();
  // A text may well begin with @, so only - has a special meaning.
  const isStdin = only === '-' && more.length === 0;
  const text = (isStdin ? await readValue(io, only, what) : words.join(' ')).trim();
  if (text === '') throw usageError(`${what} is empty`);
  return text;
}
