// The limits that node:http has.
const longestHead = 16 * 1024;
const longestChunkLine = 16 * 1024;
/** Interim answers (100, 103) before the final one. No server needs as many. */
const mostInterim = 100;

export interface AnswerHead {
  status: number;
  statusText: string;
  /** Names in lower case. */
  headers: Record<string, string>;
}

interface Listener {
  head: (head: AnswerHead) => void;
  body: (bytes: Uint8Array) => void;
  /** `isReusable`: the connection can carry another request. */
  end: (isReusable: boolean) => void;
}

type State = 'head' | 'length' | 'chunk line' | 'chunk' | 'after chunk' | 'trailer' | 'rest' | 'done';

/** Reads one HTTP/1.1 answer (RFC 9112) from the bytes of a connection. What is not one ends it with an Error. */
export class AnswerReader {
  readonly #listener: Listener;
  readonly #hasBody: boolean;
  #state: State = 'head';
  #pending: Buffer = Buffer.alloc(0);
  #isLast = false;
  #interim = 0;
  /** Of the body, or of the chunk. */
  #leftBytes = 0;
  #trailerBytes = 0;

  constructor(method: string, listener: Listener) {
    this.#listener = listener;
    this.#hasBody = method !== 'HEAD';
  }

  /** Ignores what comes after the end, or after what is no answer. */
  take(bytes: Buffer): void {
    if (this.#state === 'done') return;
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    try {
      while (this.#step()) {
        // Until more bytes are needed.
      }
    } catch (error) {
      this.#state = 'done';
      throw error;
    }
  }

  /** The connection has ended. Returns whether the answer is complete. */
  close(): boolean {
    if (this.#state === 'rest') this.#finish();
    return this.#state === 'done';
  }

  /** Whether there was something to read. */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'chunk line':
        return this.#readChunkLine();
      case 'trailer':
        return this.#readTrailer();
      case 'after chunk':
        return this.#readAfterChunk();
      case 'done':
        return false;
      default:
        return this.#readBody();
    }
  }

  #readHead(): boolean {
    const start = this.#pending.toString('latin1', 0, 5);
    if (start.startsWith('\r\n')) return this.#skipEmptyLine();
    if (start !== '\r' && !'HTTP/'.startsWith(start)) throw unreadable('Expected HTTP/');
    const end = this.#find('\r\n\r\n', longestHead);
    if (end === -1) return false;
    const [first = '', ...lines] = this.#pending.toString('latin1', 0, end).split('\r\n');
    this.#pending = this.#pending.subarray(end + 4);
    const {status, statusText, isOld} = readStatus(first);
    if (status < 200) return this.#countInterim(status);
    const headers = readHeaders(lines);
    this.#isLast = isOld || /(?:^|,)\s*close\s*(?:,|$)/i.test(headers['connection'] ?? '');
    this.#listener.head({status, statusText, headers});
    return this.#enterBody(status, headers);
  }

  /** Some servers send one after a body, which on a kept connection is before the next answer. node:http skips it too. */
  #skipEmptyLine(): boolean {
    this.#pending = this.#pending.subarray(2);
    return this.#countInterim(100);
  }

  #countInterim(status: number): boolean {
    this.#interim += 1;
    if (this.#interim > mostInterim || status === 101)
      throw new Error(`it sent more than ${mostInterim} interim answers and no final one`);
    return true;
  }

  #enterBody(status: number, {'transfer-encoding': coding, 'content-length': length}: Record<string, string>): boolean {
    if (!this.#hasBody || status === 204 || status === 304) return this.#finish();
    if (coding !== undefined) {
      if (coding.toLowerCase() !== 'chunked' || length !== undefined) throw unreadable('Transfer-Encoding');
      return this.#enter('chunk line');
    }
    if (length === undefined) return this.#enter('rest');
    this.#leftBytes = Number(length);
    return this.#leftBytes === 0 ? this.#finish() : this.#enter('length');
  }

  #readBody(): boolean {
    if (this.#pending.length === 0) return false;
    const count = this.#state === 'rest' ? this.#pending.length : Math.min(this.#leftBytes, this.#pending.length);
    this.#listener.body(this.#pending.subarray(0, count));
    this.#pending = this.#pending.subarray(count);
    if (this.#state === 'rest') return true;
    this.#leftBytes -= count;
    if (this.#leftBytes > 0) return true;
    return this.#state === 'length' ? this.#finish() : this.#enter('after chunk');
  }

  #readChunkLine(): boolean {
    const line = this.#readLine(longestChunkLine);
    if (line === undefined) return false;
    const size = /^([\da-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw unreadable('Invalid character in chunk size');
    this.#leftBytes = Number.parseInt(size, 16);
    return this.#enter(this.#leftBytes === 0 ? 'trailer' : 'chunk');
  }

  #readAfterChunk(): boolean {
    const end = this.#pending.toString('latin1', 0, 2);
    if (!'\r\n'.startsWith(end)) throw unreadable('Expected CR and LF after a chunk');
    if (end.length < 2) return false;
    this.#pending = this.#pending.subarray(2);
    return this.#enter('chunk line');
  }

  #readTrailer(): boolean {
    const line = this.#readLine(longestHead);
    if (line === undefined) return false;
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > longestHead) throw unreadable('Header overflow');
    return line === '' ? this.#finish() : true;
  }

  /** Without its end. Undefined: not all of it is there. */
  #readLine(longest: number): string | undefined {
    const end = this.#find('\r\n', longest);
    if (end === -1) return undefined;
    const line = this.#pending.toString('latin1', 0, end);
    this.#pending = this.#pending.subarray(end + 2);
    return line;
  }

  /** -1: it has not arrived. After a line that ends with LF alone, it would be waited for in vain. */
  #find(mark: string, longest: number): number {
    const at = this.#pending.indexOf(mark);
    if (at === -1 ? this.#pending.length > longest : at > longest) throw unreadable('Header overflow');
    const lineEnd = at === -1 ? this.#pending.indexOf('\n') : -1;
    if (lineEnd !== -1 && this.#pending[lineEnd - 1] !== 0x0d) throw unreadable('Missing expected CR');
    return at;
  }

  #enter(state: State): boolean {
    this.#state = state;
    return true;
  }

  #finish(): false {
    const isReusable = !this.#isLast && this.#state !== 'rest' && this.#pending.length === 0;
    this.#state = 'done';
    this.#listener.end(isReusable);
    return false;
  }
}

const unreadable = (what: string): Error => new Error(`Parse Error: ${what}`);

function readStatus(line: string): {status: number; statusText: string; isOld: boolean} {
  const [, minor, status, statusText = ''] = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/.exec(line) ?? [];
  if (status === undefined) throw unreadable('Invalid status code');
  return {status: Number(status), statusText, isOld: minor === '0'};
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = withoutBlanks(line, colon + 1);
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(key) || /[\0\r\n]/.test(value)) throw unreadable('Invalid header');
    const before = headers[key];
    if (key === 'content-length' && (!/^\d{1,15}$/.test(value) || (before ?? value) !== value))
      throw unreadable('Content-Length');
    headers[key] = before === undefined || key === 'content-length' ? value : `${before}, ${value}`;
  }
  return headers;
}

/** From `start` on, without the spaces and tabs at both ends. */
function withoutBlanks(line: string, start: number): string {
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start += 1;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
