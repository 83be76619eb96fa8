import type {CommandTable} from '../../commands/entries.ts';
import {hidden} from '../../commands/index.ts';
import {topics} from '../../commands/topics.ts';
import {helpPages} from '../help-pages.ts';
import {namesAt} from './names-at.ts';
import {type CommandShape, commandShapes, type FlagShape, globalShapes} from './shapes.ts';

export interface CompletionTable {
  commands: readonly CommandShape[];
  globals: readonly FlagShape[];
  places: readonly Place[];
}

/** A point in the command line where a word of the table comes next. */
interface Place {
  /** The words before it: `incidents`, and `help incidents`, after which the same words come next. */
  after: readonly string[];
  choices: readonly Choice[];
}

interface Choice {
  word: string;
  text: string;
}

/** The table from which every shell's script is built. Loads every command. */
export async function completionTable(commands: CommandTable): Promise<CompletionTable> {
  const shapes = await commandShapes(commands);
  return {commands: shapes.filter(shape => !shape.hidden), globals: globalShapes(), places: places(commands)};
}

/** How a flag is typed: `--status`, `-s`, `--no-color`. */
export const typed = ({name, char, negatable, aliases = []}: FlagShape): string[] => [
  `--${name}`,
  ...(negatable ? [`--no-${name}`] : []),
  ...aliases.map(alias => `--${alias}`),
  ...(char === undefined ? [] : [`-${char}`]),
];

export const shown = (flags: readonly FlagShape[]): FlagShape[] => flags.filter(flag => !flag.hidden);

/** The global flags that take a value, as they are typed. They may come before the command. */
export const valuedGlobals = ({globals}: CompletionTable): string[] =>
  globals.filter(({value}) => value !== undefined).flatMap(typed);

/** Whether a value of the flag is completed by name. `command`: empty for a flag of every command. */
export const isNamed = ({name, value}: FlagShape, command = ''): boolean =>
  value !== undefined && namesAt({command, label: value, flag: name}) !== undefined;

/** Whether one of the command's arguments is. */
export const takesNames = ({name, args}: CommandShape): boolean =>
  args.some(arg => namesAt({command: name, label: arg.name}) !== undefined);

export const isFile = (name: string): boolean => name === 'FILE';

function places(commands: CommandTable): Place[] {
  const tree = new Map<string, Map<string, string>>([['', new Map(Object.entries(topics))]]);
  for (const [id, [summary]] of commands.entries()) {
    if (hidden.has(id)) continue;
    const words = id.split(':');
    for (const [at, word] of words.entries()) {
      const parent = words.slice(0, at).join(' ');
      const choices = tree.get(parent) ?? new Map<string, string>();
      if (!choices.has(word)) choices.set(word, at === words.length - 1 ? summary : `See pd help ${parent} ${word}`);
      tree.set(parent, choices);
    }
  }
  const listed = (choices: ReadonlyMap<string, string>): Choice[] => [...choices].map(([word, text]) => ({word, text}));
  const root = listed(tree.get('') ?? new Map());
  tree.delete('');
  const pages = Object.entries(helpPages).map(([word, {summary}]) => ({word, text: summary}));
  return [
    {after: [''], choices: [...root, {word: 'help', text: 'Help on a topic or a command'}]},
    {after: ['help'], choices: [...root, ...pages]},
    ...[...tree].map(([after, choices]) => ({after: [after, `help ${after}`], choices: listed(choices)})),
  ];
}
