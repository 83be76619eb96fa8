import {Readable} from 'node:stream';
import {type AnswerHead, AnswerReader} from './answer-reader.ts';

/** Where the bytes come from. */
interface Flow {
  pause: () => void;
  resume: () => void;
}

/** An answer as got reads it. */
export class Answer extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Record<string, string>;
  /** Whether the whole body has arrived. */
  complete = false;
  readonly #flow: Flow;
  /** What came before anybody read. */
  #early: Uint8Array[] | undefined = [];
  #failure: Error | undefined;

  constructor({status, statusText, headers}: AnswerHead, flow: Flow) {
    super();
    this.statusCode = status;
    this.statusMessage = statusText;
    this.headers = headers;
    this.#flow = flow;
    this.on('error', () => undefined); // once got has failed it no longer listens, and there may be more to say
  }

  add(bytes: Uint8Array): void {
    this.#early?.push(bytes);
    // Whoever reads it may be slower than the connection: without a pause, all of it would be held in memory.
    if (this.#early || !this.push(bytes)) this.#flow.pause();
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
    else this.#flow.resume();
  }
}

/** Turns the bytes of a connection into an answer. `fail` gets what went wrong before there was one. */
export function answerFrom(method: string, flow: Flow, fail: (error: Error) => void) {
  const {promise: begun, resolve} = Promise.withResolvers<Answer>();
  let answer: Answer | undefined;
  const failed = (error: Error): void => (answer === undefined ? fail(error) : answer.fail(error));
  const reader = new AnswerReader(method, {
    head: head => {
      answer = new Answer(head, flow);
      resolve(answer);
    },
    body: bytes => answer?.add(bytes),
    end: () => answer?.finish(),
  });
  return {
    begun,
    failed,
    isWhole: (): boolean => answer?.complete === true,
    take: (bytes: Buffer): void => {
      try {
        reader.take(bytes);
      } catch (error) {
        failed(error as Error);
      }
    },
    close: (): void => {
      if (!reader.close()) failed(Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'}));
    },
  };
}
