import {boolean, string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import type {Context} from '../../lib/context.ts';
import {drawsOn} from '../../lib/incidents/watch-screen.ts';
import {parseDuration} from '../../lib/input/times.ts';
import {ownWords} from '../base/argv.ts';

const usual = '15s';

/** For a command that can show a list again and again. */
export const watchFlags = {
  watch: string({
    helpValue: '[15s]',
    summary: 'Refresh every 15 seconds, or at the given interval, until interrupted.',
  }),
  bell: boolean({summary: 'With --watch, ring the terminal bell on a change.', dependsOn: ['watch']}),
};

export interface AskedFormat {
  output?: string | undefined;
  json?: boolean | undefined;
}

/** Throws a usage error for a format that the changes are not written in, and for one that is asked for where they are drawn. */
export function checkWatchFormat({io, output}: Pick<Context, 'io' | 'output'>, asked: AskedFormat): void {
  if (drawsOn(io)) checkDrawn(output, asked.json ? 'json' : asked.output);
  // In a pipe the changes are JSON lines, which also suit a reader that asked for JSON, but not one that asked for csv.
  else if (!['table', 'json', 'jsonl'].includes(output.format))
    throw usageError(`--watch writes JSON lines in a pipe, not ${output.format}`, 'leave out -o, or give -o jsonl');
}

/** What the environment or the profile says is meant for other commands too, and does not stand in the way. */
function checkDrawn({jq}: Context['output'], format: string | undefined): void {
  if (jq !== undefined)
    throw usageError(
      '--watch draws a table at a terminal, and --jq cannot filter one',
      'add | cat: in a pipe, --jq filters each change',
    );
  if (format === undefined || format === 'table') return;
  throw usageError(
    `--watch draws a table at a terminal, not ${format}`,
    'leave out -o, or add | cat: in a pipe, each change is a JSON line',
  );
}

// PagerDuty limits requests per minute; refreshing more often would use up what other programs need.
const shortestMs = 1000;

// A list is retried for up to two minutes before it fails. Someone watching wants to know sooner that the screen is
// stale, and why: before the warning about silence, which can give no reason.
const longestWait = '4s';

/** Lets `--watch` stand without a value, which the command line parser does not support. */
export function withInterval(argv: readonly string[]): string[] {
  const own = ownWords(argv);
  if (!own.some(word => word === '--watch' || word.startsWith('--watch='))) return [...argv];
  const flags = own.flatMap((word, index) =>
    word === '--watch' && !/^\d/.test(own[index + 1] ?? '') ? [word, usual] : [word],
  );
  const hasWait = own.some(word => word === '--max-wait' || word.startsWith('--max-wait='));
  // It is shown as it changes, for as long as it runs.
  return [...flags, '--no-pager', ...(hasWait ? [] : ['--max-wait', longestWait]), ...argv.slice(own.length)];
}

export function watchInterval(text: string): number {
  const ms = parseDuration(text, '--watch');
  if (ms < shortestMs) throw usageError(`--watch ${text}: the shortest interval is 1s`);
  return ms;
}
