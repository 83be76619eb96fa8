import fs from 'node:fs';
import {messageOf} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import {libcNames} from '../io/libc.ts';

export interface Pipe {
  reader: number;
  writer: number;
}

/**
 * A pipe as a shell makes it. What spawn() calls a pipe is a socket, in which a command cannot open /dev/stdout, and
 * which stdout and stderr cannot share. Undefined where the system's library is not found: then the socket has to do.
 */
export async function openPipe({platform}: Io): Promise<Pipe | undefined> {
  const {dlopen, ptr} = await import('bun:ffi');
  for (const library of libcNames(platform)) {
    try {
      const {symbols} = dlopen(library, {
        pipe: {args: ['ptr'], returns: 'i32'},
        fcntl: {args: ['i32', 'i32', 'i32'], returns: 'i32'},
      });
      const ends = new Int32Array(2);
      if (symbols.pipe(ptr(ends)) !== 0) return undefined;
      const [reader = -1, writer = -1] = ends;
      // F_SETFD, FD_CLOEXEC: the command gets the ends it is given, not these as well.
      for (const end of ends) symbols.fcntl(end, 2, 1);
      return {reader, writer};
    } catch (error) {
      if (!/dlopen|open|load|symbol/i.test(messageOf(error))) throw error;
    }
  }
  return undefined;
}

/** Whether two descriptors lead to the same file, pipe or socket, as in `2>&1` and under cron. */
export function isSame(one: number, other: number): boolean {
  const [first, second] = [statOf(one), statOf(other)];
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}

export function statOf(descriptor: number): fs.Stats | undefined {
  try {
    return fs.fstatSync(descriptor);
  } catch {
    return undefined; // the descriptor is closed
  }
}
