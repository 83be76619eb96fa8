// The runtime raises the soft limit of open files as it starts, and what it starts gets the raised one: some programs close
// every descriptor up to the limit, others fail above 1,024. Nothing of the runtime's own switches that off.
import {closeSync, openSync, readSync, writeSync} from 'node:fs';

// The names of the C library's calls stand near the start of the file.
const searchedBytes = 256 * 1024;

/** Makes the program call getrlimit() where it would call setrlimit(): it takes the same, and changes nothing. */
export function keepFileLimit(program: string): void {
  const descriptor = openSync(program, 'r+');
  const start = Buffer.alloc(searchedBytes);
  readSync(descriptor, start, 0, searchedBytes, 0);
  const name = '\0setrlimit\0';
  const at = start.indexOf(name);
  if (at === -1 || start.indexOf(name, at + 1) !== -1) {
    throw new Error('the name of setrlimit is not where it was: see scripts/keep-file-limit.ts');
  }
  writeSync(descriptor, 'g', at + 1);
  closeSync(descriptor);
}
