import type {AnswerHead} from './answer-reader.ts';
import {LightReadable} from './light-stream.ts';

/** Where the bytes come from. */
interface Flow {
  pause: () => void;
  resume: () => void;
}

/** An answer as got reads it. */
export class Answer extends LightReadable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Record<string, string>;
  /** Whether the whole body has arrived. By then, the connection may carry another answer. */
  complete = false;
  readonly #flow: Flow;
  #isRead = false;
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
    if (!this.push(bytes)) this.#flow.pause();
  }

  finish(): void {
    this.complete = true;
    this.push(null);
  }

  /** Told to whoever reads it, and so not before what has arrived is read. */
  fail(error: Error): void {
    if (this.complete) return;
    this.#failure = error;
    if (this.#isRead && this.readableLength === 0) this.destroy(error);
  }

  override _read(): void {
    this.#isRead = true;
    if (this.#failure) this.destroy(this.#failure);
    else this.#flow.resume();
  }
}
