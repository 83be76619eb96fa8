import fs from 'node:fs';
import type {Io} from '../io/io.ts';

/**
 * The descriptors above 2 that pd was started with: `<(…)`, a lock, a socket. On Linux the runtime marks them
 * close-on-exec. Call this before pd opens a file: what else is open then belongs to the runtime, and is of kinds that
 * are never passed on.
 */
export function inheritedDescriptors({platform}: Io): number[] {
  if (platform !== 'linux') return [];
  try {
    const descriptors = fs.readdirSync('/proc/self/fd').map(Number);
    return descriptors.filter(descriptor => descriptor > 2 && !isRuntimes(descriptor));
  } catch {
    return []; // no /proc
  }
}

function isRuntimes(descriptor: number): boolean {
  try {
    return /^anon_inode:\[(?:eventpoll|eventfd|timerfd)\]$/.test(fs.readlinkSync(`/proc/self/fd/${descriptor}`));
  } catch {
    return true; // the descriptor with which the folder was listed
  }
}
