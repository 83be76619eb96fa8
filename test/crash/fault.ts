import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Chance, oneOf} from './chance.ts';

/** What happens to one command: a system call fails, once or from then on, or pd is killed as it makes the call. */
export interface Fault {
  call: string;
  /** `error` of the call, or the kill. */
  effect: string;
  /** Which call, counted for each thread; with a plus, all from that one on. */
  when: string;
  /** Whether only calls that touch the state folder count. The others are made nowhere else. */
  isOfState: boolean;
  /** Whether the fault may cut off the answer to an event, which is then sent again. */
  maySendAgain: boolean;
  isKill: boolean;
}

interface Call {
  name: string;
  /** As many as a command makes, about. */
  most: number;
  errors: readonly string[];
}

const disk = ['EIO', 'ENOSPC', 'EROFS', 'EACCES'];
const looking = ['EIO', 'EACCES', 'ENOMEM'];
const opening = ['EIO', 'EMFILE', 'ENFILE', 'EACCES', 'EROFS', 'ENOSPC', 'ENOMEM', 'EINTR'];

/** Calls that a path of the state folder tells from those of the runtime. */
const callsOnState: readonly Call[] = [
  {name: 'openat', most: 30, errors: opening},
  {name: 'statx', most: 36, errors: looking},
  {name: 'getdents64', most: 6, errors: ['EIO', 'ENOMEM']},
  {name: 'read', most: 3, errors: ['EIO']},
  {name: 'pread64', most: 1, errors: ['EIO', 'EINTR']},
  {name: 'write', most: 2, errors: [...disk, 'EINTR']},
  {name: 'unlink', most: 2, errors: ['EIO', 'EROFS', 'EACCES']},
  {name: 'close', most: 9, errors: ['EIO']},
];

/** Calls that only the work on the state folder, the lock and the socket makes. */
const otherCallsOfState: readonly Call[] = [
  {name: 'fsync', most: 5, errors: ['EIO', 'ENOSPC', 'EROFS', 'EINTR']},
  {name: 'fchmod', most: 1, errors: ['EIO', 'EROFS', 'EACCES']},
  {name: 'rename', most: 2, errors: disk},
  {name: 'mkdir', most: 2, errors: disk},
  {name: 'chmod', most: 2, errors: ['EIO', 'EROFS', 'EACCES']},
  {name: 'flock', most: 1, errors: ['EIO', 'ENOLCK', 'EINTR', 'EBADF']},
];

const callsOfSocket: readonly Call[] = [
  {name: 'socket', most: 1, errors: ['EMFILE', 'EACCES', 'ENOMEM', 'ENOBUFS']},
  {name: 'connect', most: 1, errors: ['EIO', 'EACCES', 'ENETUNREACH', 'EINTR']},
  {name: 'sendto', most: 3, errors: ['EIO', 'EPIPE', 'ENOMEM', 'ECONNRESET']},
  {name: 'recvfrom', most: 3, errors: ['EIO', 'ECONNRESET', 'ENOMEM']},
];

/** What fails all over pd once it is at work: strace joins it then, so that the start of the runtime is not hit. */
const callsAtWork: readonly Call[] = [
  {name: 'openat', most: 12, errors: opening},
  {name: 'statx', most: 20, errors: looking},
];

export function chosenFault(chance: Chance, {isKill, isAtWork}: {isKill: boolean; isAtWork: boolean}): Fault {
  const calls = isAtWork ? callsAtWork : oneOf(chance, [callsOnState, callsOnState, otherCallsOfState, callsOfSocket]);
  const {name, most, errors} = oneOf(chance, calls);
  // The first calls come most often: many commands make no more of them.
  const first = 1 + Math.floor(chance() ** 2 * most);
  const error = oneOf(chance, errors);
  // A call that is interrupted is made again at once, by the runtime too: for ever, if it always were.
  const isOnce = isKill || error === 'EINTR' || chance() < 0.6;
  return {
    call: name,
    effect: isKill ? 'signal=SIGKILL' : `error=${error}`,
    when: isOnce ? String(first) : `${first}+`,
    isOfState: calls === callsOnState,
    maySendAgain: isKill || calls === callsOfSocket,
    isKill,
  };
}

export const describe = ({call, effect, when}: Fault): string => `${call}:${effect}:when=${when}`;

/** The words before a command line, or before `-p PID`. What was hit is in the log. */
export function straceWords(fault: Fault, log: string, state: string): string[] {
  const paths = fault.isOfState ? pathsIn(state).flatMap(path => ['-P', path]) : [];
  return ['strace', '-f', '-o', log, ...paths, '-e', `trace=${fault.call}`, '-e', `inject=${describe(fault)}`];
}

/** How many calls were made to fail. */
export const hitsIn = (log: string): number => readFileSync(log, 'utf8').split('(INJECTED)').length - 1;

/** Every path of the state folder that pd may use and whose name is known. */
function pathsIn(state: string): string[] {
  const queue = join(state, 'queue');
  const own = ['tmp', 'pending', 'rejected', 'aside', 'outcomes', 'outcomes.old', 'flush.lock'];
  const shards = [...'0123456789abcdef'].map(shard => join('pending', shard));
  const names = new Set([...own, ...shards, ...filesIn(queue)]);
  return [state, queue, ...[...names].map(name => join(queue, name))];
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, {recursive: true}).map(String);
  } catch {
    return []; // nothing was queued yet
  }
}
