import fs from 'node:fs';

/** The numbers of the signals that a process ignores (nohup, `trap ''`). Empty without Linux's /proc. */
export function ignoredSignals(pid: number | 'self'): ReadonlySet<number> {
  const ignored = new Set<number>();
  const mask = BigInt(`0x${/^SigIgn:\s*([0-9a-f]+)$/m.exec(statusOf(pid))?.[1] ?? '0'}`);
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
