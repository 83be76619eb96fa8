import {ownWords} from '../commands/base/argv.ts';
import type {OutputFormat} from '../lib/output/output.ts';

const jsonFormats = new Set(['json', 'jsonl']);

/**
 * Whether an error is printed as JSON: whenever the command's output is, or, if the command line could not be parsed,
 * whenever it seems to ask for JSON.
 */
export function wantsJsonErrors(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  format: OutputFormat | undefined,
): boolean {
  if (format !== undefined) return jsonFormats.has(format);
  const own = ownWords(argv);
  for (const [index, word] of own.entries()) {
    if (word === '--json') return true;
    const joined = /^(?:--output=|-o=?)(\w+)$/.exec(word);
    if (joined) return jsonFormats.has(joined[1] ?? '');
    if (word === '-o' || word === '--output') return jsonFormats.has(own[index + 1] ?? '');
  }
  return jsonFormats.has(env['PD_OUTPUT'] ?? (own[0] === 'rest' ? 'json' : ''));
}
