import {ownWords, valuedGlobalFlags} from '../commands/base/argv.ts';
import {topics} from '../commands/topics.ts';
import {type PdError, usageError} from '../lib/base/errors.ts';
import {nearest} from '../lib/input/nearest.ts';
import {commands} from './commands.ts';
import {isSeedCommand, seedArgv} from './seed-argv.ts';

type CommandRoute =
  | {kind: 'command'; id: string; argv: string[]}
  | {kind: 'help'; words: string[]}
  | {kind: 'unknown'; error: PdError};

const valued = new Set(valuedGlobalFlags);

/** Finds the command that a command line names: the longest run of words that is one. */
export function route(argv: readonly string[]): CommandRoute {
  const before = flagsBefore(argv);
  const rest = argv.slice(before.length);
  if (rest[0] === 'help') return {kind: 'help', words: words(rest.slice(1))};
  const found = words(rest);
  const wantsHelp = [...before, ...ownWords(rest)].some(word => word === '--help' || word === '-h');
  // Not the words after `--`: there may be thousands, and they belong to another program.
  if (isSeedCommand(ownWords(argv)))
    return wantsHelp ? {kind: 'help', words: ['seed']} : {kind: 'command', id: 'seed', argv: seedArgv(argv)};
  if (wantsHelp) return {kind: 'help', words: found};
  for (let count = Math.min(3, found.length); count > 0; count--) {
    const id = found.slice(0, count).join(':');
    if (Object.hasOwn(commands, id)) return {kind: 'command', id, argv: [...before, ...rest.slice(count)]};
  }
  if (found.length === 0 || (isTopic(found.join(':')) && found.length === rest.length))
    return {kind: 'help', words: found};
  return {kind: 'unknown', error: unknownCommand(found)};
}

/** The words of the command line up to its first flag. */
function words(argv: readonly string[]): string[] {
  const end = argv.findIndex(word => word.startsWith('-'));
  return argv.slice(0, end === -1 ? undefined : end) as string[];
}

function flagsBefore(argv: readonly string[]): string[] {
  let count = 0;
  while (argv[count]?.startsWith('-') && argv[count] !== '--') count += valued.has(argv[count] ?? '') ? 2 : 1;
  return argv.slice(0, count) as string[];
}

export const isTopic = (id: string): boolean =>
  Object.hasOwn(topics, id) || Object.keys(commands).some(command => command.startsWith(`${id}:`));

// What other command line tools call these verbs.
const verbsElsewhere: Readonly<Record<string, string>> = {
  ...{list: 'ls', get: 'show', view: 'show', describe: 'show', browse: 'open', watch: 'ls'},
  ...{delete: 'rm', remove: 'rm', add: 'create', new: 'create', close: 'resolve', comment: 'note'},
};

function unknownCommand(found: readonly string[]): PdError {
  const topic = found[0] ?? '';
  if (isTopic(topic)) {
    const verbs = Object.keys(commands)
      .filter(id => id.startsWith(`${topic}:`))
      .map(id => id.slice(topic.length + 1));
    const [, typed = ''] = found;
    const elsewhere = verbsElsewhere[typed] ?? '';
    const guess = verbs.includes(elsewhere) ? elsewhere : nearest(typed, verbs);
    const next =
      guess === undefined ? `see pd help ${topic}` : `did you mean pd ${topic} ${guess.replaceAll(':', ' ')}?`;
    return usageError(
      found[1] === undefined ? `pd ${topic} needs a verb` : `There is no command pd ${topic} ${found[1]}`,
      next,
    );
  }
  const guess = nearest(topic, [...Object.keys(topics), ...Object.keys(commands).filter(id => !id.includes(':'))]);
  return usageError(
    `There is no command pd ${topic}`,
    guess === undefined ? 'see pd help' : `did you mean pd ${guess}?`,
  );
}
