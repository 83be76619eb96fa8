import {ffi} from '../io/os.ts';

const declarations = {
  OpenProcess: {args: ['u32', 'i32', 'u32'], returns: 'ptr'},
  GetExitCodeProcess: {args: ['ptr', 'ptr'], returns: 'i32'},
  CreateJobObjectW: {args: ['ptr', 'ptr'], returns: 'ptr'},
  AssignProcessToJobObject: {args: ['ptr', 'ptr'], returns: 'i32'},
  TerminateJobObject: {args: ['ptr', 'u32'], returns: 'i32'},
} as const;

/** What pd may do with the process: end it, put it into a job, ask how it ended. */
const access = 0x1 | 0x100 | 0x1000;

interface WindowsProcess {
  /** All 32 bits. The runtime keeps only 8, so 256 would count as success. Undefined if Windows does not say. */
  exitStatus(): number | undefined;
  /** Ends the program and everything it has started. */
  endAll(): void;
}

/**
 * Watches a program that has just been started. From now on, Windows puts everything that the program starts into a job.
 * Undefined if Windows' own functions cannot be called, or if the program has already ended.
 */
export function watchOnWindows(pid: number): WindowsProcess | undefined {
  try {
    const {dlopen} = ffi();
    const {symbols: kernel} = dlopen('kernel32.dll', declarations);
    const handle = kernel.OpenProcess(access, 0, pid);
    const job = kernel.CreateJobObjectW(null, null);
    if (handle === null || job === null) return undefined;
    kernel.AssignProcessToJobObject(job, handle);
    return {
      exitStatus: () => {
        const status = new Uint32Array(1);
        return kernel.GetExitCodeProcess(handle, status) === 0 ? undefined : status[0];
      },
      endAll: () => void kernel.TerminateJobObject(job, 1),
    };
  } catch {
    return undefined; // no FFI: the runtime's own calls have to do
  }
}
