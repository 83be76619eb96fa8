import {usageError} from '../../lib/base/errors.ts';
import {parseDuration} from '../../lib/input/times.ts';
import {ownWords} from '../base/argv.ts';

const usual = '15s';
// PagerDuty counts requests by the minute; a picture more often than this would use up what other programs need.
const shortestMs = 1000;

// A list asks again for up to two minutes before it fails; who watches wants to know sooner that the picture is old, and
// why: before the silence is said, which has no reason to give.
const longestWait = '4s';

/** `--watch` may stand without its value, which the parser of the command line knows nothing of. */
export function withInterval(argv: readonly string[]): string[] {
  const own = ownWords(argv);
  if (!own.some(word => word === '--watch' || word.startsWith('--watch='))) return [...argv];
  const flags = own.flatMap((word, index) =>
    word === '--watch' && !/^\d/.test(own[index + 1] ?? '') ? [word, usual] : [word],
  );
  const hasWait = own.some(word => word === '--max-wait' || word.startsWith('--max-wait='));
  return [...flags, ...(hasWait ? [] : ['--max-wait', longestWait]), ...argv.slice(own.length)];
}

export function watchInterval(text: string): number {
  const ms = parseDuration(text, '--watch');
  if (ms < shortestMs) throw usageError(`--watch ${text}: not more often than every second`);
  return ms;
}
