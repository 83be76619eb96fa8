import {errorCode} from '../base/errors.ts';

// Of the system, whatever PATH says, and without pd's keys in its environment.
const env = {PATH: '/usr/bin:/bin:/usr/sbin:/sbin:/run/current-system/sw/bin'};

/**
 * Locks the open file with flock(2), by the program of util-linux and busybox: it locks the open file that it shares with
 * this process, and ends. `unsupported` where there is no such program, or it cannot lock this file.
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
    // Only where there is no such program: two pds must not lock in two ways.
    if (errorCode(error) !== 'ENOENT') throw error;
    return 'unsupported';
  }
}
