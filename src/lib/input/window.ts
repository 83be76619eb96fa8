import {usageError} from '../base/errors.ts';
import type {Looking} from './looking.ts';
import {parseDuration, parseTime} from './times.ts';

interface WindowFlags {
  since?: string | undefined;
  until?: string | undefined;
}

interface TimeWindow {
  since: Date | undefined;
  until: Date | undefined;
}

/**
 * The times of --since, which looks back, and --until, which looks ahead for lists with future records. Their order is
 * not checked, because some endpoints accept equal times. Throws a usage error for a --since in the future.
 */
export async function momentsOf(
  flags: WindowFlags,
  nowMs: number,
  untilLooks: Looking['looks'] = 'back',
): Promise<TimeWindow> {
  const {since: from, until: to} = flags;
  const since = from === undefined ? undefined : await parseTime(from, '--since', {nowMs, looks: 'back'});
  if (since !== undefined && since.getTime() > nowMs) {
    const next =
      untilLooks === 'ahead' ? 'a period that begins now needs only --until' : 'give a time in the past, such as 2h';
    throw usageError(`--since ${from} is in the future (${since.toISOString()})`, next);
  }
  const until = to === undefined ? undefined : await parseTime(to, '--until', {nowMs, looks: untilLooks});
  return {since, until};
}

/** The times of --since and --until. Throws a usage error unless the first is before the second. */
export async function timeWindow(
  flags: WindowFlags,
  nowMs: number,
  untilLooks: Looking['looks'] = 'back',
): Promise<TimeWindow> {
  const {since, until} = await momentsOf(flags, nowMs, untilLooks);
  if (since !== undefined && until !== undefined && since >= until) {
    throw usageError(`--since ${flags.since} is not before --until ${flags.until}`);
  }
  return {since, until};
}

/**
 * The span that begins at --start (default: now) and ends at --end or after --for. All look ahead; the hours and
 * weekdays of --end come after the start. Throws a usage error if the span is empty or has passed.
 */
export async function spanOf(
  flags: {start?: string | undefined; end?: string | undefined; for?: string | undefined},
  nowMs: number,
): Promise<{start: Date; end: Date}> {
  const looks = 'ahead';
  const start = flags.start === undefined ? new Date(nowMs) : await parseTime(flags.start, '--start', {nowMs, looks});
  if ((flags.end === undefined) === (flags.for === undefined))
    throw usageError('The end is missing or given twice', 'give either --for 2h or --end TIME');
  const end =
    flags.for === undefined
      ? await parseTime(flags.end ?? '', '--end', {nowMs, looks, fromMs: start.getTime()})
      : new Date(start.getTime() + parseDuration(flags.for, '--for'));
  if (end <= start)
    throw usageError(
      'The end is before the start',
      'to give a duration, use --for: as a TIME, 2h means two hours from now',
    );
  if (end.getTime() <= nowMs) throw usageError(`The end has passed (${end.toISOString()})`);
  return {start, end};
}
