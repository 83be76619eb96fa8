import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {View} from '../output/output.ts';
import type {EntryName} from './entry-name.ts';
import {keptFiles} from './kept-files.ts';
import type {Queue} from './queue.ts';

export interface QueueState extends JsonObject {
  queued: number;
  oldest_queued_at: string | null;
  oldest_age_seconds: number | null;
  /** Those of the queued that a newer pd wrote, and only such a pd sends. */
  newer: number;
  rejected: number;
  set_aside: number;
}

export const statusView: View = {
  columns: [
    {header: 'QUEUED', value: row => row['queued']},
    {header: 'OLDEST', value: row => row['oldest_queued_at'], as: 'age'},
    {header: 'REJECTED', value: row => row['rejected']},
    {header: 'SET ASIDE', value: row => row['set_aside']},
    {header: 'NEWER', value: row => row['newer'] || '', sparse: true},
  ],
  id: () => undefined,
};

/**
 * Looks at every file, because an incomplete one is not a waiting event. Throws PdError `unreachable` if the queue
 * cannot be listed.
 */
export function queueState(queue: Queue, nowMs: number): QueueState {
  queue.outcomes.refresh();
  const found = queue
    .names()
    .filter(({id}) => queue.outcomes.of(id) === undefined)
    .map(name => ({name, kind: queue.kindOf(name)}));
  const waiting = found.filter(({kind}) => ['event', 'newer', 'unreadable'].includes(kind));
  const oldest = oldestOf(
    queue,
    waiting.map(({name}) => name),
  );
  const kept = keptFiles(queue.folder);
  return {
    queued: waiting.length,
    oldest_queued_at: oldest,
    oldest_age_seconds: oldest === null ? null : Math.max(0, Math.round((nowMs - Date.parse(oldest)) / 1000)),
    newer: waiting.filter(({kind}) => kind === 'newer').length,
    rejected: kept.filter(({state}) => state === 'rejected').length,
    set_aside: kept.filter(({state}) => state === 'set aside').length,
  };
}

function oldestOf(queue: Queue, names: readonly EntryName[]): string | null {
  for (const name of names) {
    const found = queue.read(name);
    if (found.is === 'event') return found.entry.queuedAt;
  }
  return null;
}

/** For monitoring: throws if an event has waited too long, or if one needs a person. */
export function checkQueue(state: QueueState, maxAgeMs: number): void {
  const {queued, oldest_age_seconds: ageSeconds, newer, rejected, set_aside: aside} = state;
  const problems = [
    ageSeconds !== null && ageSeconds * 1000 > maxAgeMs
      ? `the oldest of ${queued} events has waited ${ageSeconds} s`
      : '',
    newer > 0 ? `${newer} need a newer version of pd` : '',
    rejected > 0 ? `${rejected} were rejected` : '',
    aside > 0 ? `${aside} files were set aside` : '',
  ].filter(problem => problem !== '');
  if (problems.length === 0) return;
  throw new PdError('partial', `The queue needs attention: ${problems.join(', ')}`, {next: 'pd events queue ls'});
}
