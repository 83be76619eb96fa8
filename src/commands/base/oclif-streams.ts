import type {Io} from '../../lib/io/io.ts';

/**
 * oclif reads process.stdout and process.stderr as it loads, and creating the real streams takes
 * 11 to 14 ms. These stand-ins write to the streams of io.
 */
export function stubProcessStreams(io: Io): void {
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
        stream.write(typeof text === 'string' ? text : Buffer.from(text).toString());
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
    Object.defineProperty(process, name, {configurable: true, get: () => stub});
  }
}
