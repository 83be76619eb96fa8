import {PdError} from '../base/errors.ts';
import {isObject, type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {notThere} from '../resources/missing.ts';
import {pathPart} from '../resources/record-id.ts';
import {noIncident} from './incident.ts';
import {titleOf} from './incident-columns.ts';

/** Seldom enough for a day of it, and often enough for a pipeline. */
const betweenMs = 5000;

interface Wish {
  /** `acknowledged` or `resolved`; a resolved incident needs nobody to acknowledge it. */
  status: string;
  withinMs: number;
}

/**
 * Asks for the incident every five seconds, and returns it once it has the status. An outage is waited out. Throws
 * `partial` if the time is over before that.
 */
export async function waitFor(context: Context, id: string, {status, withinMs}: Wish): Promise<JsonObject> {
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
