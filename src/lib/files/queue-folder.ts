import path from 'node:path';
import type {Io} from '../io/io.ts';
import {runtimeFolder, stateFolder} from './folders.ts';

/** The folder of the queue. Undefined if nothing names one. */
export function queueFolder(io: Io): string | undefined {
  const state = stateFolder(io);
  return state === undefined ? undefined : path.join(state, 'queue');
}

/** The file that records what became of queued events while the queue's own disk cannot be written. */
export function outcomesElsewhere(io: Io, queue: string): string | undefined {
  const folder = runtimeFolder(io);
  if (folder === undefined) return undefined;
  const name = new Bun.CryptoHasher('sha256').update(queue).digest('hex').slice(0, 16);
  return path.join(folder, `outcomes-${name}`);
}
