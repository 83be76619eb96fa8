import {writeSync} from 'node:fs';

/** For a script that a test starts: prints the value whole, although main() puts stand-ins where process.stdout was. */
export function printJson(value: unknown): void {
  const bytes = Buffer.from(JSON.stringify(value));
  for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes, written);
}
