import {isObject, type Json, type JsonObject} from '../base/json.ts';
import type {Output} from '../output/output.ts';
import {outcomeUnknown, recordIn} from '../rest/promised.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {shownRequest} from '../rest/shown-request.ts';
import type {Settings} from '../settings/settings.ts';

/** The parts of a command's context that a change needs. */
interface ChangeContext {
  readonly output: Output;
  readonly settings: Pick<Settings, 'redactor'>;
  readonly dryRun: boolean;
  readonly rest: () => Promise<RestClient>;
}

export interface ChangeRequest {
  method: string;
  path: string;
  body?: Json | undefined;
}

/** For --dry-run: prints the requests as they would be sent, with secrets hidden; several are printed as one list. */
export async function showRequests(context: ChangeContext, changes: readonly ChangeRequest[]): Promise<void> {
  const rest = await context.rest();
  const shown: JsonObject[] = [];
  for (const {method, path, body} of changes) {
    // If the key belongs to no user, this throws, as the real run would.
    const prepared = await rest.withFrom(await rest.prepare(method, path, body === undefined ? {} : {body}));
    const one = shownRequest(prepared, context.settings.redactor);
    if (isObject(one)) shown.push(one);
  }
  const [only, ...more] = shown;
  if (only !== undefined && more.length === 0) await context.output.record(only);
  else if (only !== undefined) await context.output.records([shown]);
}

/**
 * Sends a change and returns what `read` finds in the answer; with --dry-run, prints the request and returns undefined.
 * Throws `unreachable` (the outcome is unknown) if `read` finds nothing. By default a record with an ID is promised; a
 * DELETE promises nothing.
 */
export async function sendChange(
  context: ChangeContext,
  method: string,
  path: string,
  body?: Json,
  read: (answer: Json) => Json | undefined = method === 'DELETE' ? answer => answer : recordIn,
): Promise<Json | undefined> {
  if (context.dryRun) {
    await showRequests(context, [{method, path, body}]);
    return undefined;
  }
  const rest = await context.rest();
  const answer = await rest.request(method, path, body === undefined ? {} : {body});
  const found = read(answer.body ?? null);
  if (found === undefined) throw outcomeUnknown(`${method} ${path}`, answer.status);
  return found;
}
