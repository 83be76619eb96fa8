import fs from 'node:fs';
import {os} from '../io/os.ts';

/** Why a program could not be started, and the exit status that a shell would give. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  /** 127: there is no such program. 126: there is one, and it cannot be run. */
  readonly exitStatus: 126 | 127;
  readonly code: string;

  constructor(code: string) {
    super(reasons[code] ?? `it could not be started (${code})`);
    this.code = code;
    this.exitStatus = code === 'ENOENT' || code === 'ENOTDIR' ? 127 : 126;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it was not found',
  ENOTDIR: 'it was not found',
  EACCES: 'it could not be started (permission denied: EACCES)',
  ENOEXEC: 'it could not be started (it is not a program for this machine: ENOEXEC)',
  E2BIG: 'it could not be started (its arguments and environment are too long: E2BIG)',
};

/** Starts a file with the given words. Throws StartFailure. */
type Exec<T> = (file: string, words: readonly Buffer[]) => T;

/** After these errors execvp(3) tries the next folder of PATH. */
const steppedPast = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ESTALE', 'ENODEV', 'ETIMEDOUT']);

/**
 * Starts a program by its name, as execvp(3) and a shell do: a name without a slash is looked for in PATH, and a script
 * without `#!` is run by /bin/sh. `path` and file names hold one character for each byte; words end in NUL.
 */
export function startByName<T>(words: readonly Buffer[], path: string | undefined, exec: Exec<T>): T {
  const [first = Buffer.from('\0'), ...rest] = words;
  let denied: StartFailure | undefined;
  for (const file of candidates(first.toString('latin1', 0, first.length - 1), path)) {
    try {
      return exec(file, words);
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      if (error.code === 'ENOEXEC' && !isBinary(file)) return exec(shell, [bytes(shell), bytes(file), ...rest]);
      if (error.code === 'EACCES') denied ??= error;
      else if (!steppedPast.has(error.code)) throw error;
    }
  }
  throw denied ?? new StartFailure('ENOENT');
}

const shell = '/bin/sh';

const bytes = (name: string): Buffer => Buffer.from(`${name}\0`, 'latin1');

function candidates(name: string, path = '/bin:/usr/bin'): string[] {
  if (name === '') return [];
  if (name.includes('/')) return [name];
  // An empty element of PATH is the working directory.
  const files = path.split(':').map(folder => `${folder === '' ? '.' : folder}/${name}`);
  return files.filter(file => fs.existsSync(Buffer.from(file, 'latin1')));
}

/** bash's own test: a file with a NUL in its first line is not a script. */
function isBinary(file: string): boolean {
  const start = Buffer.alloc(80);
  try {
    const descriptor = fs.openSync(Buffer.from(file, 'latin1'), 'r');
    const length = fs.readSync(descriptor, start);
    fs.closeSync(descriptor);
    const [line = ''] = start.toString('latin1', 0, length).split('\n');
    return line.includes('\0');
  } catch {
    return false; // it cannot be read: /bin/sh will say so
  }
}

/** The system's name of an error's number: ENOENT for 2. */
export function errorName(errno: number): string {
  return Object.entries(os().constants.errno).find(([, number]) => number === errno)?.[0] ?? `error ${errno}`;
}
