import type {Context} from '../context.ts';
import type {Json} from '../json.ts';
import {shownRequest} from '../rest/show.ts';

/** For --dry-run: the request as it would be sent, secrets hidden. */
export async function showRequest(context: Context, method: string, path: string, body?: Json): Promise<void> {
  const rest = await context.rest();
  const prepared = await rest.prepare(method, path, body === undefined ? {} : {body});
  await context.output.record(shownRequest(prepared, context.settings.mask));
}

/** Sends a change and returns the answer; with --dry-run prints it and returns undefined. */
export async function sendChange(
  context: Context,
  method: string,
  path: string,
  body?: Json,
): Promise<Json | undefined> {
  if (context.dryRun) {
    await showRequest(context, method, path, body);
    return undefined;
  }
  const rest = await context.rest();
  const answer = await rest.request(method, path, body === undefined ? {} : {body});
  return answer.body ?? null;
}
