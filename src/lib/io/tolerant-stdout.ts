import {PdError} from '../base/errors.ts';
import {ClosedPipe, type OutStream} from './io.ts';
import {WrappedStream} from './wrapped-stream.ts';

const maxKept = 64 * 1024;

/**
 * stdout of a command that changes something: if it can no longer be written, the command still runs to its end, and
 * what could not be printed is kept for the report.
 */
export class TolerantStdout extends WrappedStream implements OutStream {
  failure: ClosedPipe | PdError | undefined;
  lost = '';

  override checkOpen(): void {
    // The command runs to its end whether its output is read or not.
  }

  write(text: string): void {
    if (this.failure !== undefined) {
      this.#keep(text);
      return;
    }
    try {
      this.stream.write(text);
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
