import {ownWords, plainGlobalFlags, valuedGlobalFlags} from '../commands/base/argv.ts';
import {topics} from '../commands/topics.ts';
import {type PdError, usageError} from '../lib/base/errors.ts';
import {shortened} from '../lib/base/text.ts';
import {nearest} from '../lib/input/nearest.ts';
import {commands} from './commands.ts';
import {lineElsewhere, verbsElsewhere} from './elsewhere.ts';
import {isSeedCommand, seedArgv} from './seed-argv.ts';
import {pluralOf} from './topic-words.ts';

type CommandRoute =
  | {kind: 'command'; id: string; argv: string[]}
  | {kind: 'help'; words: string[]}
  | {kind: 'unknown'; error: PdError};

const valued = new Set(valuedGlobalFlags);
const plain = new Set(plainGlobalFlags);

/** Finds the command that a command line names: the longest run of words that is one. */
export function route(argv: readonly string[]): CommandRoute {
  const before = flagsBefore(argv);
  const rest = withTopic(argv.slice(before.length));
  if (rest[0] === 'help') return {kind: 'help', words: words(rest.slice(1))};
  const found = words(rest);
  const wantsHelp = [...before, ...ownWords(rest)].some(word => word === '--help' || word === '-h');
  // Not the words after `--`: there may be thousands, and they belong to another program.
  if (isSeedCommand(ownWords(argv))) {
    // python-pagerduty's commands take no words: `pd resolve 7` is about an incident.
    const line = wantsHelp || found.length < 2 ? undefined : lineElsewhere(found);
    if (line !== undefined)
      return {kind: 'unknown', error: usageError(`pd ${found[0]} takes only flags, such as -k and -i`, line)};
    return wantsHelp ? {kind: 'help', words: ['seed']} : {kind: 'command', id: 'seed', argv: seedArgv(argv)};
  }
  if (wantsHelp) return {kind: 'help', words: found};
  for (let count = Math.min(3, found.length); count > 0; count--) {
    const id = found.slice(0, count).join(':');
    if (commands.has(id)) return {kind: 'command', id, argv: [...before, ...rest.slice(count)]};
  }
  const stray = found.length === 0 ? before.find(isUnknownFlag) : undefined;
  if (stray !== undefined)
    return {kind: 'unknown', error: usageError(`There is no flag ${stray.split('=')[0]}`, 'see pd help')};
  if (found.length === 0 || (isTopic(found.join(':')) && found.length === rest.length))
    return {kind: 'help', words: found};
  return {kind: 'unknown', error: unknownCommand(found)};
}

/** The words of the command line up to its first flag. */
function words(argv: readonly string[]): string[] {
  const found: string[] = [];
  for (const word of argv) {
    if (word.startsWith('-')) break;
    found.push(word);
  }
  return found;
}

function flagsBefore(argv: readonly string[]): string[] {
  let count = 0;
  while (argv[count]?.startsWith('-') && argv[count] !== '--') count += valued.has(argv[count] ?? '') ? 2 : 1;
  return argv.slice(0, count) as string[];
}

export const isTopic = (id: string): boolean =>
  Object.hasOwn(topics, id) || commands.ids().some(command => command.startsWith(`${id}:`));

/** `pd incident ls` is `pd incidents ls`, and `pd help incident` is `pd help incidents`. */
function withTopic(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  if (first === 'help' && rest[0] !== undefined) return [first, ...withTopic(rest)];
  const topic = pluralOf(first);
  return topic === undefined ? words : [topic, ...rest];
}

/** A flag that no command has: printing help would hide the mistake. */
const isUnknownFlag = (word: string, index: number, words: readonly string[]): boolean => {
  const isValue = index > 0 && valued.has(words[index - 1] ?? '');
  const name = word.split('=')[0] ?? word;
  return !isValue && !valued.has(name) && !plain.has(name) && !/^-[po]./.test(word);
};

const isIncident = (word: string): boolean => /^(?:#?\d+|[PQR][A-Z0-9]{6,13})$/.test(word);

function unknownCommand(found: readonly string[]): PdError {
  const topic = found[0] ?? '';
  if (isTopic(topic)) {
    const verbs = commands
      .ids()
      .filter(id => id.startsWith(`${topic}:`))
      .map(id => id.slice(topic.length + 1));
    const [, typed = ''] = found;
    if (topic === 'incidents' && isIncident(typed))
      return usageError(`pd incidents needs a verb before ${typed}`, `pd incidents show ${typed.replace('#', '')}`);
    // `pd log 7` is about one incident, `pd log ls` about all.
    const ofIncident = isIncident(typed) && commands.has(`incidents:${topic}`);
    if (ofIncident) return usageError(`pd ${topic} needs a verb`, `pd incidents ${topic} ${typed.replace('#', '')}`);
    if (topic === 'changes' && typed === '')
      return usageError('pd changes needs a verb', 'pd changes ls lists them, pd events change sends one');
    const elsewhere = verbsElsewhere[typed] ?? '';
    const guess = verbs.includes(elsewhere) ? elsewhere : nearest(typed, verbs);
    const next =
      guess === undefined ? `see pd help ${topic}` : `did you mean pd ${topic} ${guess.replaceAll(':', ' ')}?`;
    return usageError(
      found[1] === undefined ? `pd ${topic} needs a verb` : `There is no command pd ${topic} ${found[1]}`,
      next,
    );
  }
  const line = lineElsewhere(found);
  if (line !== undefined) return usageError(`There is no command pd ${shortened(topic)}`, line);
  const guess = nearest(topic, [...Object.keys(topics), ...commands.ids().filter(id => !id.includes(':'))]);
  return usageError(
    `There is no command pd ${topic}`,
    guess === undefined ? 'see pd help' : `did you mean pd ${guess}?`,
  );
}
