import type {Io} from '../../lib/io/io.ts';
import {linesWith} from '../../lib/output/safe-text.ts';
import {earlyRedactor} from './early-redactor.ts';

/**
 * oclif reads process.stdout and process.stderr as it loads, and creating the real streams takes
 * 11 to 14 ms. These stand-ins write to the streams of io.
 */
export function stubProcessStreams(io: Io, argv: readonly string[]): void {
  const writers = {
    stdout: (text: string) => io.stdout.write(text),
    stderr: (text: string) => io.stderr.write(linesWith(earlyRedactor(argv, io.env))(text)),
  };
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = io[name];
    const stub = {
      get isTTY() {
        return stream.isTTY;
      },
      get columns() {
        return stream.columns;
      },
      write: (text: string | Uint8Array) => {
        writers[name](typeof text === 'string' ? text : Buffer.from(text).toString());
        return true;
      },
      on: () => stub,
      once: () => stub,
      off: () => stub,
      removeListener: () => stub,
      listenerCount: () => 0,
      emit: () => false,
      getWindowSize: () => [stream.columns, stream.rows],
    };
    // Defining the property would create the real stream first.
    Object.assign(process, {[name]: stub});
  }
}
