import type {Io} from '../io/io.ts';
import {StartFailure, startByName} from './find-program.ts';
import {startOnWindows} from './windows.ts';

/** Hands a whole command to the runtime's spawn. `isVerbatim`: its words are quoted already (Windows). */
type Spawn<T> = (command: string[], isVerbatim: boolean) => T;

/** Starts a program by its name, as a shell would find it, with one of the runtime's own calls. Throws StartFailure. */
export function startBySpawn<T>(io: Io, words: readonly string[], spawn: Spawn<T>): T {
  const start: Spawn<T> = (command, isVerbatim) => {
    try {
      return spawn(command, isVerbatim);
    } catch (error) {
      throw new StartFailure(error instanceof Error && 'code' in error ? String(error.code) : String(error));
    }
  };
  if (io.platform === 'win32') return startOnWindows(io, words, start);
  const raw = words.map(word => Buffer.from(`${word}\0`));
  return startByName(raw, io.env['PATH'], (file, argv) => {
    const args = argv.slice(1).map(word => word.toString('utf8', 0, word.length - 1));
    return start([Buffer.from(file, 'latin1').toString(), ...args], false);
  });
}

/** The environment for programs that have no use for pd's keys: the browser, the keychain, password managers. */
export function environmentWithoutKeys({env}: Io): Record<string, string | undefined> {
  return {...env, PD_API_KEY: undefined, PD_ROUTING_KEY: undefined};
}
