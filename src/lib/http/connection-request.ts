import {Answer} from './answer.ts';
import {AnswerReader} from './answer-reader.ts';
import type {Carried, Connection} from './connection.ts';
import type {HowFar, Phase} from './progress.ts';

export interface RequestParts {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
}

/** One request, and its answer, on a connection. */
export class ConnectionRequest implements Carried, HowFar {
  /** What got reads. */
  readonly response: Promise<Answer>;
  readonly #connection: Connection;
  readonly #isReused: boolean;
  readonly #bytes: Buffer;
  readonly #reader: AnswerReader;
  readonly #reject: (error: Error) => void;
  #answer: Answer | undefined;
  #writtenBytes = 0;
  #hasWritten = false;
  #hasRead = false;

  constructor(connection: Connection, method: string, bytes: Buffer) {
    const {promise, resolve, reject} = Promise.withResolvers<Answer>();
    promise.catch(() => undefined); // by then, nobody may be waiting for it
    this.response = promise;
    this.#reject = reject;
    this.#connection = connection;
    this.#isReused = connection.hasCarried;
    this.#bytes = bytes;
    this.#reader = new AnswerReader(method, {
      head: head => {
        this.#answer = new Answer(head, connection);
        resolve(this.#answer);
      },
      body: bytes => this.#answer?.add(bytes),
      end: isReusable => this.#finish(isReusable),
    });
    connection.carry(this);
  }

  /** Whether bytes of the request may have left: not before the connection, and its TLS, are established. */
  get isSent(): boolean {
    return this.#hasWritten;
  }

  get phase(): Phase {
    return this.#hasWritten ? 'sent' : this.#connection.phase;
  }

  /** Whether this is a kept connection on which not one byte of the answer has arrived. */
  get isUnanswered(): boolean {
    return this.#isReused && !this.#hasRead;
  }

  write(send: (bytes: Buffer, from: number) => number): void {
    if (this.#writtenBytes === this.#bytes.length) return;
    this.#hasWritten = true;
    this.#writtenBytes += Math.max(0, send(this.#bytes, this.#writtenBytes));
  }

  take(bytes: Buffer): void {
    this.#hasRead = true;
    try {
      this.#reader.take(bytes);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  close(): void {
    if (!this.#reader.close()) this.fail(Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'}));
  }

  fail(error: Error): void {
    if (this.#answer === undefined) this.#reject(error);
    else this.#answer.fail(error);
  }

  /** Ends the connection, unless the whole answer has arrived. */
  stop(): void {
    if (this.#answer?.complete) return;
    this.fail(new Error('stopped'));
    this.#connection.terminate();
  }

  #finish(isReusable: boolean): void {
    this.#answer?.finish();
    this.#connection.free(isReusable && this.#writtenBytes === this.#bytes.length);
  }
}

/** Undefined if a header cannot be sent. */
export function requestBytes({url, method, headers, body}: RequestParts): Buffer | undefined {
  const hasBody = body !== undefined || method !== 'GET';
  const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? 0);
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n`;
  if (headers['accept-encoding'] === undefined) head += 'accept-encoding: gzip, deflate, br\r\n';
  if (hasBody) head += `content-length: ${bodyBytes}\r\n`;
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) return undefined;
    head += `${name}: ${value}\r\n`;
  }
  head += '\r\n';
  const bytes = Buffer.allocUnsafe(head.length + bodyBytes);
  bytes.write(head, 'latin1');
  if (typeof body === 'string') bytes.write(body, head.length);
  else if (body !== undefined) bytes.set(body, head.length);
  return bytes;
}
