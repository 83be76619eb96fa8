import {argumentsOf, inUsage} from '../../src/cli/arguments.ts';
import {usage} from '../../src/cli/command-help.ts';
import {commands} from '../../src/cli/commands.ts';
import {commandShapes, type FlagShape} from '../../src/cli/completion/shapes.ts';
import type {CommandClass} from '../../src/commands/entries.ts';
import {topics} from '../../src/commands/topics.ts';

/** What a page of the reference says about a command, in any format. */
export interface CommandPage {
  /** As it is typed, without `pd`: `incidents ack`. */
  name: string;
  summary: string;
  /** Paragraphs. */
  description: readonly string[];
  /** Everything after `pd`. */
  usage: string;
  args: ReadonlyArray<{label: string; description: string}>;
  /** Its own flags, without the hidden ones. */
  flags: readonly FlagShape[];
  /** Lines as typed in a shell. */
  examples: readonly string[];
}

export interface TopicPage {
  /** `incidents`; empty for commands of a single word. */
  name: string;
  summary: string;
  commands: readonly CommandPage[];
}

/** Every command that is not hidden, by topic, in the order of help. */
export async function topicPages(): Promise<TopicPage[]> {
  const pages = await commandPages();
  const names = [...Object.keys(topics), ''];
  // What is said after a command of a single word (sandbox start) is with that.
  const topicOf = ([first = '']: readonly string[]): string => (Object.hasOwn(topics, first) ? first : '');
  return names.map(name => ({
    name,
    summary: topics[name] ?? 'Other commands',
    commands: pages.filter(page => topicOf(page.name.split(' ')) === name),
  }));
}

async function commandPages(): Promise<CommandPage[]> {
  const shapes = await commandShapes(commands);
  const all = await Promise.all(
    commands.entries().map(async ([id, [, load]], at) => ({id, Command: await load(), shape: shapes[at]})),
  );
  return all.flatMap(({id, Command, shape}) => {
    if (shape === undefined || shape.hidden) return [];
    return {
      name: shape.name,
      summary: shape.summary,
      description: Command.description?.split('\n\n') ?? [],
      usage: usage(id, Command),
      args: argumentsOf(Command).map(arg => ({label: inUsage(arg), description: arg.description})),
      flags: shape.flags.filter(flag => !flag.hidden).map(flag => withDefault(flag, Command)),
      examples: shape.examples,
    };
  });
}

/** If the parser supplies the default, the summary does not name it. */
function withDefault(flag: FlagShape, Command: CommandClass): FlagShape {
  const value: unknown = Command.flags?.[flag.name]?.default;
  return typeof value === 'string' ? {...flag, summary: `${flag.summary} Default: ${value}.`} : flag;
}
