import fs from 'node:fs';
import path from 'node:path';
import type {ShellName} from '../base/shell-words.ts';
import type {Io} from '../io/io.ts';
import {runCapturedSync} from '../process/captured.ts';

const shells: Readonly<Record<string, ShellName>> = {
  ...{bash: 'bash', zsh: 'zsh', fish: 'fish', pwsh: 'powershell', powershell: 'powershell'},
  ...{sh: 'sh', dash: 'sh', ash: 'sh', busybox: 'sh', ksh: 'sh', mksh: 'sh'},
};

/**
 * The shell that pd was started from: its parent process, otherwise the one that SHELL names. Undefined where neither is
 * a shell that pd knows. On Windows the parent is not looked up: SHELL is set by Git Bash and its kin alone.
 */
export const parentShell = (io: Io): ShellName | undefined => shellOf(parentProgram(io)) ?? shellOf(io.env['SHELL']);

/** The shell that a program is, by its path or its name in a process list (`-zsh` for a login shell). */
function shellOf(program = ''): ShellName | undefined {
  const name = path.win32
    .basename(program.trim())
    .replace(/^-|\.exe$/gi, '')
    .replace(/-?\d[\d.]*$/, '');
  return Object.hasOwn(shells, name) ? shells[name] : undefined;
}

function parentProgram(io: Io): string | undefined {
  if (io.platform === 'win32') return undefined;
  // A script that begins with #! has its own name in the process list; the file that runs is the shell.
  if (io.platform === 'linux') return fileOf(io.parentPid);
  const listed = runCapturedSync(io, ['ps', '-o', 'comm=', '-p', String(io.parentPid)], {
    withinMs: 1000,
    longestOutput: 4096,
  });
  return listed.stdout;
}

function fileOf(pid: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined; // no /proc, or the parent belongs to another user
  }
}
