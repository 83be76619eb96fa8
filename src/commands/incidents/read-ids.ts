import {usageError} from '../../lib/base/errors.ts';
import type {Context} from '../../lib/context.ts';
import {readIncidents} from '../../lib/incidents/incident-list.ts';

/**
 * The IDs of the incidents to read, each once: IDs, numbers and URLs, `-` for those on standard input, `@file`. If the list
 * is empty, a note has said so. Throws a usage error where none is given, `not-found` for a number that is none.
 */
export async function incidentsToRead(context: Context, argv: readonly string[]): Promise<string[]> {
  if (argv.length === 0)
    throw usageError('No incident was given', 'give IDs, numbers or URLs, or - for those on stdin');
  const words = await readIncidents(context.io, argv);
  if (words.length === 0) context.output.note('There are no IDs in the list: nothing to do.');
  const find = await context.resolver();
  return [...new Set(await Promise.all(words.map(word => find.incident(word))))];
}
