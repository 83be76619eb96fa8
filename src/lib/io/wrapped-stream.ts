import type {OutStream} from './io.ts';

/** What all streams that write to another one have in common: they are that terminal, file or pipe. */
export abstract class WrappedStream<T extends OutStream = OutStream> {
  protected readonly stream: T;

  constructor(stream: T) {
    this.stream = stream;
  }

  get isTTY(): boolean {
    return this.stream.isTTY;
  }

  get columns(): number {
    return this.stream.columns;
  }

  get rows(): number {
    return this.stream.rows;
  }

  onResize(listener: () => void): () => void {
    return this.stream.onResize(listener);
  }

  checkOpen(): void {
    this.stream.checkOpen();
  }
}
