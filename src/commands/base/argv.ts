// The command line before oclif has parsed it: which command it means, and which secrets an error must hide.

import {looksLikeKey} from '../../lib/base/key-shapes.ts';

/** The flags of every command that take a value, so that `pd -p eu incidents ls` finds its command. */
export const valuedGlobalFlags: readonly string[] = [
  ...['-p', '--profile', '--api-key', '--auth-type', '--from', '--region', '--api-url', '--events-url'],
  ...['-o', '--output', '--fields', '--jq', '--concurrency', '--max-wait', '--timeout'],
  ...['--client-cert', '--client-key', '--gateway-header'],
];

/** The global flags without a value. */
export const plainGlobalFlags: readonly string[] = [
  ...['--json', '--no-header', '--wide', '--utc', '--color', '--no-color', '--no-pager', '--quiet', '-q', '--debug'],
  ...['--no-input', '--help', '-h', '--version', '-v'],
];

/** The words that are pd's own: those after `--` are another program's. */
export function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

/** The keys given on the command line: `--api-key KEY`, `--routing-key=KEY`, `-kKEY`. */
export function keysIn(argv: readonly string[]): string[] {
  const words = ownWords(argv);
  return words.flatMap((word, index) => {
    if (/^(?:--api-key|--routing-key|-k)$/.test(word)) return words[index + 1] ?? [];
    return /^(?:--(?:api|routing)-key=|-k=?)(.+)$/.exec(word)?.[1] ?? [];
  });
}

/**
 * The words, or the parts after `=`, that look like keys: a flag may be misspelt, or there may be one argument too
 * many.
 */
export const keyLikeWords = (argv: readonly string[]): string[] =>
  ownWords(argv).flatMap(word => [word, word.slice(word.indexOf('=') + 1)].filter(looksLikeKey));

/** The last of --color and --no-color; undefined if neither is given. */
export function wishedColour(argv: readonly string[]): boolean | undefined {
  const wished = ownWords(argv).findLast(word => word === '--color' || word === '--no-color');
  return wished === undefined ? undefined : wished === '--color';
}

/** The command of `events run [flags] -- COMMAND…`; undefined if there is none, or with --dry-run. */
export function jobCommand(argv: readonly string[]): readonly [string, ...string[]] | undefined {
  const own = ownWords(argv);
  const [file, ...args] = argv.slice(own.length + 1);
  return file === undefined || own.includes('--dry-run') ? undefined : [file, ...args];
}
