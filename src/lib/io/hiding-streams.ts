import type {Redactor} from '../base/redactor.ts';
import type {Io, MessageStream, OutStream} from './io.ts';

type Hide = (text: string) => string;

/** The io of a command: secrets are hidden on stderr and, unless it prints keys for a shell to read, on stdout. */
export const hidingIo = (io: Io, redactor: Redactor, {printsKeys = false} = {}): Io => ({
  ...io,
  stdout: printsKeys ? io.stdout : new HidingStream(io.stdout, text => redactor.redactData(text)),
  stderr: new HidingMessageStream(io.stderr, text => redactor.redact(text)),
});

/** A stream that hides secrets in each text written to it. A text contains whole records, so no secret is split. */
class HidingStream<T extends OutStream = OutStream> implements OutStream {
  protected readonly stream: T;
  protected readonly hide: Hide;

  constructor(stream: T, hide: Hide) {
    this.stream = stream;
    this.hide = hide;
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

  write(text: string): void {
    this.stream.write(this.hide(text));
  }
}

class HidingMessageStream extends HidingStream<MessageStream> implements MessageStream {
  hint(line: string): void {
    this.stream.hint(this.hide(line));
  }
}
