import type {Json} from '../base/json.ts';
import type {Context} from '../context.ts';
import {notThere} from '../resources/missing.ts';
import {type ChangeRequest, sendChange, showRequests} from '../resources/send-change.ts';
import {recordIn} from '../rest/promised.ts';
import {eachIncident} from './each.ts';
import {noIncident} from './incident.ts';
import {reportOutcomes} from './outcomes.ts';
import {selectIncidents} from './select-incidents.ts';

interface Writing {
  /** The question to confirm for several, given `2 incidents`. */
  question: (incidents: string) => string;
  /** Completes "could not be …". */
  past: string;
  request: (id: string) => ChangeRequest | Promise<ChangeRequest>;
  /** What the answer promises; by default a record with an ID. */
  read?: (answer: Json) => Json | undefined;
  /** Prints what was made for one incident. */
  print: (made: Json) => Promise<void>;
}

/**
 * Sends one request for each incident. For one, prints what it made; for several, the outcome of each. Throws
 * the failure once every outcome is printed.
 */
export async function writeEach(
  context: Context,
  words: readonly string[],
  yes: boolean,
  {question, past, request, read = recordIn, print}: Writing,
): Promise<void> {
  const {ids, missing} = await selectIncidents(context, words, {yes}, {question});
  const [only, ...more] = ids;
  if (only === undefined && missing.length === 0) return;
  if (only !== undefined && more.length + missing.length === 0) {
    const {method, path, body} = await request(only);
    const made = await sendChange(context, method, path, body, read).catch(notThere(noIncident(only)));
    if (made !== undefined) await print(made);
    return;
  }
  // What is wrong with one of them is found before anything is sent.
  const requests = new Map(await Promise.all(ids.map(async id => [id, await request(id)] as const)));
  if (context.dryRun) return await showRequests(context, [...requests.values()]);
  const [rest, find] = await Promise.all([context.rest(), context.resolver()]);
  const outcomes = eachIncident(ids, async id => {
    const {method, path, body = null} = requests.get(id) ?? (await request(id));
    const answer = await rest.request(method, path, {body});
    // The answer is a record of its own, which shows that it was made.
    return {...answer, body: read(answer.body ?? null) === undefined ? null : {...find.known(id), id}};
  });
  const {failure} = await reportOutcomes(context, outcomes, {past, missing, total: ids.length + missing.length});
  if (failure !== undefined) throw failure;
}
