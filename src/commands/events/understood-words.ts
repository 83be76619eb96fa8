import {nearest} from '../../lib/input/nearest.ts';

interface FlagShape {
  type: 'boolean' | 'option';
  char?: string;
  allowNo?: boolean;
  hidden?: boolean;
  options?: readonly string[];
}
type Flags = Readonly<Record<string, FlagShape>>;

/**
 * The usable flags of a command line, and what is wrong with the others: `events run` starts its job even so. Of
 * anything that is not understood, only the name of a flag is repeated, because any other word may be a key.
 */
export function understoodWords(words: readonly string[], known: Flags): {words: string[]; problems: string[]} {
  const kept: string[] = [];
  const problems: string[] = [];
  for (let index = 0; index < words.length; ) {
    const unit = unitAt(words, index, known);
    if (unit.problem === undefined) kept.push(...unit.words);
    else problems.push(unit.problem);
    index += unit.length;
  }
  return {words: kept, problems};
}

interface Unit {
  /** The number of words it takes. */
  length: number;
  words: string[];
  problem?: string;
}

function unitAt(words: readonly string[], index: number, known: Flags): Unit {
  const word = words[index] ?? '';
  if (!/^-./s.test(word)) return {length: 1, words: [], problem: 'ignoring an unexpected word before --'};
  const {name, flag, value} = flagOf(word, known);
  if (flag === undefined) return {...unknownFlag(words, index, known), words: []};
  if (flag.type === 'boolean') {
    const problem = value === undefined ? {} : {problem: `ignoring --${name}: it takes no value`};
    return {length: 1, words: [word], ...problem};
  }
  const given = value ?? words[index + 1];
  const length = value === undefined ? 2 : 1;
  if (given === undefined || given === '') return {length, words: [], problem: `ignoring --${name}: it is empty`};
  const usable = flag.options === undefined ? given : flag.options.find(one => one === given.toLowerCase());
  if (usable !== undefined) return {length, words: [`--${name}=${usable}`]};
  const options = flag.options?.join(', ');
  return {length, words: [], problem: `ignoring --${name}: it is not one of ${options}`};
}

/** `--name`, `--no-name`, `--name=value`, `-n`, `-nVALUE`. */
function flagOf(word: string, known: Flags): {name: string; flag?: FlagShape | undefined; value?: string | undefined} {
  const [, long, longValue] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (long !== undefined) {
    const positive = long.replace(/^no-/, '');
    const flag = own(known, long) ?? (own(known, positive)?.allowNo ? own(known, positive) : undefined);
    return {name: long, flag, value: longValue};
  }
  const [name, flag] = Object.entries(known).find(([, {char}]) => char !== undefined && char === word[1]) ?? [''];
  const value = word.length > 2 ? word.slice(2).replace(/^=/, '') : undefined;
  return {name, flag, value};
}

const own = (known: Flags, name: string): FlagShape | undefined =>
  Object.hasOwn(known, name) ? known[name] : undefined;

/** Without `=`, a following word that is not a flag is taken as its value. */
function unknownFlag(words: readonly string[], index: number, known: Flags): {length: number; problem: string} {
  const [name = ''] = (words[index] ?? '').split('=');
  const shown = name.startsWith('--') ? name : name.slice(0, 2);
  const names = Object.keys(known).filter(candidate => known[candidate]?.hidden !== true);
  const guess = shown.startsWith('--') ? nearest(shown.slice(2), names) : undefined;
  const hint = guess === undefined ? '' : `; did you mean --${guess}?`;
  const hasValue = !words[index]?.includes('=') && words[index + 1]?.startsWith('-') === false;
  return {length: hasValue ? 2 : 1, problem: `ignoring ${shown}: there is no such flag${hint}`};
}
