import type {OutStream} from './io.ts';

/** More than anyone reads in a pager. Longer output is written as it comes. */
const mostKept = 8 * 1024 * 1024;

/** stdout of a command whose output may be longer than the screen: it is kept until the command has ended. */
export class PagedStdout implements OutStream {
  readonly #stream: OutStream;
  #kept: string[] = [];
  #length = 0;
  #isPassing = false;

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
    this.#stream.checkOpen();
  }

  write(text: string): void {
    if (this.#isPassing) {
      this.#stream.write(text);
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
    if (text !== '') this.#stream.write(text);
  }
}
