import {globalFlags} from '../commands/base/flags.ts';
import {stubProcessStreams} from '../commands/base/oclif-streams.ts';
import {type CommandClass, hidden} from '../commands/index.ts';
import {topics} from '../commands/topics.ts';
import {usageError} from '../lib/base/errors.ts';
import {nearest} from '../lib/input/nearest.ts';
import type {Io} from '../lib/io/io.ts';
import {version} from '../version.ts';
import {commands} from './commands.ts';
import {helpPages} from './help-pages.ts';
import {isTopic} from './route.ts';

/** `pd help`, `pd help TOPIC`, `pd TOPIC VERB --help`. Throws a usage error for words that name nothing. */
export async function showHelp(words: readonly string[], io: Io): Promise<void> {
  if (words.length === 0) return io.stdout.write(rootHelp());
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const id = words.slice(0, count).join(':');
    if (Object.hasOwn(commands, id)) return io.stdout.write(await commandHelp(id, io));
    if (count === words.length && isTopic(id)) return io.stdout.write(topicHelp(id));
  }
  const [word = ''] = words;
  if (words.length === 1 && Object.hasOwn(helpPages, word)) return io.stdout.write(`${helpPages[word]?.text}\n`);
  const known = [...Object.keys(topics), ...Object.keys(commands), ...Object.keys(helpPages)].map(id =>
    id.replaceAll(':', ' '),
  );
  const guess = nearest(words.join(' '), known);
  const next = Object.hasOwn(helpPages, guess ?? '') ? `help ${guess}` : guess;
  throw usageError(
    `There is no command pd ${words.join(' ')}`,
    next === undefined ? 'see pd help' : `did you mean pd ${next}?`,
  );
}

function rootHelp(): string {
  const single = Object.entries(commands).filter(([id]) => !id.includes(':') && !hidden.has(id));
  return `${[
    'The PagerDuty command line.',
    'USAGE\n  $ pd TOPIC VERB [ARGUMENTS] [FLAGS]',
    `EXAMPLES
  $ pd incidents ls                              what is open now
  $ pd incidents ack 1234                        acknowledge it
  $ pd events trigger -s "disk full on db1"      page the service behind the routing key
  $ pd events resolve KEY                        and take it back
  $ pd rest list /users -o jsonl                 any endpoint, every page`,
    `TOPICS\n${list(Object.entries(topics))}`,
    ...(single.length === 0 ? [] : [`COMMANDS\n${list(single.map(([id, [summary]]) => [id, summary]))}`]),
    `HELP\n${list(rootPages())}`,
  ].join('\n\n')}\n`;
}

const rootPages = (): [string, string][] => [
  ['pd help TOPIC', 'The verbs of a topic'],
  ['pd TOPIC VERB --help', 'Flags and examples of a command'],
  ...Object.entries(helpPages).map(([name, {summary}]): [string, string] => [`pd help ${name}`, summary]),
];

function topicHelp(topic: string): string {
  const verbs = Object.entries(commands).filter(([id]) => id.startsWith(`${topic}:`));
  const name = topic.replaceAll(':', ' ');
  return `${[
    topics[topic] ?? name,
    `USAGE\n  $ pd ${name} VERB`,
    `COMMANDS\n${list(verbs.map(([id, [summary]]) => [id.replaceAll(':', ' '), summary]))}`,
    `Flags and examples: pd ${name} VERB --help`,
  ].join('\n\n')}\n`;
}

function list(rows: ReadonlyArray<readonly [string, string]>): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

async function commandHelp(id: string, io: Io): Promise<string> {
  stubProcessStreams(io);
  const [{CommandHelp}, {OclifConfig}] = await Promise.all([
    import('@oclif/core/help'),
    import('../commands/base/oclif-config.ts'),
  ]);
  const [summary, load] = commands[id] ?? [];
  const Command = await load?.();
  if (summary === undefined || Command === undefined) throw new Error(`no command ${id}`);
  const flags = {...globalFlags, ...Command.flags};
  const described = {
    id: id === 'seed' ? 'trigger' : id.replaceAll(':', ' '),
    description: Command.description, // without the summary, which is the page's first line
    usage: usage(id, Command),
    // oclif puts a prompt before those that begin with pd.
    examples: Command.examples.map(line => (line.startsWith('pd ') ? line : `$ ${line}`)),
    args: named(argsOf(Command)),
    flags: named(flags),
    aliases: [],
    hiddenAliases: [],
    strict: true, // or every argument would be shown as one that may be repeated
  };
  const help = new CommandHelp(described as never, new OclifConfig(io, 'pd', version), {
    stripAnsi: true,
    maxWidth: Math.min(io.stdout.columns, 100),
  } as never);
  return `${summary}\n\n${help.generate()}\n`;
}

/** The arguments and the flags that must be given; oclif's own line would name every flag. */
function usage(id: string, Command: CommandClass): string {
  // Nobody types "seed": its verbs stand first.
  if (id === 'seed') return 'trigger [FLAGS]';
  const words = Object.entries(argsOf(Command)).map(([key, arg]) => {
    const name = (arg.name ?? key).toUpperCase();
    const many = arg.multiple ? `${name}...` : name;
    return arg.required ? many : `[${many}]`;
  });
  const needed = Object.entries(Command.flags ?? {}).flatMap(([name, flag]) => {
    if (flag.required !== true) return [];
    const value = flag.type === 'option' ? ` ${flag.helpValue ?? name.toUpperCase()}` : '';
    return `${flag.char === undefined ? `--${name}` : `-${flag.char}`}${value}`;
  });
  return [id.replaceAll(':', ' '), ...words, ...needed, '[FLAGS]'].join(' ');
}

/** Where more words are taken than there are arguments, they go to the last one. */
function argsOf({args, strict}: CommandClass): CommandClass['args'] {
  const last = Object.entries(args).at(-1);
  if (strict !== false || last === undefined) return args;
  return {...args, [last[0]]: {...last[1], multiple: true}};
}

const named = (things: Readonly<Record<string, object>>): Record<string, object> =>
  Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, {...thing, name}]));
