// The runtime raises the soft limit of open files when it starts, and the programs that it starts inherit it: some
// close every descriptor up to the limit, others fail above 1,024. The runtime has no option to turn this off.
import {closeSync, openSync, readSync, writeSync} from 'node:fs';

// The names of C library functions are near the start of the file.
const searchedBytes = 256 * 1024;

/** Makes the program call getrlimit() instead of setrlimit(): it takes the same arguments and changes nothing. */
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
