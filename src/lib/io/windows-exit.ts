import {ffi} from './os.ts';

/** Ends pd on Windows, where an exit status has 32 bits, of which the runtime keeps 8. Returns only without FFI. */
export function exitOnWindows(status: number): void {
  try {
    const {dlopen} = ffi();
    dlopen('kernel32.dll', {ExitProcess: {args: ['u32'], returns: 'void'}}).symbols.ExitProcess(status);
  } catch {
    // Then the 8 bits that the runtime keeps have to do.
  }
}
