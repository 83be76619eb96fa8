import {afterEach} from 'bun:test';
import {atPath, isObject, type Json, type JsonObject, parseJson} from '../../src/lib/base/json.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {type Sandbox, type SandboxOptions, startSandbox} from '../../src/sandbox/server.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Empty when the answer is not a JSON object. */
  body: JsonObject;
  text: string;
}

const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(sandbox => sandbox.close()));
});

/** A sandbox for one test, gone after it. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

interface CallOptions {
  key?: string;
  from?: string | undefined;
  headers?: Record<string, string>;
}

/** A plain request, as any client would make it: by the account key, in the name of the first user. */
export async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  const {key = sandboxKeys.account, from = sandboxKeys.from} = options;
  const response = await fetch(sandbox.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(key === '' ? {} : {authorization: `Token token=${key}`}),
      ...(from === '' ? {} : {from}),
      'content-type': 'application/json',
      ...options.headers,
    },
    ...(body === undefined ? {} : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const parsed = isJson ? parseJson(text) : {};
  return {status: response.status, headers: response.headers, body: isObject(parsed) ? parsed : {}, text};
}

/** What an answer holds at a dotted path: `incident.status`, `alerts.0.id`. */
export const at = ({body}: {body: JsonObject}, path: string): Json | undefined => atPath(body, path);

export const idAt = (answer: {body: JsonObject}, path: string): string => String(at(answer, path));

/** The records in an answer, under the name that wraps them. */
export function records(answer: {body: JsonObject}, name: string): JsonObject[] {
  const list = at(answer, name);
  if (!Array.isArray(list)) throw new Error(`The answer has no list ${name}: ${JSON.stringify(answer.body)}`);
  return list.filter(isObject);
}

/** One attribute of every record. */
export const each = (list: readonly JsonObject[], path: string) => list.map(one => atPath(one, path));

export const trigger = (dedupKey: string | undefined, payload: Record<string, unknown> = {}) => ({
  routing_key: sandboxKeys.routing,
  event_action: 'trigger',
  ...(dedupKey === undefined ? {} : {dedup_key: dedupKey}),
  payload: {summary: 'disk full', source: 'db1', severity: 'critical', ...payload},
});

export const byKey = (action: 'acknowledge' | 'resolve', dedupKey: string) => ({
  routing_key: sandboxKeys.routing,
  event_action: action,
  dedup_key: dedupKey,
});

export const send = (sandbox: Sandbox, event: unknown) =>
  call(sandbox, 'POST', '/v2/enqueue', event, {key: '', from: ''});

/** The incidents in the order they were made. */
export async function incidents(sandbox: Sandbox, query = ''): Promise<JsonObject[]> {
  return records(await call(sandbox, 'GET', `/incidents?limit=100${query}`), 'incidents');
}

export const incidentIds = async (sandbox: Sandbox): Promise<string[]> =>
  each(await incidents(sandbox), 'id').map(String);

/** The ID of the first service, user, policy … */
export async function firstId(sandbox: Sandbox, kind: string): Promise<string> {
  return idAt(await call(sandbox, 'GET', `/${kind}?limit=1`), `${kind}.0.id`);
}

export async function makeIncidents(sandbox: Sandbox, count: number, body: unknown = {}): Promise<string[]> {
  const made = at(await call(sandbox, 'POST', `/_sandbox/incidents?count=${count}`, body), 'ids');
  return Array.isArray(made) ? made.map(String) : [];
}
