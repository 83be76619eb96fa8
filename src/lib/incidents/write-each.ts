import {isObject, type Json, type JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {notThere} from '../resources/missing.ts';
import {type ChangeRequest, sendChange, showRequests} from '../resources/send-change.ts';
import {recordIn} from '../rest/promised.ts';
import {type Carried, carryOut, type OtherStates} from './carry-out.ts';
import {eachIncident} from './each.ts';
import {noIncident} from './incident.ts';
import {titleOf} from './incident-columns.ts';
import {changeWords, type StateField, stateOf} from './incident-state.ts';
import {type Selection, selectIncidents} from './select-incidents.ts';

interface Writing {
  /** As typed: `incidents note`. */
  command: string;
  /** The question to confirm for several, given `2 incidents`. */
  question: (incidents: string) => string;
  /** Completes "could not be …". */
  past: string;
  /** Asks about a single incident too. */
  asksAlways?: boolean;
  /** What has to be known before answering. */
  consequences?: readonly string[];
  request: (id: string) => ChangeRequest | Promise<ChangeRequest>;
  /** What the answer promises; by default a record with an ID. */
  read?: (answer: Json) => Json | undefined;
  /** Throws if part of what was made was refused. */
  check?: (made: Json) => void;
  /** Prints what was made for one incident. */
  print: (made: Json, id: string) => Promise<void>;
  /** Why it cannot be undone; or the field of the incident that it sets, with its value for each, where the answer is the incident. */
  undo: {why: string} | {field: StateField; wanted: (id: string) => JsonObject} | WrittenStates;
}

/** States that are not the incident's own: its custom fields. */
export interface WrittenStates extends OtherStates {
  wanted: (id: string) => JsonObject;
  /** Takes the state from the answer for an incident. */
  made: (id: string, answer: Json) => void;
}

/**
 * Sends one request for each incident. For one, prints what it made; for several, the outcome of each. Throws
 * the failure once every outcome is printed.
 */
export async function writeEach(
  context: Context,
  words: readonly string[],
  yes: boolean,
  writing: Writing,
): Promise<void> {
  const {question, past, request, read = recordIn, command, undo, asksAlways = false, consequences = []} = writing;
  const selection = await selectIncidents(
    context,
    words,
    {yes},
    {question, isFinal: !('field' in undo), asksAlways, consequences: () => [...consequences]},
  );
  const {ids, missing} = selection;
  const [only, ...more] = ids;
  if (only === undefined && missing.length === 0) return;
  if (only !== undefined && more.length + missing.length === 0)
    return await writeOne(context, only, {writing, selection});
  // What is wrong with one of them is found before anything is sent.
  const requests = new Map(await Promise.all(ids.map(async id => [id, await request(id)] as const)));
  if (context.dryRun) return await showRequests(context, [...requests.values()]);
  const [rest, find] = await Promise.all([context.rest(), context.resolver()]);
  const outcomes = eachIncident(ids, async id => {
    const {method, path, body = null} = requests.get(id) ?? (await request(id));
    const answer = await rest.request(method, path, {body});
    const made = read(answer.body ?? null);
    if ('made' in undo && made !== undefined) undo.made(id, made);
    if (made !== undefined) writing.check?.(made);
    // Unless it is the incident, the answer is a record of its own, which shows that it was made.
    const shown = 'field' in undo && isObject(made) ? made : find.known(id);
    return {...answer, body: made === undefined ? null : {...shown, id}};
  });
  await carryOut(context, outcomes, {command, past, selection, ...howToUndo(undo)});
}

function howToUndo(undo: Writing['undo']): Pick<Carried, 'shows' | 'why' | 'wanted' | 'states'> {
  if ('why' in undo) return {shows: [], why: undo.why};
  return 'field' in undo ? {shows: [undo.field], wanted: undo.wanted} : {shows: [], wanted: undo.wanted, states: undo};
}

async function writeOne(
  context: Context,
  id: string,
  {writing, selection}: {writing: Writing; selection: Selection},
): Promise<void> {
  const {command, request, read = recordIn, print, undo} = writing;
  const {method, path, body} = await request(id);
  const {recorded} = await import('../journal/recorded.ts');
  const former = selection.before.get(id);
  const own = former && stateOf(former);
  const before = 'made' in undo ? undo.before(id) : own;
  const named = former ?? (await context.resolver()).known(id);
  const item = {id, name: named ? titleOf(named) : id, before};
  const kind = 'why' in undo ? 'final' : 'made' in undo ? undo.kind : 'incidents';
  const entry =
    'why' in undo
      ? {kind, command, why: undo.why, items: [item]}
      : {kind, command, items: [{...item, wanted: undo.wanted(id)}]};
  const after = (made: Json | undefined) => {
    if ('made' in undo && made !== undefined) undo.made(id, made);
    if ('made' in undo) return [undo.after(id)];
    return 'field' in undo && isObject(made) ? [stateOf(made)] : [];
  };
  const send = () => sendChange(context, method, path, body, read).catch(notThere(noIncident(id)));
  const {answer, recording} = await recorded(context, entry, send, after);
  if (answer === undefined) return;
  await print(answer, id);
  writing.check?.(answer);
  if ('why' in undo || recording === undefined) return;
  const told = 'field' in undo ? {fields: [undo.field], utc: context.settings.utc} : undefined;
  const changed =
    'made' in undo ? undo.words(id) : own && told && isObject(answer) && changeWords(own, stateOf(answer), told);
  if (changed) context.output.note(changed);
  const {tellWayBack} = await import('../journal/journal-of.ts');
  tellWayBack(context, recording);
}
