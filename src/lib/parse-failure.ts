import {messageOf, PdError, usageError} from './errors.ts';
import {nearest} from './input/nearest.ts';

type KnownFlags = Readonly<Record<string, {char?: string; hidden?: boolean}>>;

/** oclif's complaint about a command line as pd's: one line, exit 2, the nearest flag, where to look. */
export function parseFailure(error: unknown, known: KnownFlags, commandId: string): unknown {
  if (error instanceof PdError || !(error instanceof Error) || !('oclif' in error)) return error;
  const help = `pd ${commandId.replaceAll(':', ' ')} --help`;
  if ('flags' in error && Array.isArray(error.flags)) return unknownFlag(String(error.flags[0]), known, help);
  if ('args' in error && Array.isArray(error.args)) {
    const names = error.args.map(arg => (typeof arg === 'string' ? arg : String(arg.name).toUpperCase())).join(' ');
    const missing = error.constructor.name.startsWith('Required') || /^Missing/.test(error.message);
    return usageError(missing ? `${names} is missing` : `Unexpected argument: ${names}`, `see ${help}`);
  }
  const [line] = messageOf(error).split('\n');
  // oclif puts "The following error occurred:" first and the reason on the lines after it.
  const reason = /^The following/.test(line ?? '') ? messageOf(error).split('\n').slice(1, 3).join(' ').trim() : line;
  return usageError(reason ?? 'The command line could not be read', `see ${help}`);
}

function unknownFlag(flag: string, known: KnownFlags, help: string): PdError {
  const name = flag.split('=')[0] ?? flag;
  const names = Object.keys(known).filter(candidate => known[candidate]?.hidden !== true);
  const guess = name.startsWith('--') ? nearest(name.slice(2), names) : undefined;
  return usageError(
    `There is no flag ${name}`,
    guess === undefined ? `see ${help}` : `did you mean --${guess}? See ${help}`,
  );
}
