import {writeSync} from 'node:fs';
import {errorCode} from '../../src/lib/base/errors.ts';

/** For a script that a test starts: prints the value whole, although main() puts stand-ins where process.stdout was. */
export function printJson(value: unknown): void {
  const bytes = Buffer.from(JSON.stringify(value));
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      // The parent process made the pipe non-blocking, and it is full.
      if (errorCode(error) !== 'EAGAIN') throw error;
    }
  }
}
