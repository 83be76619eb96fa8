import path from 'node:path';
import {stateFolder} from './folders.ts';
import type {Io} from '../io/io.ts';

/** Where the queue lives. Undefined where nothing names a place for it. */
export function queueFolder(io: Io): string | undefined {
  const state = stateFolder(io);
  return state === undefined ? undefined : path.join(state, 'queue');
}
