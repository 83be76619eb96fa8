import type {SafeText} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Io, MessageStream, OutStream} from './io.ts';
import {WrappedStream} from './wrapped-stream.ts';

/**
 * The io of a command: secrets are hidden on stderr and, unless it prints keys for a shell to read, on stdout.
 * `quiet`: without progress.
 */
export const hidingIo = (io: Io, redactor: Redactor, {printsKeys = false, quiet = false} = {}): Io => ({
  ...io,
  stdout: printsKeys ? io.stdout : new HidingStdout(io.stdout, redactor),
  stderr: quiet ? new QuietStderr(io.stderr, redactor) : new HidingStderr(io.stderr, redactor),
});

/** A stream that hides secrets in each text written to it. A text contains whole records, so no secret is split. */
abstract class HidingStream<T extends OutStream> extends WrappedStream<T> {
  protected readonly redactor: Redactor;

  constructor(stream: T, redactor: Redactor) {
    super(stream);
    this.redactor = redactor;
  }
}

class HidingStdout extends HidingStream<OutStream> implements OutStream {
  write(text: string): void {
    this.stream.write(this.redactor.redactData(text));
  }
}

class HidingStderr extends HidingStream<MessageStream> implements MessageStream {
  write(text: SafeText): void {
    this.stream.write(this.redactor.redact(text));
  }

  hint(line: SafeText): void {
    this.stream.hint(this.redactor.redact(line));
  }
}

/** Shows no temporary lines, such as progress. */
class QuietStderr extends HidingStderr {
  override hint(_line: SafeText): void {
    // Nobody wants to see the progress.
  }
}
