import {CommandHelp} from '@oclif/core/help';
import {globalFlags} from '../commands/base/flags.ts';
import {OclifConfig} from '../commands/base/oclif-config.ts';
import type {CommandClass} from '../commands/entries.ts';
import type {Io} from '../lib/io/io.ts';
import {version} from '../version.ts';
import {type Argument, argumentsOf, inUsage} from './arguments.ts';

interface HelpedCommand {
  summary: string;
  Command: CommandClass;
  /** A section on the commands that begin with its words, if there are any. */
  verbs: string;
}

/**
 * The help page of a command. The flags that all commands share come last, since readers look for the command's own
 * first.
 */
export function commandHelp(id: string, {summary, Command, verbs}: HelpedCommand, io: Io): string {
  const config = new OclifConfig(io, 'pd', version);
  const options = {stripAnsi: true, maxWidth: Math.min(io.stdout.columns, 100)};
  const described = {
    id: id === 'seed' ? 'trigger|acknowledge|resolve' : id.replaceAll(':', ' '), // nobody types "seed"
    description: Command.description, // without the summary, which is the first line of the page
    usage: usage(id, Command),
    // oclif puts a prompt before those that begin with pd.
    examples: Command.examples.map(line => (line.startsWith('pd ') ? line : `$ ${line}`)),
    flags: named(own(Command)),
  };
  const page = new Page(argumentsOf(Command), described as never, config, options as never).generate();
  const globals = new CommandHelp({flags: named(shared(Command))} as never, config, {
    ...options,
    sections: ['flags'],
  } as never);
  return `${summary}\n\n${verbs}${page}\n\n${globals.generate()}\n`;
}

type Flags = CommandClass['flags'];

const filtered = (flags: Flags, keeps: (name: string, group: string | undefined) => boolean): Flags =>
  Object.fromEntries(Object.entries(flags ?? {}).filter(([name, flag]) => keeps(name, flag.helpGroup)));

const own = ({flags}: CommandClass): Flags => filtered(flags, (_name, group) => group !== 'GLOBAL');

/** The global flags in the form that they have in this command, which may have its own flag of that name. */
const shared = ({flags = {}}: CommandClass): Flags => ({
  ...filtered(globalFlags, name => !Object.hasOwn(flags, name)),
  ...filtered(flags, (_name, group) => group === 'GLOBAL'),
});

class Page extends CommandHelp {
  readonly #arguments: readonly Argument[];

  constructor(all: readonly Argument[], ...given: ConstructorParameters<typeof CommandHelp>) {
    super(...given);
    this.#arguments = all;
  }

  /** oclif would write every name in capitals, even words that are typed literally (`high|low`). */
  protected override args(): [string, string | undefined][] | undefined {
    if (this.#arguments.length === 0) return undefined;
    return this.#arguments.map(arg => [inUsage(arg), arg.description]);
  }
}

/** The arguments and the required flags; oclif's own line would name every flag. A command may provide its own line. */
export function usage(id: string, Command: CommandClass): string {
  if (Command.usage !== undefined) return [Command.usage].flat().join('\n');
  const needed = Object.entries(Command.flags ?? {}).flatMap(([name, flag]) => {
    if (flag.required !== true) return [];
    const value = flag.type === 'option' ? ` ${flag.helpValue ?? name.toUpperCase()}` : '';
    return `${flag.char === undefined ? `--${name}` : `-${flag.char}`}${value}`;
  });
  return [id.replaceAll(':', ' '), ...argumentsOf(Command).map(inUsage), ...needed, '[FLAGS]'].join(' ');
}

/** With their names. A default is part of a flag's summary: oclif would put it before the text. */
const named = (things: Readonly<Record<string, object>>): Record<string, object> =>
  Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, {...thing, name, default: undefined}]));
