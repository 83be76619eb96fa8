import {stripVTControlCharacters} from 'node:util';
import {messageOf, PdError, usageError} from '../../lib/base/errors.ts';
import {nearest} from '../../lib/input/nearest.ts';

type KnownFlags = Readonly<Record<string, {char?: string; hidden?: boolean}>>;

/** Turns oclif's parse error into a usage error of pd: one line, with the nearest flag or where to look. */
export function parseFailure(error: unknown, known: KnownFlags, commandId: string): unknown {
  if (error instanceof PdError || !(error instanceof Error) || !('oclif' in error)) return error;
  // The seed's command is known only by its verbs.
  const help = commandId === 'seed' ? 'pd trigger --help' : `pd ${commandId.replaceAll(':', ' ')} --help`;
  if ('flags' in error && Array.isArray(error.flags)) return unknownFlag(String(error.flags[0]), known, help);
  if ('args' in error && Array.isArray(error.args)) {
    const names = error.args.map(arg => (typeof arg === 'string' ? arg : String(arg.name).toUpperCase())).join(' ');
    return usageError(
      isMissingArgument(error) ? `${names} is missing` : `Unexpected argument: ${names}`,
      `see ${help}`,
    );
  }
  // oclif puts "The following error occurred:" first, then each reason on its own line, and a hint at the end.
  // On a terminal it also colours them.
  const reasons = stripVTControlCharacters(messageOf(error))
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^The following|^See more help/.test(line))
    .map(line => line.replace(/^Missing required flag (\S+)$/, 'The flag --$1 is missing'));
  return usageError(reasons.join('; ') || 'The command line could not be parsed', `see ${help}`);
}

/** Whether oclif's parse error is about arguments that were left out. */
export const isMissingArgument = (error: unknown): boolean =>
  error instanceof Error &&
  'args' in error &&
  (error.constructor.name.startsWith('Required') || /^Missing/.test(error.message));

function unknownFlag(flag: string, known: KnownFlags, help: string): PdError {
  const name = flag.split('=')[0] ?? flag;
  const names = Object.keys(known).filter(candidate => known[candidate]?.hidden !== true);
  const guess = name.startsWith('--') ? nearest(name.slice(2), names) : undefined;
  return usageError(
    `There is no flag ${name}`,
    guess === undefined ? `see ${help}` : `did you mean --${guess}? See ${help}`,
  );
}
