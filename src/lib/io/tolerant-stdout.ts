import {PdError} from '../base/errors.ts';
import {ClosedPipe, type OutStream} from './io.ts';

const maxKept = 64 * 1024;

/**
 * stdout of a command that changes something: when it can no longer be written, the command goes on to its end, and
 * what could not be printed is kept for the report.
 */
export class TolerantStdout implements OutStream {
  readonly #stream: OutStream;
  failure: ClosedPipe | PdError | undefined;
  lost = '';

  constructor(stream: OutStream) {
    this.#stream = stream;
  }

  get isTTY(): boolean {
    return this.#stream.isTTY;
  }

  get columns(): number {
    return this.#stream.columns;
  }

  get rows(): number {
    return this.#stream.rows;
  }

  onResize(listener: () => void): () => void {
    return this.#stream.onResize(listener);
  }

  checkOpen(): void {
    // Whether it is read or not, the command goes on to its end.
  }

  write(text: string): void {
    if (this.failure !== undefined) {
      this.#keep(text);
      return;
    }
    try {
      this.#stream.write(text);
    } catch (error) {
      if (!(error instanceof ClosedPipe || error instanceof PdError)) throw error;
      this.failure = error;
      this.#keep(text);
    }
  }

  #keep(text: string): void {
    if (this.lost.length < maxKept) this.lost += text;
  }
}
