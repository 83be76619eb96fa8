import {stubProcessStreams} from '../commands/base/oclif-streams.ts';
import {hidden} from '../commands/index.ts';
import {topics} from '../commands/topics.ts';
import {usageError} from '../lib/base/errors.ts';
import {nearest} from '../lib/input/nearest.ts';
import type {Io} from '../lib/io/io.ts';
import {commands} from './commands.ts';
import {helpPages} from './help-pages.ts';
import {isTopic} from './route.ts';

/** `pd help`, `pd help TOPIC`, `pd TOPIC VERB --help`. Throws a usage error for words that match nothing. */
export async function showHelp(words: readonly string[], io: Io): Promise<void> {
  if (words.length === 0) return io.stdout.write(rootHelp());
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const id = words.slice(0, count).join(':');
    if (commands.has(id)) return io.stdout.write(await helpOf(id, io));
    if (count === words.length && isTopic(id)) return io.stdout.write(topicHelp(id));
  }
  const [word = ''] = words;
  if (words.length === 1 && Object.hasOwn(helpPages, word)) return io.stdout.write(`${helpPages[word]?.text}\n`);
  const known = [...Object.keys(topics), ...commands.ids(), ...Object.keys(helpPages)].map(id =>
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
  const single = commands.entries(['']).filter(([id]) => !id.includes(':') && !hidden.has(id));
  return `${[
    'The PagerDuty command line.',
    'USAGE\n  $ pd TOPIC VERB [ARGUMENTS] [FLAGS]',
    `EXAMPLES
  $ pd status                                    am I on call, and what is open
  $ pd incidents ls                              what is open now
  $ pd incidents ack 1234                        acknowledge it
  $ pd events trigger -s "disk full on db1"      page the service behind the routing key
  $ pd events resolve KEY                        resolve the alert
  $ pd rest list /users -o jsonl                 any endpoint, every page`,
    `TOPICS\n${list(Object.entries(topics))}`,
    ...(single.length === 0 ? [] : [`COMMANDS\n${list(single.map(([id, [summary]]) => [id, summary]))}`]),
    `HELP\n${list(rootPages())}`,
  ].join('\n\n')}\n`;
}

const rootPages = (): [string, string][] => [
  ['pd help TOPIC', 'Commands of a topic'],
  ['pd TOPIC VERB --help', 'Flags and examples of a command'],
  ...Object.entries(helpPages).map(([name, {summary}]): [string, string] => [`pd help ${name}`, summary]),
];

function topicHelp(topic: string): string {
  const name = topic.replaceAll(':', ' ');
  return `${[
    topics[topic] ?? name,
    `USAGE\n  $ pd ${name} VERB`,
    `COMMANDS\n${list(verbsOf(topic))}`,
    `Flags and examples: pd ${name} VERB --help`,
  ].join('\n\n')}\n`;
}

const verbsOf = (topic: string): [string, string][] =>
  commands
    .entries()
    .flatMap(([id, [summary]]): [string, string][] =>
      id.startsWith(`${topic}:`) ? [[id.replaceAll(':', ' '), summary]] : [],
    );

function list(rows: ReadonlyArray<readonly [string, string]>): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

async function helpOf(id: string, io: Io): Promise<string> {
  stubProcessStreams(io, id.split(':'));
  const [summary, load] = commands.find(id) ?? [];
  const [{commandHelp}, Command] = await Promise.all([import('./command-help.ts'), load?.()]);
  if (summary === undefined || Command === undefined) throw new Error(`no command ${id}`);
  const verbs = isTopic(id) ? `COMMANDS\n${list(verbsOf(id))}\n\n` : '';
  return commandHelp(id, {summary, Command, verbs}, io);
}
