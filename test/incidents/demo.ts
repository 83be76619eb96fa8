import {demoSeed} from '../../src/sandbox/demo.ts';
import {type Sandbox, type SandboxOptions, startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import type {LineOptions} from '../support/line.ts';
import type {RunOptions, RunResult} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {words} from '../support/words.ts';
import {makeWorld, type World} from '../support/world.ts';

export interface Demo {
  sandbox: Sandbox;
  /** That of the account and of the lines run in process. */
  clock: Clock;
  /** Runs a line with the settings of this sandbox, without trying again. It is split at spaces; "…" is one word. */
  pd(line: string, options?: LineOptions): Promise<RunResult>;
  /** The same with the program. */
  program(line: string, options?: RunOptions): Promise<RunResult>;
  /** Starts the program and leaves it running. */
  spawn: World['spawn'];
  /** What was asked of the API: `GET /incidents/8`. */
  asked(): string[];
  env: Record<string, string>;
}

/** The account of `pd sandbox --demo`: incidents 8, 7 and 4 are triggered, 6 and 5 acknowledged, 1 to 3 resolved. */
export async function withDemo(use: (demo: Demo) => Promise<void>, options: SandboxOptions = {}): Promise<void> {
  const clock = new Clock();
  const sandbox = await startSandbox({seed: demoSeed, now: clock.now, ...options});
  const {env, pd, program, spawn} = makeWorld({...sandboxEnv(sandbox), NO_COLOR: '1'}, clock);
  try {
    await use({
      ...{sandbox, clock, spawn},
      env,
      pd: (line, run) => pd(words(line), run),
      program: (line, run) => program(words(line), run),
      asked: () => sandbox.requests.map(({method, path}) => `${method} ${path}`),
    });
  } finally {
    await sandbox.close();
  }
}

/** The incident by its number, as the sandbox keeps it. */
export function incident(sandbox: Sandbox, number: number) {
  const found = sandbox.store.incidentsByNumber.get(number);
  if (found === undefined) throw new Error(`no incident ${number}`);
  return found;
}
