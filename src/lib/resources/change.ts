import type {Context} from '../context.ts';
import {PdError} from '../errors.ts';
import {isObject, type Json, type JsonObject, stringField} from '../json.ts';
import type {PreparedRequest, RestClient} from '../rest/client.ts';
import {shownRequest} from '../rest/show.ts';

export interface ChangeRequest {
  method: string;
  path: string;
  body?: Json | undefined;
}

/** For --dry-run: the requests as they would be sent, secrets hidden; several are one list. */
export async function showRequests(context: Context, changes: readonly ChangeRequest[]): Promise<void> {
  const rest = await context.rest();
  const shown: JsonObject[] = [];
  let from: string | undefined;
  for (const {method, path, body} of changes) {
    const prepared = await rest.prepare(method, path, body === undefined ? {} : {body});
    if (prepared.match?.endpoint.needsFrom && prepared.headers['from'] === undefined) {
      from ??= await ownEmail(rest, prepared);
      prepared.headers = {...prepared.headers, from};
    }
    const one = shownRequest(prepared, context.settings.mask);
    if (isObject(one)) shown.push(one);
  }
  const [only, ...more] = shown;
  if (only !== undefined && more.length === 0) await context.output.record(only);
  else if (only !== undefined) await context.output.records([shown]);
}

/** Sends a change and returns the answer; with --dry-run prints it and returns undefined. */
export async function sendChange(
  context: Context,
  method: string,
  path: string,
  body?: Json,
): Promise<Json | undefined> {
  if (context.dryRun) {
    await showRequests(context, [{method, path, body}]);
    return undefined;
  }
  const rest = await context.rest();
  const answer = await rest.request(method, path, body === undefined ? {} : {body});
  return answer.body ?? null;
}

/** In whose name the real run would do it. Refused here too where that is nobody: PagerDuty answers 400 then. */
async function ownEmail(rest: RestClient, {method, path}: PreparedRequest): Promise<string> {
  const email = await rest.request('GET', '/users/me').then(
    ({body}) => stringField(body, 'email'),
    (error: unknown) => {
      if (error instanceof PdError && error.facts.status === 400) return undefined;
      throw error;
    },
  );
  if (email !== undefined) return email;
  throw new PdError('usage', `${method} ${path} is done in a user's name, and this key belongs to no user`, {
    next: 'name one with --from EMAIL, PD_FROM, or: pd profiles set NAME from=EMAIL',
  });
}
