import type {SafeText} from '../base/errors.ts';
import {said} from '../base/said.ts';
import type {Io} from '../io/io.ts';
import type {Style} from './view.ts';

export type Paint = (style: Style, text: string) => string;

/** Whether this stream gets colour. `wanted` is false for --no-color, and undefined if neither flag was given. */
export function wantsColour(io: Io, stream: 'stdout' | 'stderr', wanted?: boolean): boolean {
  if (wanted !== undefined) return wanted;
  const {NO_COLOR: never, FORCE_COLOR: forced, TERM: term} = io.env;
  if (never) return false;
  if (forced) return forced !== '0' && forced !== 'false';
  return term !== 'dumb' && io[stream].isTTY;
}

/** Loads chalk only if there is something to colour. */
export async function painter(color: boolean): Promise<Paint> {
  if (!color) return (_style, text) => text;
  const {Chalk} = await import('chalk');
  // Level 1: the sixteen colours that follow the user's theme. Whether to use colour was decided above.
  const chalk = new Chalk({level: 1});
  return (style, text) => chalk[style](text);
}

const codes = {dim: [2, 22], yellow: [33, 39], red: [31, 39]} as const;

/** Colours a one-line message, which cannot wait for chalk to load. */
export function paintMessage(style: keyof typeof codes, text: SafeText): SafeText {
  const [on, off] = codes[style];
  return said`\u001b[${on}m${text}\u001b[${off}m`;
}

/** The same for the title of a page. */
export const boldText = (text: string): string => `\u001b[1m${text}\u001b[22m`;

// A string before a colon is a key; everything but strings, words and numbers is left alone.
const jsonToken = /"(?:[^"\\]+|\\.)*"(?=(:)?)|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

export function colorJson(json: string, paint: Paint): string {
  return json.replace(jsonToken, (token, colon: string | undefined) => paint(tokenStyle(token, colon), token));
}

function tokenStyle(token: string, colon: string | undefined): Style {
  if (token.startsWith('"')) return colon ? 'blue' : 'green';
  if (token === 'null') return 'dim';
  return token === 'true' || token === 'false' ? 'yellow' : 'cyan';
}
