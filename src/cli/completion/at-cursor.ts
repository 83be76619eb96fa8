import {globalFlags} from '../../commands/base/flags.ts';
import type {CommandClass} from '../../commands/entries.ts';
import type {NameKind} from '../../lib/completion/kinds.ts';
import {argumentLabel} from '../arguments.ts';
import {commands} from '../commands.ts';
import {route} from '../route.ts';
import {namesAt} from './names-at.ts';

/** What is being typed where the cursor is. */
interface AtCursor {
  kind: NameKind;
  /** The command, as it is typed: `rest get`; empty before it. */
  command: string;
  /** What comes before the value in the same word: `--service=`. */
  before: string;
  /** The value as far as it is typed. */
  typed: string;
}

type Flags = CommandClass['flags'];

/**
 * What is to be completed by name: `words` are those between `pd` and the cursor, `current` is the one at the cursor.
 * Undefined where nothing is. Loads the command.
 */
export async function atCursor(words: readonly string[], current: string): Promise<AtCursor | undefined> {
  if (words.includes('--')) return undefined;
  const target = route(words);
  const isCommand = target.kind === 'command' && target.id !== 'seed';
  const Command = isCommand ? await commands.find(target.id)?.[1]() : undefined;
  const command = isCommand && Command !== undefined ? target.id.replaceAll(':', ' ') : '';
  const flags: Flags = {...globalFlags, ...Command?.flags};
  const slot = slotAt(target.kind === 'command' ? target.argv : words, current, flags);
  if (slot === undefined) return undefined;
  const {before, typed} = slot;
  const label = 'flag' in slot ? labelOf(slot.flag, flags) : argumentAt(Command, slot.position);
  if (label === undefined) return undefined;
  const kind = namesAt({command, label, ...('flag' in slot ? {flag: slot.flag} : {})});
  return kind === undefined ? undefined : {kind, command, before, typed};
}

type Slot = {before: string; typed: string} & ({flag: string} | {position: number});

/** The value that the word at the cursor is: of a flag, or an argument by its position. Undefined for a flag itself. */
function slotAt(words: readonly string[], current: string, flags: Flags): Slot | undefined {
  let waiting: string | undefined; // the flag whose value comes next
  let greedy: string | undefined; // the flag that takes every word up to the next flag
  let position = 0;
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined;
    else if (/^-./.test(word)) {
      const name = flagNamed(word, flags);
      waiting = word.includes('=') ? undefined : name;
      greedy = name !== undefined && isGreedy(name, flags) ? name : undefined;
    } else if (greedy === undefined) position += 1;
  }
  if (waiting !== undefined) return {flag: waiting, before: '', typed: current};
  if (current.startsWith('-')) return afterEquals(current, flags);
  return greedy === undefined ? {position, before: '', typed: current} : {flag: greedy, before: '', typed: current};
}

function afterEquals(current: string, flags: Flags): Slot | undefined {
  const end = current.indexOf('=') + 1;
  const flag = end === 0 ? undefined : flagNamed(current, flags);
  return flag === undefined ? undefined : {flag, before: current.slice(0, end), typed: current.slice(end)};
}

/** The flag that takes a value and is typed so: `--to`, `--to=…`, `-p`. */
function flagNamed(word: string, flags: Flags): string | undefined {
  const [typed = ''] = word.split('=');
  const [name] =
    Object.entries(flags).find(([key, {type, char, aliases = []}]) => {
      const forms = [`--${key}`, ...aliases.map(alias => `--${alias}`), ...(char === undefined ? [] : [`-${char}`])];
      return type === 'option' && forms.includes(typed);
    }) ?? [];
  return name;
}

function isGreedy(name: string, flags: Flags): boolean {
  const flag = flags[name];
  return flag?.type === 'option' && flag.multiple === true && flag.multipleNonGreedy !== true;
}

function labelOf(name: string, flags: Flags): string | undefined {
  const flag = flags[name];
  return flag?.type === 'option' ? ([flag.helpValue].flat()[0] ?? name.toUpperCase()) : undefined;
}

/** The last argument stands for all that come after it, where a command takes any number. */
function argumentAt(Command: CommandClass | undefined, position: number): string | undefined {
  const args = Object.entries(Command?.args ?? {});
  const isOpen = Command?.strict === false || args.some(([, arg]) => arg.multiple === true);
  const [key, arg] = args[position] ?? (isOpen ? args.at(-1) : undefined) ?? [];
  return key === undefined || arg === undefined ? undefined : argumentLabel(key, arg);
}
