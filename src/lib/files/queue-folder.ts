import path from 'node:path';
import type {Io} from '../io/io.ts';
import {stateFolder} from './folders.ts';

/** Where the queue lives. Undefined where nothing names a place for it. */
export function queueFolder(io: Io): string | undefined {
  const state = stateFolder(io);
  return state === undefined ? undefined : path.join(state, 'queue');
}
