import type {Io} from '../io/io.ts';
import {StartFailure} from './find-program.ts';
import {environmentWithoutKeys, startBySpawn} from './runtime-spawn.ts';

/** Starts a program that outlives pd, without pd's keys in its environment. Returns false if it cannot be started. */
export function launch(io: Io, words: readonly string[]): boolean {
  try {
    startBySpawn(io, words, (command, windowsVerbatimArguments) =>
      io
        .asFound(() =>
          Bun.spawn(command, {
            env: environmentWithoutKeys(io),
            stdio: ['ignore', 'ignore', 'ignore'],
            detached: true,
            windowsVerbatimArguments,
          }),
        )
        .unref(),
    );
    return true;
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    return false;
  }
}
