import {Readable} from 'node:stream';
import type {AnswerHead} from './answer-reader.ts';

/** Where the bytes come from. */
interface Flow {
  pause: () => void;
  resume: () => void;
}

/** Held until somebody reads it; beyond that, the connection waits. */
const mostEarlyBytes = 64 * 1024;

/** An answer as got reads it. */
export class Answer extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Record<string, string>;
  /** Whether the whole body has arrived. By then, the connection may carry another answer. */
  complete = false;
  readonly #flow: Flow;
  /** What came before anybody read. */
  #early: Uint8Array[] | undefined = [];
  #earlyBytes = 0;
  #failure: Error | undefined;

  constructor({status, statusText, headers}: AnswerHead, flow: Flow) {
    super();
    this.statusCode = status;
    this.statusMessage = statusText;
    this.headers = headers;
    this.#flow = flow;
    this.on('error', () => undefined); // once got has failed it no longer listens, and there may be more to say
    // Of an answer that has to be unpacked, got hears nothing else, as with node:http.
    this.once('close', () => void (this.complete || this.emit('aborted')));
  }

  add(bytes: Uint8Array): void {
    // Whoever reads it may be slower than the connection: without a pause, all of it would be held in memory.
    if (!this.#hasRoomFor(bytes)) this.#flow.pause();
  }

  finish(): void {
    this.complete = true;
    if (!this.#early) this.push(null);
  }

  /** Told to whoever reads it, and so not before it is read. */
  fail(error: Error): void {
    if (this.complete) return;
    this.#failure = error;
    if (!this.#early) this.destroy(error);
  }

  override _read(): void {
    const isFirst = this.#early !== undefined;
    for (const bytes of this.#early ?? []) this.push(bytes);
    this.#early = undefined;
    if (isFirst && this.complete) this.push(null);
    else if (this.#failure) this.destroy(this.#failure);
    else if (!this.complete) this.#flow.resume();
  }

  #hasRoomFor(bytes: Uint8Array): boolean {
    if (!this.#early) return this.push(bytes);
    this.#early.push(bytes);
    this.#earlyBytes += bytes.length;
    return this.#earlyBytes < mostEarlyBytes;
  }
}
