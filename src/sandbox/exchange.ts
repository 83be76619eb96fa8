import type {IncomingMessage, ServerResponse} from 'node:http';
import {gzipSync} from 'node:zlib';
import type {Json} from '../lib/base/json.ts';

/** A request, read whole. */
export interface Call {
  method: string;
  /** Without the query, with percent-escapes as received. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  text: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: Json;
  /** Sent as it is, instead of a body. */
  text?: string;
}

/** More than any body that PagerDuty accepts. */
const maxBodyBytes = 8 * 1024 * 1024;

/** Reads a whole request. Rejects if it breaks off. Returns `too large` for a body that is not read to its end. */
export async function readCall(request: IncomingMessage): Promise<Call | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return 'too large';
    chunks.push(chunk);
  }
  // Dots and double slashes are kept: nothing that a client should not send must be cleaned up here.
  const [path = '/', ...query] = (request.url ?? '/').replace(/^https?:\/\/[^/]+/, '').split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const text = Buffer.concat(chunks).toString();
  return {method: request.method ?? 'GET', path, query: new URLSearchParams(query.join('?')), headers, text};
}

export interface Wire {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

/** The answer as sent: gzipped if the client accepts that. */
export function encode(call: Pick<Call, 'headers'>, reply: Reply, gzip = 'auto' as 'auto' | 'always'): Wire {
  const headers = {...reply.headers};
  const text = reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
  if (text !== '' && headers['content-type'] === undefined) headers['content-type'] = 'application/json';
  let bytes = Buffer.from(text);
  const accepted = gzip === 'always' || (call.headers['accept-encoding'] ?? '').includes('gzip');
  // Below the size of a packet, gzip saves nothing.
  if (accepted && (gzip === 'always' || bytes.length > 1024)) {
    bytes = gzipSync(bytes, {level: 1});
    headers['content-encoding'] = 'gzip';
    headers['vary'] = 'Accept-Encoding';
  }
  return {status: reply.status, headers, bytes};
}

export function send(response: ServerResponse, wire: Wire): void {
  const length = wire.status === 204 ? {} : {'content-length': String(wire.bytes.length)};
  response.writeHead(wire.status, {...wire.headers, ...length});
  response.end(wire.status === 204 ? undefined : wire.bytes);
}
