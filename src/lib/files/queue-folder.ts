import path from 'node:path';
import {sha256} from '../base/sha256.ts';
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
  const name = sha256(queue).slice(0, 16);
  return path.join(folder, `outcomes-${name}`);
}
