import {existsSync, readFileSync} from 'node:fs';

/** Elsewhere a process is charged with the memory of the one that started it. */
export const canMeasureMemory = existsSync('/proc/self/status');

/** What a running process holds (`VmRSS`) or has held at most (`VmHWM`), in kB. 0 once it has ended. */
export function memoryKb(pid: number, which: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
  } catch {
    return 0; // somebody has waited for it
  }
}
