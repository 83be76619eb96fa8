import fs from 'node:fs';

/** A process and when it started: its number alone may have been reused since. */
export interface Process {
  pid: number;
  parent: number;
  started: string;
}

/** A process's children, their children and so on, from Linux's /proc. None on other systems. */
export function descendants(of: number): Process[] {
  const all = processes();
  const found: Process[] = [];
  for (const parents = new Set([of]); ; ) {
    const next = all.filter(({pid, parent}) => parents.has(parent) && !parents.has(pid));
    if (next.length === 0) return found;
    for (const one of next) parents.add(one.pid);
    found.push(...next);
  }
}

/** Those that are still running. */
export function stillRunning(some: readonly Process[]): Process[] {
  return some.filter(({pid, started}) => statOf(pid)?.started === started);
}

function processes(): Process[] {
  try {
    return fs
      .readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(name => statOf(Number(name)))
      .filter(one => one !== undefined);
  } catch {
    return []; // no /proc
  }
}

/** proc(5): pid (name) state ppid …; the name may contain anything. The 22nd field is the start time. */
function statOf(pid: number): Process | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : {pid, parent: Number(fields[1]), started: fields[19] ?? ''};
  } catch {
    return undefined; // it has ended
  }
}
