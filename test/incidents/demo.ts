import {demoSeed} from '../../src/sandbox/demo.ts';
import {type Sandbox, type SandboxOptions, startSandbox} from '../../src/sandbox/server.ts';
import {type LineOptions, runLine} from '../support/line.ts';
import {type RunOptions, type RunResult, runPd} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {words} from '../support/words.ts';

export interface Demo {
  sandbox: Sandbox;
  /** Runs a line with the settings of this sandbox, without trying again. It is split at spaces; "…" is one word. */
  pd(line: string, options?: LineOptions): Promise<RunResult>;
  /** The same with the program. */
  program(line: string, options?: RunOptions): Promise<RunResult>;
  /** What was asked of the API: `GET /incidents/8`. */
  asked(): string[];
  env: Record<string, string>;
}

/** The account of `pd sandbox --demo`: incidents 8, 7 and 4 are triggered, 6 and 5 acknowledged, 1 to 3 resolved. */
export async function withDemo(use: (demo: Demo) => Promise<void>, options: SandboxOptions = {}): Promise<void> {
  const sandbox = await startSandbox({seed: demoSeed, ...options});
  const env = {...sandboxEnv(sandbox), PD_MAX_WAIT: '0', NO_COLOR: '1'};
  try {
    await use({
      sandbox,
      env,
      pd: (line, run = {}) => runLine(words(line), {...run, env: {...env, ...run.env}}),
      program: (line, run = {}) => runPd(words(line), {...run, env: {...env, ...run.env}}),
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
