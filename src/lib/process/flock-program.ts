import {errorCode} from '../base/errors.ts';

// The system's own flock, whatever PATH says, and without pd's keys in its environment.
const env = {PATH: '/usr/bin:/bin:/usr/sbin:/sbin:/run/current-system/sw/bin'};

/**
 * Locks the open file with the `flock` program of util-linux or busybox: it locks the open file that it shares with
 * this process, and exits. `unsupported` if there is no such program, or it cannot lock this file.
 */
export function lockByProgram(descriptor: number): 'taken' | 'held' | 'unsupported' {
  try {
    const {exitCode} = Bun.spawnSync(['flock', '-n', '-x', '3'], {
      env,
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
    });
    if (exitCode === 0) return 'taken';
    return exitCode === 1 ? 'held' : 'unsupported';
  } catch (error) {
    // Only if there is no such program: two pds must not use two kinds of lock.
    if (errorCode(error) !== 'ENOENT') throw error;
    return 'unsupported';
  }
}
