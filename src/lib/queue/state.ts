import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {View} from '../output/output.ts';
import type {Queue} from './queue.ts';

export interface QueueState extends JsonObject {
  queued: number;
  oldest_queued_at: string | null;
  oldest_age_seconds: number | null;
  rejected: number;
  set_aside: number;
}

export const statusView: View = {
  columns: [
    {header: 'QUEUED', value: row => row['queued']},
    {header: 'OLDEST', value: row => row['oldest_queued_at'], as: 'age'},
    {header: 'REJECTED', value: row => row['rejected']},
    {header: 'SET ASIDE', value: row => row['set_aside']},
  ],
  id: () => undefined,
};

export function queueState(queue: Queue, nowMs: number): QueueState {
  const names = queue.names();
  let oldest: string | null = null;
  // Names are in order of queueing; the first that can be read is the oldest.
  for (const name of names) {
    const found = queue.read(name);
    if (found === 'gone' || 'problem' in found) continue;
    oldest = found.entry.queuedAt;
    break;
  }
  return {
    queued: names.length,
    oldest_queued_at: oldest,
    oldest_age_seconds: oldest === null ? null : Math.max(0, Math.round((nowMs - Date.parse(oldest)) / 1000)),
    rejected: queue.rejected().length,
    set_aside: queue.aside().length,
  };
}

/** For monitoring: throws when an event has waited too long, or one needs a person. */
export function checkQueue(state: QueueState, maxAgeMs: number): void {
  const {queued, oldest_age_seconds: ageSeconds, rejected, set_aside: aside} = state;
  const problems = [
    ageSeconds !== null && ageSeconds * 1000 > maxAgeMs
      ? `the oldest of ${queued} events has waited ${ageSeconds} s`
      : '',
    rejected > 0 ? `${rejected} were rejected` : '',
    aside > 0 ? `${aside} files were set aside` : '',
  ].filter(problem => problem !== '');
  if (problems.length === 0) return;
  throw new PdError('partial', `The queue needs attention: ${problems.join(', ')}`, {next: 'pd events queue ls'});
}
