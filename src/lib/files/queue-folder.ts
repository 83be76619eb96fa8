import path from 'node:path';
import type {Io} from '../io/io.ts';
import {runtimeFolder, stateFolder} from './folders.ts';

/** Where the queue lives. Undefined where nothing names a place for it. */
export function queueFolder(io: Io): string | undefined {
  const state = stateFolder(io);
  return state === undefined ? undefined : path.join(state, 'queue');
}

/** Where it is written down what became of queued events while the queue's own disk takes nothing. */
export function outcomesElsewhere(io: Io, queue: string): string | undefined {
  const folder = runtimeFolder(io);
  if (folder === undefined) return undefined;
  const name = new Bun.CryptoHasher('sha256').update(queue).digest('hex').slice(0, 16);
  return path.join(folder, `outcomes-${name}`);
}
