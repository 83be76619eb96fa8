import fs from 'node:fs';

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
