import http from 'node:http';
import {parseOwnJson} from '../../src/lib/base/json.ts';
import {listening} from '../support/listening.ts';

export interface Manner {
  /** Undefined: whatever the account behind it says. */
  status: number | undefined;
  /** Refuses what changes something alone. */
  isForWritesOnly: boolean;
  /** A page, a gateway's words or PagerDuty's own. */
  words: 'own' | 'other' | 'page' | 'text';
}

/** Would change the title of a terminal's window. */
export const harmful = '\u001b]0;owned\u0007';
/** More than a message may repeat of an answer. */
const endless = 'y'.repeat(40_000);

// What a line goes by to find its way: everything else is polluted.
const kept = new Set(['id', 'type', 'status', 'email', 'urgency', 'more', 'incident_key', 'dedup_key', 'event_action']);

/**
 * A server in front of another that repeats keys in every text, status line and header. `accepted`: which key the other
 * one knows in place of each.
 */
export async function echoServer(behind: string, echo: () => string, accepted: Readonly<Record<string, string>>) {
  const swapped = (text: string): string =>
    Object.entries(accepted).reduce((swapped, [key, known]) => swapped.replaceAll(key, known), text);
  let count = 0;
  const loud = (): string => {
    count += 1;
    return `${echo()}${harmful}${count % 29 === 0 ? endless : ''}`;
  };
  let manner: Manner = {status: undefined, isForWritesOnly: false, words: 'own'};
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const {method = 'GET', url = '/'} = request;
    const headers = {'x-request-id': echo(), location: echo(), 'x-any': echo(), server: echo()};
    if (manner.status !== undefined && (method !== 'GET' || !manner.isForWritesOnly)) {
      const [type, body] = refusalText(manner.words, loud);
      response.writeHead(manner.status, inLine(echo()), {...headers, 'content-type': type, 'retry-after': '1'});
      response.end(body);
      return;
    }
    const body = ['GET', 'HEAD'].includes(method) ? undefined : swapped(Buffer.concat(chunks).toString());
    const passed = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      ['host', 'connection', 'content-length'].includes(name) ? [] : [[name, swapped(String(value))]],
    );
    const answer = await fetch(`${behind}${url}`, {method, headers: passed, body});
    const text = await answer.text();
    response.writeHead(answer.status, inLine(echo()), {...headers, 'content-type': 'application/json'});
    response.end(text.startsWith('{') ? JSON.stringify(polluted(parseOwnJson(text), loud)) : text);
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    behave: (next: Manner) => {
      manner = next;
    },
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const inLine = (text: string): string => text.slice(0, 200);

function refusalText(words: Manner['words'], echo: () => string): [type: string, body: string] {
  if (words === 'page') return ['text/html', `<html><title>${echo()}</title><h1>${echo()}</h1></html>`];
  if (words === 'text') return ['text/plain', echo()];
  if (words === 'other') return ['application/json', JSON.stringify({message: echo(), status: echo()})];
  const errors = [echo(), {[echo()]: echo()}, echo()];
  const body = {error: {message: echo(), code: echo(), errors}, status: 'invalid event', message: echo(), errors};
  return ['application/json', JSON.stringify(body)];
}

function polluted(value: unknown, echo: () => string, name = ''): unknown {
  if (typeof value === 'string')
    return kept.has(name) || /^\d{4}-\d\d-\d\dT/.test(value) ? value : `${value} ${echo()}`;
  if (Array.isArray(value)) return value.map(item => polluted(item, echo, name));
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.entries(value).map(([key, below]) => [key, polluted(below, echo, key)]);
  return {...Object.fromEntries(inside), ['id' in value ? `odd ${echo()}` : 'odd']: echo()};
}
