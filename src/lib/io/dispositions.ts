import fs from 'node:fs';

/** The numbers of the signals that a process ignores (nohup, `trap ''`). Empty without Linux's /proc. */
export function ignoredSignals(pid: number | 'self'): ReadonlySet<number> {
  const ignored = new Set<number>();
  const [, after = '0'] = statusOf(pid).split('\nSigIgn:\t', 2);
  const mask = BigInt(`0x${after.slice(0, 16)}`);
  for (let number = 1; number <= 64; number++) if ((mask >> BigInt(number - 1)) & 1n) ignored.add(number);
  return ignored;
}

function statusOf(pid: number | 'self'): string {
  try {
    return fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // no /proc, or no such process
  }
}
