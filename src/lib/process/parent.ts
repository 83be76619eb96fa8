import fs from 'node:fs';
import {ignoredSignals} from '../io/dispositions.ts';
import type {Io} from '../io/io.ts';

// The runtime ignores PIPE and XFSZ before the first line of pd runs, which overwrites what pd was started with. A parent
// that passes on its own dispositions still shows it.

const overwritten = {SIGPIPE: 13, SIGXFSZ: 25};

/** Programs that pass on the signal dispositions that they were given. The runtimes of most languages reset them. */
const passesThemOn = /^(?:sh|bash|dash|ash|ksh|mksh|zsh|fish|busybox|systemd|nohup|env)$/;

/** The numbers of the signals that only the runtime ignores, so that what pd starts must not. */
export function signalsToReset(io: Io): number[] {
  if (io.platform === 'win32') return [];
  const numbers = Object.values(overwritten);
  if (!passesThemOn.test(read(`/proc/${io.parentPid}/comm`).trim())) return numbers;
  const ignored = ignoredSignals(io.parentPid);
  return numbers.filter(number => !ignored.has(number));
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // no /proc, or the parent is in another PID namespace
  }
}
