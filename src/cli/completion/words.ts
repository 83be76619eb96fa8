import {valuedGlobalFlags} from '../../commands/base/argv.ts';
import {globalFlags} from '../../commands/base/flags.ts';
import {shellSyntax} from '../../lib/base/shell-words.ts';
import type {AccountKind, NameKind, Offer} from '../../lib/completion/kinds.ts';
import type {Io} from '../../lib/io/io.ts';
import {atCursor} from './at-cursor.ts';
import {readBashLine} from './bash-line.ts';

/** The words before the cursor, and how the shell is told what to put there. */
interface Asked {
  words: readonly string[];
  current: string;
  /** The line for one offer: what to insert, a tab, what to show. Undefined if the shell cannot insert it. */
  line(offer: Offer, before: string): string | undefined;
}

/**
 * `pd completion words`, which the completion scripts run: prints what may come where the cursor is, one offer per line.
 * `argv`: `--shell zsh -- WORD… CURRENT`, `--shell bash -- LINE REPLACED`, or `--shell powershell -- WORD… =CURRENT`. Whatever fails, nothing else is printed, as
 * that would be in the middle of a line that somebody is typing.
 */
export async function printWords(argv: readonly string[], io: Io): Promise<void> {
  try {
    const asked = askedBy(argv);
    if (asked === undefined) return;
    const found = await atCursor(asked.words, asked.current);
    if (found === undefined) return;
    const {kind, command, before, typed} = found;
    const offers = await offersOf(io, kind, {command, typed, flags: flagsIn(asked.words)});
    const lines = offers.filter(({word}) => word !== '').map(offer => asked.line(offer, before));
    io.stdout.write(lines.map(line => (line === undefined ? '' : `${line}\n`)).join(''));
  } catch {
    // The command itself will say what is wrong.
  }
}

function askedBy([, shell, dashes, ...after]: readonly string[]): Asked | undefined {
  const given = dashes === '--' || dashes === undefined ? after : [dashes, ...after];
  if (shell === 'bash') return inBash(given);
  const [words, current = ''] = [given.slice(0, -1), given.at(-1)];
  if (shell === 'powershell') return inPowerShell(words, current);
  // zsh and fish quote what they insert, and leave alone what comes before it: --service=
  return {words, current, line: ({word, text}) => `${word}\t${text}`};
}

function inBash([line = '', replaced = '']: readonly string[]): Asked | undefined {
  const read = readBashLine(line, replaced);
  if (read === undefined) return undefined;
  return {
    words: read.words,
    current: read.current,
    line: ({word, text}, before) => {
      const replacement = read.replacement(before + word);
      if (replacement === undefined) return undefined;
      return `${replacement}\t${replacement}${text === '' ? '' : `  (${text})`}`;
    },
  };
}

const inPowerShell = (words: readonly string[], current: string): Asked => ({
  words,
  // Windows PowerShell would leave out an empty word, so there is an equals sign before it.
  current: current.replace(/^=/, '').replace(/^(?:--\w[\w-]*=)?['"]/, opening => opening.slice(0, -1)),
  line: ({word, text}, before) => {
    const isPlain = /^[\w./-]+$/.test(word) && before === '';
    return `${isPlain ? word : shellSyntax.powershell.quote(before + word)}\t${text === '' ? word : text}`;
  },
});

interface Wanted {
  command: string;
  typed: string;
  flags: Readonly<Record<string, string>>;
}

async function offersOf(io: Io, kind: NameKind, {command, typed, flags}: Wanted): Promise<Offer[]> {
  const local = await import('../../lib/completion/local-names.ts');
  if (kind === 'profiles') return local.profileOffers(io, typed);
  if (kind === 'routes') return local.routeOffers(io, flags, typed);
  if (kind === 'paths') return local.pathOffers(methodsOf(command), typed);
  return await accountOffersOf(io, kind, {typed, flags});
}

async function accountOffersOf(io: Io, kind: AccountKind, {typed, flags}: Omit<Wanted, 'command'>): Promise<Offer[]> {
  const {accountOffers} = await import('../../lib/completion/account-names.ts');
  return await accountOffers(io, flags, kind, typed);
}

/** The methods that a command of `rest` sends. */
function methodsOf(command: string): string[] {
  const verb = command.split(' ')[1]?.toUpperCase() ?? '';
  if (verb === 'LIST' || verb === 'FIND') return ['GET'];
  return verb === 'UPSERT' ? ['POST'] : [verb];
}

/** The values of the global flags typed so far: they choose the account. */
function flagsIn(words: readonly string[]): Record<string, string> {
  const flags: Record<string, string> = {};
  for (const [at, word] of words.entries()) {
    const [typed = ''] = word.split('=');
    if (!valuedGlobalFlags.includes(typed)) continue;
    const name = typed === '-p' ? 'profile' : typed === '-o' ? 'output' : typed.slice(2);
    const value = word.includes('=') ? word.slice(typed.length + 1) : words[at + 1];
    if (value !== undefined && Object.hasOwn(globalFlags, name)) flags[name] = value;
  }
  return flags;
}
