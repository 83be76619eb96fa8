import type {OutStream} from './io.ts';
import {WrappedStream} from './wrapped-stream.ts';

/** More than anyone reads in a pager. Longer output is written as it comes. */
const mostKept = 8 * 1024 * 1024;

/** stdout of a command whose output may be longer than the screen: it is kept until the command has ended. */
export class PagedStdout extends WrappedStream implements OutStream {
  #kept: string[] = [];
  #length = 0;
  #isPassing = false;

  write(text: string): void {
    if (this.#isPassing) {
      this.stream.write(text);
      return;
    }
    this.#kept.push(text);
    this.#length += text.length;
    if (this.#length > mostKept) this.pass();
  }

  /** Returns what was kept, and forgets it. */
  take(): string {
    const text = this.#kept.join('');
    this.#kept = [];
    this.#length = 0;
    return text;
  }

  /** Writes what was kept. From now on, everything is written at once. */
  pass(): void {
    this.#isPassing = true;
    const text = this.take();
    if (text !== '') this.stream.write(text);
  }
}
