import {join} from 'node:path';
import {Clock} from './clock.ts';
import {type LineOptions, runLine} from './line.ts';
import {type RunOptions, type RunResult, runPd, spawnPd, tempFolder} from './pd.ts';

export interface World {
  /** The clock of the lines run here, and of the servers that get it. The program uses the machine's. */
  clock: Clock;
  folder: string;
  /** A folder that does not exist yet. */
  config: string;
  state: string;
  env: Record<string, string>;
  /** Runs a line in this process. */
  pd(args: readonly string[], options?: LineOptions): Promise<RunResult>;
  /** The same with the program. */
  program(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts the program and leaves it running. */
  spawn(args: readonly string[], options?: Omit<RunOptions, 'tty'>): ReturnType<typeof spawnPd>;
}

/** What a test sees: these settings, a folder for profiles and one for the queue, and one clock. */
export function makeWorld(settings: Record<string, string>, clock = new Clock()): World {
  const folder = tempFolder();
  const [config, state] = [join(folder, 'config'), join(folder, 'state')];
  const env = {PD_CONFIG_DIR: config, PD_STATE_DIR: state, PD_MAX_WAIT: '0', ...settings};
  const withEnv = <T extends LineOptions | RunOptions>(options: T): T => ({...options, env: {...env, ...options.env}});
  return {
    ...{clock, folder, config, state, env},
    pd: (args, options = {}) => {
      // No two lines start in the same millisecond.
      clock.pass(1);
      return runLine(args, {clock, ...withEnv(options)});
    },
    program: (args, options = {}) => runPd(args, withEnv(options)),
    spawn: (args, options = {}) => spawnPd(args, withEnv(options)),
  };
}
