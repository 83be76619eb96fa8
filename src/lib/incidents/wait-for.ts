import {PdError} from '../base/errors.ts';
import {isObject, type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {notThere} from '../resources/missing.ts';
import {pathPart} from '../resources/record-id.ts';
import {noIncident} from './incident.ts';
import {titleOf} from './incident-columns.ts';

/** Rarely enough to go on for a day, and often enough for a pipeline. */
const betweenMs = 5000;

interface Wish {
  /** `acknowledged` or `resolved`; a resolved incident needs nobody to acknowledge it. */
  status: string;
  withinMs: number;
}

/**
 * Waits for all of them at the same time. Returns those that reached the status, and the error to throw once they are
 * printed: the incident's own if there is only one, otherwise `partial`.
 */
export async function waitForAll(
  context: Context,
  ids: readonly string[],
  wish: Wish,
): Promise<{there: JsonObject[]; failure: PdError | undefined}> {
  const all = await Promise.all(ids.map(id => waitFor(context, id, wish).catch(late)));
  const there = all.flatMap(one => (one instanceof PdError ? [] : [one]));
  const failures = all.filter(one => one instanceof PdError);
  const [first] = failures;
  if (first === undefined || ids.length === 1) return {there, failure: first};
  const details = failures.map(({message}) => message);
  const what = `${failures.length} of ${ids.length} incidents are not ${wish.status}`;
  return {there, failure: new PdError('partial', what, {...first.facts, details})};
}

/** What concerns one incident only. */
const late = (error: unknown): PdError => {
  if (error instanceof PdError && ['partial', 'not-found', 'unreachable', 'rate-limited'].includes(error.kind))
    return error;
  throw error;
};

/**
 * Asks for the incident every five seconds, and returns it once it has the status. An outage is waited out. Throws
 * `partial` if the time is over before that.
 */
async function waitFor(context: Context, id: string, {status, withinMs}: Wish): Promise<JsonObject> {
  const {io, settings} = context;
  const endMs = io.monotonic() + withinMs;
  let last: JsonObject | PdError | undefined;
  for (;;) {
    settings.deadline().restart();
    last = await look(context, id);
    const now = last instanceof PdError ? undefined : stringField(last, 'status');
    if (!(last instanceof PdError) && (now === status || now === 'resolved')) return last;
    const leftMs = endMs - io.monotonic();
    if (leftMs <= 0) throw inVain(last, id, status);
    await io.sleep(Math.min(betweenMs, leftMs));
  }
}

async function look({rest}: Context, id: string): Promise<JsonObject | PdError> {
  try {
    const client = await rest();
    const {body} = await client.request('GET', `/incidents/${pathPart(id)}`).catch(notThere(noIncident(id)));
    return isObject(body) ? body : new PdError('unreachable', `The answer for the incident ${id} is not an incident`);
  } catch (error) {
    if (error instanceof PdError && ['unreachable', 'rate-limited'].includes(error.kind)) return error;
    throw error;
  }
}

function inVain(last: JsonObject | PdError, id: string, status: string): PdError {
  if (last instanceof PdError) return last;
  return new PdError('partial', `${titleOf(last)} is not ${status}: it is still ${stringField(last, 'status')}`, {
    next: `pd incidents show ${id}`,
  });
}
