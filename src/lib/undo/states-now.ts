import type {JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {incidentOf} from '../incidents/incident.ts';
import {stateOf} from '../incidents/incident-state.ts';
import {incidentsBefore} from '../incidents/incidents-before.ts';
import {outcomeError} from '../incidents/outcomes.ts';
import type {JournalItem} from '../journal/entry.ts';

const open = ['triggered', 'acknowledged'];
const resolved = ['resolved'];

/**
 * The state of each incident now, or why it cannot be read. Many are read with the list of those with the status that the
 * change has left, then with that of the others, since somebody else may have changed them.
 */
export async function statesNow(
  context: Context,
  items: readonly JournalItem[],
): Promise<ReadonlyMap<string, JsonObject | string>> {
  // Nothing is sent with --dry-run, but what would be sent depends on what is there.
  const reading = {...context, dryRun: false};
  const wasResolved = items.some(({after, wanted}) => (after ?? wanted)?.['status'] === 'resolved');
  const states = new Map<string, JsonObject | string>();
  const missing = () => items.map(({id}) => id).filter(id => !states.has(id));
  for (const statuses of wasResolved ? [resolved, open] : [open, resolved]) {
    if (missing().length === 0) break;
    const found = await incidentsBefore(reading, missing(), statuses);
    for (const [id, incident] of found) states.set(id, stateOf(incident));
  }
  await Promise.all(missing().map(async id => states.set(id, await singleState(reading, id))));
  return states;
}

async function singleState(context: Context, id: string): Promise<JsonObject | string> {
  try {
    return stateOf(await incidentOf(context, id));
  } catch (error) {
    return outcomeError(error).message; // rethrows anything that is not an outcome
  }
}
