import {createRequire} from 'node:module';
import os from 'node:os';
import {libcNames} from '../io/libc.ts';
import {lockByProgram} from '../process/flock-program.ts';
import {platform} from './trust.ts';

// bun:ffi is loaded when the first lock is taken: most commands take none.
const require = createRequire(import.meta.url);

/** `held` by another open file, of this process or of another; `unsupported` where this system or file cannot be locked so. */
export type Locking = 'taken' | 'held' | 'unsupported';

type Flock = (descriptor: number) => Locking;
let flock: Flock | undefined;

/**
 * Locks the open file or folder with flock(2), without waiting. The kernel keeps the lock until the file is closed or its
 * process is gone. It needs no right to write, and nothing is written.
 */
export function lockDescriptor(descriptor: number): Locking {
  flock ??= systemFlock() ?? lockByProgram;
  return flock(descriptor);
}

const exclusive = 2;
const withoutWaiting = 4;

/** By a call of the C library. Undefined where its functions cannot be called: memory that may not be made executable. */
function systemFlock(): Flock | undefined {
  // Named by Linux's libraries (glibc, musl) and by macOS's.
  const errnoName = platform === 'darwin' ? '__error' : '__errno_location';
  for (const library of libcNames(platform)) {
    try {
      const {dlopen, read} = require('bun:ffi') as typeof import('bun:ffi');
      const {symbols} = dlopen(library, {
        flock: {args: ['i32', 'i32'], returns: 'i32'},
        [errnoName]: {args: [], returns: 'ptr'},
      });
      const call = symbols['flock'] as (descriptor: number, operation: number) => number;
      const errnoPlace = symbols[errnoName] as () => Parameters<typeof read.i32>[0];
      return descriptor => {
        if (call(descriptor, exclusive | withoutWaiting) === 0) return 'taken';
        return read.i32(errnoPlace()) === os.constants.errno.EWOULDBLOCK ? 'held' : 'unsupported';
      };
    } catch {
      // Another C library, or none that may be called: the next way.
    }
  }
  return undefined;
}
