import {libcFunctions} from '../io/libc.ts';
import {os, platform} from '../io/os.ts';
import {lockByProgram} from '../process/flock-program.ts';

/**
 * `held`: by another open file, in this process or another. `unsupported`: this system or file cannot be locked this
 * way.
 */
export type Locking = 'taken' | 'held' | 'unsupported';

type Flock = (descriptor: number) => Locking;
let flock: Flock | undefined;

/**
 * Locks the open file or folder with flock(2), without waiting. The kernel keeps the lock until the file is closed or
 * the process is gone. It needs no write permission and writes nothing.
 */
export function lockDescriptor(descriptor: number): Locking {
  flock ??= systemFlock() ?? lockByProgram;
  return flock(descriptor);
}

const exclusive = 2;
const withoutWaiting = 4;

/** Calls the C library. Undefined if that is not possible. */
function systemFlock(): Flock | undefined {
  // The names in macOS's library and in Linux's (glibc, musl).
  const errnoName = platform === 'darwin' ? '__error' : '__errno_location';
  const libc = libcFunctions(platform, {
    flock: {args: ['i32', 'i32'], returns: 'i32'},
    [errnoName]: {args: [], returns: 'ptr'},
  });
  if (libc === undefined) return undefined;
  const {read} = libc.ffi;
  const call = libc.functions['flock'] as (descriptor: number, operation: number) => number;
  const errnoPlace = libc.functions[errnoName] as () => Parameters<typeof read.i32>[0];
  return descriptor => {
    if (call(descriptor, exclusive | withoutWaiting) === 0) return 'taken';
    return read.i32(errnoPlace()) === os().constants.errno.EWOULDBLOCK ? 'held' : 'unsupported';
  };
}
