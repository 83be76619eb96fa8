import type {Socket} from 'bun';
import {type Answer, answerFrom} from './early-answer.ts';
import type {Phase} from './progress.ts';

export interface EarlyRequestParts {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
}

/**
 * The first request of a command, which is on its way while got, which reads its answer, is still being loaded. It has a
 * connection to itself, without node:http, node:net and node:tls, whose loading takes longer than all the rest. Where the
 * connection cannot be made, node:http tries again and finds out why.
 */
export class EarlyRequest {
  /** What got reads. */
  readonly response: Promise<Answer>;
  /** The connection is new: the server cannot have closed it unnoticed. */
  readonly isUnanswered = false;
  readonly #stop = new AbortController();
  #phase: Phase = 'opening';

  constructor(parts: EarlyRequestParts) {
    this.response = this.#send(parts);
    this.response.catch(() => undefined); // by then, nobody may be waiting for it
  }

  /** Whether bytes of the request may have left: not before the connection, and its TLS, are established. */
  get isSent(): boolean {
    return this.#phase === 'sent';
  }

  get phase(): Phase {
    return this.#phase;
  }

  stop(): void {
    this.#stop.abort();
  }

  async #send({url, method, headers, body}: EarlyRequestParts): Promise<Answer> {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const isTls = url.protocol === 'https:';
    const bytes = requestBytes(url, method, headers, body);
    const {promise: failure, reject: fail} = Promise.withResolvers<never>();
    failure.catch(() => undefined);
    let connection: Socket | undefined;
    const flow = {pause: () => connection?.pause(), resume: () => connection?.resume()};
    const answer = answerFrom(method, flow, fail);
    const {signal} = this.#stop;
    let written = 0;
    const write = (socket: Socket): void => {
      // By now it is sent over another connection.
      if (signal.aborted) return void socket.terminate();
      this.#phase = 'sent';
      written += Math.max(0, socket.write(bytes, written));
    };
    signal.addEventListener('abort', () => {
      // Politely, if there is nothing more to come.
      if (answer.isWhole()) return void connection?.end();
      answer.failed(new Error('stopped'));
      connection?.terminate();
    });
    Bun.connect({
      hostname,
      port: Number(url.port) || (isTls ? 443 : 80),
      ...(isTls && {tls: {rejectUnauthorized: true, serverName: isAddress(hostname) ? '' : hostname}}),
      socket: {
        open: socket => {
          connection = socket;
          if (isTls) this.#phase = 'tls';
          else write(socket);
        },
        handshake: (socket, isTrusted, error) => (isTrusted ? write(socket) : fail(tlsError(error))),
        drain: socket => {
          if (written < bytes.length) write(socket);
        },
        data: (_, data) => answer.take(data),
        close: () => answer.close(),
        // With TLS 1.3 a server refuses the client only after its handshake.
        error: (_, error) => answer.failed(tlsError(error)),
      },
    }).catch(fail);
    return await Promise.race([answer.begun, failure]);
  }
}

/** The code that node:tls gives it: `ERR_SSL_` and the reason, which is in the message. */
function tlsError(error: Error | null): Error {
  const given = error ?? new Error('no TLS');
  const reason = /:SSL routines:\w*:(\w+)$/.exec(given.message)?.[1];
  return reason === undefined ? given : Object.assign(given, {code: `ERR_SSL_${reason}`});
}

const isAddress = (hostname: string): boolean => /^[\d.]+$|:/.test(hostname);

/** Throws an Error for a header that could not be sent, for which node:http has the words. */
function requestBytes(
  url: URL,
  method: string,
  headers: Record<string, string>,
  body: string | Uint8Array | undefined,
): Buffer {
  const all = {
    host: url.host,
    connection: 'close',
    'accept-encoding': 'gzip, deflate, br',
    ...(body === undefined && method === 'GET' ? {} : {'content-length': String(Buffer.byteLength(body ?? ''))}),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new Error(`header ${name}`);
    return `${name}: ${value}\r\n`;
  });
  const head = Buffer.from(`${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return body === undefined ? head : Buffer.concat([head, typeof body === 'string' ? Buffer.from(body) : body]);
}
