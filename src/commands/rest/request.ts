import {string as argument} from '@oclif/core/args';
import {boolean, string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {isObject, type Json} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {readObject, readValue} from '../../lib/input/argument-values.ts';
import {parseJsonText} from '../../lib/input/typed-json.ts';
import type {Io} from '../../lib/io/io.ts';
import {visible} from '../../lib/output/untrusted.ts';
import {isJsonType} from '../../lib/rest/headers.ts';
import {checkPromised} from '../../lib/rest/promised.ts';
import type {PreparedRequest, Query} from '../../lib/rest/rest-client.ts';
import {pathNote, shownRequest} from '../../lib/rest/shown-request.ts';
import {quietFlag} from '../base/flags.ts';

const repeatable = {multiple: true, multipleNonGreedy: true} as const;

export const pathArg = argument({
  required: true,
  ignoreStdin: true,
  description: "Path of the endpoint, such as users or /users/ID, or its full URL on the API's own host.",
});

export const queryFlags = {
  ...quietFlag,
  query: string({
    ...repeatable,
    char: 'q',
    helpValue: 'name=value',
    summary: 'Query parameter; [] is added to the name if the endpoint takes a list.',
  }),
  header: string({
    ...repeatable,
    char: 'H',
    helpValue: 'name:value',
    summary: 'Header to send; it replaces one of the same name that pd would send.',
  }),
};

export const answerFlags = {
  raw: boolean({summary: 'Do not wrap the request body or unwrap the response.'}),
  include: boolean({char: 'i', summary: 'Print the response status and headers before the body.'}),
};

export const bodyFlags = {
  data: string({char: 'd', helpValue: 'JSON|@FILE|-', summary: 'The body of the request, as JSON.'}),
  field: string({
    ...repeatable,
    char: 'f',
    helpValue: 'key=value',
    summary: 'Field of the body: key=value for text, key:=json for JSON, @file for a file; a.b and a[0] nest.',
  }),
};

interface RequestFlags {
  query?: string[] | undefined;
  header?: string[] | undefined;
  raw?: boolean;
  include?: boolean;
  data?: string | undefined;
  field?: string[] | undefined;
}

/** Runs a command that is one request: builds it, sends or shows it, and prints the answer. */
export async function runRequest(context: Context, method: string, path: string, flags: RequestFlags): Promise<void> {
  const {output, settings} = context;
  const headers = readHeaders(flags.header);
  const body = await readBody(context.io, flags, headers['content-type']);
  const rest = await context.rest();
  const raw = flags.raw ?? false;
  const prepared = await rest.prepare(method, path, {query: readQuery(flags.query), headers, body, raw});
  const wrapper = prepared.match?.endpoint.requestWrapper;
  if (body === undefined && wrapper !== undefined && !raw)
    throw usageError(`${method} ${prepared.path} needs a body, the ${wrapper}`, 'give it with -d or -f');
  tellOf(context, prepared);
  if (context.dryRun) return await showPrepared(context, prepared);
  const answer = await rest.send(prepared);
  if (flags.include) {
    // A refused request leaves stdout empty, so its headers go where the error goes.
    const lines = headerLines(answer, text => settings.redactor.redact(text));
    if (answer.status < 400) output.text(`${lines.join('\n')}\n`);
    else for (const line of lines) output.note(line);
  }
  const result = rest.accepted(prepared, answer, raw);
  if (!raw) checkPromised(prepared, result);
  if (result.body !== undefined) await output.record(result.body);
}

/** For --dry-run. */
export async function showPrepared({output, settings}: Context, prepared: PreparedRequest): Promise<void> {
  if (prepared.match?.endpoint.needsFrom && prepared.headers['from'] === undefined) {
    output.note("The From header would be looked up first: it is the email address of the key's owner.");
  }
  await output.record(shownRequest(prepared, settings.redactor));
}

export function tellOf({output}: Context, prepared: Parameters<typeof pathNote>[0]): void {
  const note = pathNote(prepared);
  if (note !== undefined) output.note(note);
}

export function readQuery(items: readonly string[] = []): Query {
  return items.map(item => {
    const at = item.indexOf('=');
    if (at < 1) throw usageError(`-q: "${item}" is not name=value`);
    return [item.slice(0, at), item.slice(at + 1)];
  });
}

/** Names in lower case. */
export function readHeaders(items: readonly string[] = []): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const item of items) {
    const at = item.indexOf(':');
    // The text may be a key, so it is not repeated.
    if (at < 1) throw usageError('-H: write a header as name:value');
    headers[item.slice(0, at).trim().toLowerCase()] = item.slice(at + 1).trim();
  }
  return headers;
}

/** The body: the fields of -f set in that of -d. A body of a type other than JSON is sent as it is. */
export async function readBody(io: Io, flags: RequestFlags, type?: string): Promise<Json | undefined> {
  const {data, field} = flags;
  const text = data === undefined ? undefined : await readValue(io, data, '-d');
  if (text !== undefined && !isJsonType(type)) {
    if (field) throw usageError('-f builds JSON, so it cannot be combined with another content-type');
    return text;
  }
  const whole = text === undefined ? undefined : parseJsonText(text, '-d');
  if (!field) return whole;
  if (whole !== undefined && !isObject(whole))
    throw usageError('-f: the body of -d is not an object, so nothing can be set in it');
  return await readObject(io, field, '-f', {files: true, base: whole ?? {}});
}

function headerLines(
  answer: {status: number; headers: Readonly<Record<string, string>>},
  redactor: (text: string) => string,
): string[] {
  const headers = Object.entries(answer.headers).map(([name, value]) => visible(redactor(`${name}: ${value}`)));
  return [`HTTP ${answer.status}`, ...headers];
}
