import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);

/** Ends pd on Windows, where an exit status has 32 bits and the runtime keeps 8. Returns only where there is no FFI. */
export function exitOnWindows(status: number): void {
  try {
    const {dlopen} = require('bun:ffi') as typeof import('bun:ffi');
    dlopen('kernel32.dll', {ExitProcess: {args: ['u32'], returns: 'void'}}).symbols.ExitProcess(status);
  } catch {
    // What the runtime keeps has to do.
  }
}
