import {usageError} from '../base/errors.ts';
import {parseDuration, parseTime} from '../input/times.ts';
import {pathPart} from '../resources/record-id.ts';
import type {ChangeRequest} from '../resources/send-change.ts';

const longestSeconds = 7 * 86_400;

export interface Snooze {
  seconds: number;
  /** "for 2h", as part of a question. */
  words: string;
}

/** A snooze of that length. `what` names the flag or argument in the usage error. */
export const snoozeFor = (length: string, what: string): Snooze =>
  checked(parseDuration(length, what), `${what} ${length}`, `for ${length}`);

/** A snooze that ends at that time. Throws a usage error for one that is past, or too far ahead. */
export async function snoozeUntil(time: string, nowMs: number): Promise<Snooze> {
  const end = await parseTime(time, '--until', {nowMs, looks: 'ahead'});
  return checked(end.getTime() - nowMs, `--until ${time}`, `until ${time}`);
}

function checked(ms: number, what: string, words: string): Snooze {
  // Rounded down, a snooze until 9:00 would end at 8:59:59.
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 1 || seconds > longestSeconds) throw usageError(`${what}: must be from 1s to 7d ahead`);
  return {seconds, words};
}

export const snoozeRequest = (id: string, {seconds}: Snooze): ChangeRequest => ({
  method: 'POST',
  path: `/incidents/${pathPart(id)}/snooze`,
  body: {duration: seconds},
});
