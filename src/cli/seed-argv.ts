import {valuedGlobalFlags} from '../commands/base/argv.ts';

const verbs = ['trigger', 'acknowledge', 'resolve'];
const longFlags = ['--routing-key', '--dedup-key', '--description', '--source'];
const letters: Readonly<Record<string, string>> = {'-k': '--routing-key', '-i': '--dedup-key'};
// Other flags of pd that take a value, so that a value is not mistaken for the verb.
const valued = new Set([...valuedGlobalFlags, '--to']);

/** Whether the words are the seed's own command line: a bare verb, with its flags before or after it. */
export function isSeedCommand(argv: readonly string[]): boolean {
  const [first = ''] = argv;
  return verbs.includes(first.startsWith('-') ? (read(argv).words[0] ?? '') : first);
}

/**
 * The seed's command line in the form oclif reads: the verb first, flags by their full names. As in the seed, a flag
 * may be shortened to any unambiguous prefix (`--desc`), and the last of two wins.
 */
export function seedArgv(argv: readonly string[]): string[] {
  const {words, given, others} = read(argv);
  return [...words, ...others, ...[...given].flat()];
}

interface Read {
  words: string[];
  /** The seed's own flags with their values. */
  given: Map<string, string>;
  others: string[];
}

function read(argv: readonly string[]): Read {
  const result: Read = {words: [], given: new Map(), others: []};
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const next = argv[index + 1];
    const flag = seedFlag(word);
    if (flag?.value !== undefined) result.given.set(flag.name, flag.value);
    else if ((flag || valued.has(word)) && next !== undefined) {
      if (flag) result.given.set(flag.name, next);
      else result.others.push(word, next);
      index += 1;
    } else if (word.startsWith('-')) result.others.push(flag?.name ?? word);
    else result.words.push(word);
  }
  return result;
}

/** `-k`, `-kKEY`, `--source`, `--sou`, `--source=db1`; undefined for anything but the seed's flags. */
function seedFlag(word: string): {name: string; value?: string} | undefined {
  if (!word.startsWith('--')) {
    const name = letters[word.slice(0, 2)];
    if (name === undefined) return undefined;
    return word.length === 2 ? {name} : {name, value: word.slice(2).replace(/^=/, '')};
  }
  const [typed = ''] = word.split('=', 1);
  const [name, ...more] = longFlags.filter(flag => flag.startsWith(typed));
  if (name === undefined || more.length > 0 || typed === '--') return undefined;
  return typed.length === word.length ? {name} : {name, value: word.slice(typed.length + 1)};
}
