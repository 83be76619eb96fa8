import type {Io} from '../../src/lib/io/io.ts';
import {processIo} from '../../src/lib/io/process-io.ts';

const real = processIo();

/** This process's io, with no environment and no home but those given. PATH is kept, for the programs that profiles name. */
export function ioWith(env: Record<string, string>, changes: Partial<Io> = {}): Io {
  return {...real, env: {PATH: process.env['PATH'], ...env}, homeFolder: () => env['HOME'], ...changes};
}
