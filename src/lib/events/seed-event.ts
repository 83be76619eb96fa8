import {usageError} from '../base/errors.ts';
import {type BuiltEvent, buildFollowUp, buildTrigger, type EventFacts} from './event.ts';

export type SeedAction = 'trigger' | 'acknowledge' | 'resolve';

export interface SeedInput {
  dedupKey?: string | undefined;
  description?: string | undefined;
  source?: string | undefined;
}

/** The event that the seed's command line sends. */
export function seedEvent(action: SeedAction, input: SeedInput, facts: EventFacts): BuiltEvent {
  const {dedupKey, description, source = `pagerduty.cli on ${facts.hostname()}`} = input;
  if (action === 'trigger') {
    if (!description) throw usageError('--description is required for trigger action');
    return buildTrigger({summary: description, source, dedupKey: dedupKey || undefined}, facts);
  }
  if (!dedupKey) throw usageError(`-i/--dedup-key is required for ${action} action`);
  return buildFollowUp(action, dedupKey, facts);
}

/** What the seed prints, word for word: scripts read the key at its end. */
export function seedSentence(action: SeedAction, dedupKey: string | null, isQueued = false): string {
  // The seed has no queue, so it has no sentence for this.
  if (isQueued) return `Alert queued, not sent yet. Deduplication key: ${dedupKey}`;
  const done = {trigger: 'triggered', acknowledge: 'acknowledged', resolve: 'resolved'}[action];
  return `Alert ${done} successfully. Deduplication key: ${dedupKey}`;
}
