import {EventEmitter} from 'node:events';
import http from 'node:http';
import {Clock} from './clock.ts';
import {listening} from './listening.ts';
import {staySilent} from './silence.ts';

export interface Seen {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  /** By the server's clock. */
  atMs: number;
}

export type Answer = (response: http.ServerResponse, request: Seen) => void;

/** A server that gives its answers in order, repeats the last one, and records the requests. */
export async function scriptedServer(answers: readonly Answer[], clock = new Clock()) {
  const seen: Seen[] = [];
  const arrivals = new EventEmitter();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        atMs: clock.now(),
      };
      response.setHeader('date', new Date(one.atMs).toUTCString());
      seen.push(one);
      arrivals.emit('request');
      answers[Math.min(seen.length, answers.length) - 1]?.(response, one);
    });
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    /** Emits `request` for each one. */
    arrivals,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  response => {
    response.writeHead(status, {'content-type': 'application/json', ...headers});
    response.end(JSON.stringify(body));
  };

export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  response => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** Closes the connection after the request was read. */
export const reset: Answer = response => response.socket?.destroy();

/** Never answers, and time passes until the client gives up. */
export const silent =
  (clock: Clock): Answer =>
  response =>
    staySilent(response, clock);

/** Never answers. */
export const hang: Answer = () => undefined;
