import {usageError} from '../base/errors.ts';
import {parseDuration, parseTime} from './times.ts';

interface WindowFlags {
  since?: string | undefined;
  until?: string | undefined;
}

interface TimeWindow {
  since: Date | undefined;
  until: Date | undefined;
}

/** The times of --since and --until, in any order: some endpoints accept equal times. */
export async function momentsOf(flags: WindowFlags, nowMs: number): Promise<TimeWindow> {
  const since = flags.since === undefined ? undefined : await parseTime(flags.since, '--since', nowMs);
  const until = flags.until === undefined ? undefined : await parseTime(flags.until, '--until', nowMs);
  return {since, until};
}

/** The times of --since and --until. Throws a usage error unless the first is before the second. */
export async function timeWindow(flags: WindowFlags, nowMs: number): Promise<TimeWindow> {
  const {since, until} = await momentsOf(flags, nowMs);
  if (since !== undefined && until !== undefined && since >= until) {
    throw usageError(`--since ${flags.since} is not before --until ${flags.until}`);
  }
  return {since, until};
}

/**
 * The span that begins at --start (default: now) and ends at --end or after --for. Throws a usage error if it is empty.
 */
export async function spanOf(
  flags: {start?: string | undefined; end?: string | undefined; for?: string | undefined},
  nowMs: number,
): Promise<{start: Date; end: Date}> {
  const start = flags.start === undefined ? new Date(nowMs) : await parseTime(flags.start, '--start', nowMs);
  if ((flags.end === undefined) === (flags.for === undefined))
    throw usageError('The end is missing or given twice', 'give either --for 2h or --end TIME');
  const end =
    flags.for === undefined
      ? await parseTime(flags.end ?? '', '--end', nowMs)
      : new Date(start.getTime() + parseDuration(flags.for, '--for'));
  if (end <= start)
    throw usageError('The end is before the start', 'to give a duration, use --for: as a TIME, 2h means two hours ago');
  return {start, end};
}
