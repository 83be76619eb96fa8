import {string} from '@oclif/core/flags';
import {type ShellName, shellNames} from '../../lib/base/shell-words.ts';
import type {Io} from '../../lib/io/io.ts';

export const shellFlag = {
  shell: string({
    helpValue: shellNames.join('|'),
    options: [...shellNames],
    summary: 'Shell to print lines for (default: the one that pd is started from, else SHELL).',
  }),
};

/** The shell to print lines for: the one that is named, the one that pd is started from, SHELL, else the system's. */
export async function shellFor(io: Io, named: string | undefined): Promise<ShellName> {
  const given = shellNames.find(name => name === named);
  if (given !== undefined) return given;
  const {parentShell} = await import('../../lib/background/parent-shell.ts');
  return parentShell(io) ?? (io.platform === 'win32' ? 'powershell' : 'sh');
}
