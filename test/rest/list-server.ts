import http from 'node:http';
import {settingsWithTokens} from '../../src/lib/auth/settings-with-tokens.ts';
import {PdError} from '../../src/lib/base/errors.ts';
import {Http} from '../../src/lib/http/http.ts';
import type {Io} from '../../src/lib/io/io.ts';
import {RestClient} from '../../src/lib/rest/rest-client.ts';
import {ioWith} from '../support/io.ts';
import {listening} from '../support/listening.ts';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A server on the loopback that answers by a function, and keeps what it was asked and how many at once. */
export async function serve(answer: (asked: Asked, count: number) => Reply | Promise<Reply>) {
  const asked: Asked[] = [];
  let inFlight = 0;
  const state = {mostInFlight: 0};
  const reply = async (request: http.IncomingMessage, chunks: readonly Buffer[], response: http.ServerResponse) => {
    inFlight += 1;
    state.mostInFlight = Math.max(state.mostInFlight, inFlight);
    const url = new URL(request.url ?? '', 'http://x');
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    asked.push(one);
    const {status = 200, headers, body} = await answer(one, asked.length);
    inFlight -= 1;
    response.writeHead(status, {'content-type': 'application/json', ...headers});
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void reply(request, chunks, response));
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    state,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The real client, its settings from the environment given. */
export function clientFor(url: string, env: Record<string, string> = {}, changes: Partial<Io> = {}) {
  const io = ioWith({PD_API_URL: url, PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR', PD_MAX_WAIT: '0', ...env}, changes);
  const settings = settingsWithTokens(io, {});
  const http = new Http(io, {
    deadline: settings.deadline(),
    timeoutMs: settings.timeoutMs(),
    concurrency: settings.concurrency(),
    debug: false,
    redactor: settings.redactor,
  });
  const warnings: string[] = [];
  return {client: new RestClient(io, settings, http, text => warnings.push(text)), settings, warnings};
}

export interface Thing {
  id: string;
  created_at?: string;
}

/** One page of classic paging, as PagerDuty answers it; more than `clamp` records are never sent. */
export function classicPage(things: readonly Thing[], query: URLSearchParams, wrapper: string, clamp = 100): Reply {
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 25);
  if (offset + limit > 10_000) return {status: 400, body: {error: {message: 'Offset too high', code: 2001}}};
  const records = things.slice(offset, offset + Math.min(limit, clamp));
  const total = query.get('total') === 'true' ? things.length : null;
  return {body: {[wrapper]: records, offset, limit, more: offset + records.length < things.length, total}};
}

export const things = (count: number): Thing[] => Array.from({length: count}, (_, index) => ({id: `P${index}`}));

export async function idsOf(pages: AsyncIterable<readonly {[name: string]: unknown}[]>): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pages) ids.push(...page.map(record => String(record['id'])));
  return ids;
}

/** What the client's list of the path comes to, at a server that answers so. `said` has the details of an error too. */
export async function listed(path: string, answer: (asked: Asked, count: number) => Reply, options = {}) {
  using server = await serve(answer);
  const ids: string[] = [];
  let error: PdError | undefined;
  try {
    for await (const page of clientFor(server.url).client.list(path, options))
      ids.push(...page.map(({id}) => String(id)));
  } catch (caught) {
    if (!(caught instanceof PdError)) throw caught;
    error = caught;
  }
  const message = error?.message ?? '';
  const said = [message, ...(error?.facts.details ?? [])].join('; ');
  return {ids, code: error?.exitCode ?? 0, message, said, asked: server.asked};
}
