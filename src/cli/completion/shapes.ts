import {globalFlags} from '../../commands/base/flags.ts';
import type {CommandClass, CommandTable} from '../../commands/entries.ts';
import {hidden} from '../../commands/index.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {argumentLabel} from '../arguments.ts';
import {formats} from '../help-pages.ts';

export interface FlagShape {
  /** Without its dashes. */
  name: string;
  char?: string;
  summary: string;
  /** The placeholder for its value in help; undefined for a switch. */
  value?: string;
  /** Its values, if they are few and fixed. */
  options?: readonly string[];
  multiple?: boolean;
  /** Takes every word up to the next flag. */
  greedy?: boolean;
  required?: boolean;
  hidden?: boolean;
  /** A switch that also has a --no- form. */
  negatable?: boolean;
  aliases?: readonly string[];
  group?: string;
}

export interface ArgShape {
  name: string;
  description: string;
  required?: boolean;
  multiple?: boolean;
  options?: readonly string[];
}

export interface CommandShape {
  /** As it is typed: `incidents ls`. */
  name: string;
  summary: string;
  hidden: boolean;
  /** Takes any number of arguments after the named ones. */
  open: boolean;
  /** The output format if none is given. */
  format: OutputFormat;
  args: readonly ArgShape[];
  /** Its own flags; those that every command takes are globalShapes(). */
  flags: readonly FlagShape[];
  examples: readonly string[];
}

/** The shape of every command. Loads all of them. */
export async function commandShapes(commands: CommandTable): Promise<CommandShape[]> {
  return await Promise.all(
    commands.entries().map(async ([id, [summary, load]]) => commandShape(id, summary, (await load()) as CommandClass)),
  );
}

export const globalShapes = (): FlagShape[] => flagShapes(globalFlags);

function commandShape(id: string, summary: string, Command: CommandClass): CommandShape {
  return {
    name: id.replaceAll(':', ' '),
    summary,
    hidden: hidden.has(id),
    open: Command.strict === false,
    format: Command.defaultFormat,
    args: Object.entries(Command.args ?? {}).map(([key, arg]) => argShape(argumentLabel(key, arg), arg)),
    flags: flagShapes(Command.flags ?? {}),
    examples: Command.examples,
  };
}

function argShape(name: string, arg: CommandClass['args'][string]): ArgShape {
  const options = arg.options ?? fixedValues(name, name);
  return {
    name,
    description: arg.description ?? '',
    ...(arg.required ? {required: true} : {}),
    ...(arg.multiple ? {multiple: true} : {}),
    ...(options === undefined ? {} : {options}),
  };
}

function flagShapes(flags: CommandClass['flags']): FlagShape[] {
  return Object.entries(flags).map(([name, flag]) => ({
    name,
    ...(flag.char === undefined ? {} : {char: flag.char}),
    summary: flag.summary ?? '',
    ...(flag.type === 'option' ? valueShape(name, flag) : flag.allowNo ? {negatable: true} : {}),
    ...(flag.required ? {required: true} : {}),
    ...(flag.hidden ? {hidden: true} : {}),
    ...(flag.aliases?.length ? {aliases: flag.aliases} : {}),
    ...(flag.helpGroup === undefined ? {} : {group: flag.helpGroup}),
  }));
}

function valueShape(name: string, flag: Extract<CommandClass['flags'][string], {type: 'option'}>): Partial<FlagShape> {
  const value = [flag.helpValue].flat()[0] ?? name.toUpperCase();
  const options = flag.options ?? fixedValues(name, value);
  return {
    value,
    ...(options === undefined ? {} : {options}),
    ...(flag.multiple ? {multiple: true, ...(flag.multipleNonGreedy ? {} : {greedy: true})} : {}),
  };
}

/**
 * Values that the parser leaves to the command, which also takes them in other forms (a list, an environment variable).
 */
function fixedValues(name: string, value: string): readonly string[] | undefined {
  if (name === 'output') return Object.keys(formats);
  if (name === 'status') return ['triggered', 'acknowledged', 'resolved', 'open', 'closed', 'all'];
  return /^[a-z]+(\|[a-z]+)+$/.test(value) ? value.split('|') : undefined;
}
