import fs from 'node:fs';
import path from 'node:path';
import type {Io} from '../io/io.ts';
import {StartFailure} from './find-program.ts';

/**
 * Starts a program by its name on Windows: searched for in PATH with the extensions of PATHEXT, and never in the
 * working directory, where anybody may have put one. Batch files are run by cmd.exe. Throws StartFailure.
 */
export function startOnWindows<T>(
  io: Io,
  words: readonly string[],
  spawn: (command: string[], isVerbatim: boolean) => T,
): T {
  const [name = '', ...args] = words;
  const file = find(io, name);
  if (file === undefined) throw new StartFailure('ENOENT');
  if (!/\.(?:bat|cmd)$/i.test(file)) return spawn([file, ...args], false);
  // cmd.exe takes what is between the outermost quotes.
  const line = [file, ...args].map(word => `"${word.replaceAll('"', '""')}"`).join(' ');
  return spawn([systemProgram(io, 'cmd.exe'), '/d', '/s', '/c', `"${line}"`], true);
}

/** The file for a program's name; undefined if there is none. */
function find({env}: Io, name: string): string | undefined {
  const endings = ['', ...(env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';')];
  const folders = /[\\/]/.test(name)
    ? ['']
    : (env['PATH'] ?? env['Path'] ?? '').split(';').filter(path.win32.isAbsolute);
  const files = folders.flatMap(folder => endings.map(ending => path.win32.join(folder, name + ending)));
  return files.find(file => fs.statSync(file, {throwIfNoEntry: false})?.isFile());
}

/** The full path of a program of Windows itself: its name alone could run one in the working directory. */
export function systemProgram({env}: Io, name: string): string {
  return path.win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', name);
}
