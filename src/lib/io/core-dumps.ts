import fs from 'node:fs';

/** Linux: which memory of this process goes into a core, as a mask. Children inherit it. */
const filter = '/proc/self/coredump_filter';
let found: string | undefined;

/**
 * From now on a crash leaves a core without memory, and so without keys (Linux; elsewhere nothing changes). Unlike a
 * limit of 0 this also holds where cores are piped to a program, and costs one write.
 */
export function keepMemoryOutOfCores(): void {
  try {
    found = fs.readFileSync(filter, 'utf8').trim();
    fs.writeFileSync(filter, '0');
  } catch {
    // Another system, or a kernel that writes no cores.
  }
}

/** Runs `start`, which starts somebody else's program, with the mask as pd found it: its cores are its own business. */
export function withCoresAsFound<T>(start: () => T): T {
  if (found === undefined) return start();
  // The kernel prints the mask in hexadecimal without 0x, but needs the 0x to read it as such.
  fs.writeFileSync(filter, `0x${found}`);
  try {
    return start();
  } finally {
    fs.writeFileSync(filter, '0');
  }
}
