// Runs the lines of the table against servers where they cannot work, and prints what became of each, as JSON: one process,
// where the program would start some hundred times.

import {main} from '../../src/main.ts';
import {demoSeed} from '../../src/sandbox/demo.ts';
import type {Fault} from '../../src/sandbox/faults.ts';
import {type Sandbox, startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import {addRecords, emptyLists, halfRefused, writesRefused} from '../support/demo-account.ts';
import {fakeIo} from '../support/io.ts';
import {printJson} from '../support/print-json.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {words} from '../support/words.ts';
import {type Lines, type Row, table} from './refusals-table.ts';

export interface Ran {
  command: string;
  line: string;
  code: number;
  stdout: string;
  stderr: string;
}

export type Runs = Record<string, Ran[]>;

const entries = Object.entries(table);
const linesOf = (lines: Lines | undefined): readonly string[] =>
  lines === undefined || 'because' in lines ? [] : lines;
const every = (pick: (row: Row) => readonly string[]): [string, string][] =>
  entries.flatMap(([command, row]) => pick(row).map((line): [string, string] => [command, line]));

const whole = every(({line}) => [line]);
const writing = every(({line, writes}) => (writes ? [line] : []));
const runs: Runs = {};
for (const status of [403, 429, 503]) {
  runs[status] = await against(whole, [{times: -1, status}]);
  runs[`writes ${status}`] = await against(writing, writesRefused(status));
}
runs['unknown'] = await against(
  every(({unknown}) => linesOf(unknown)),
  [],
);
runs['empty'] = await against(
  every(({empty}) => linesOf(empty)),
  emptyLists(),
);
runs['twice'] = await against(
  every(({twice}) => ('because' in twice ? [] : Object.values(twice))),
  [],
);
runs['half'] = [];
// An account for each, since they change it.
for (const entry of every(({half}) => linesOf(half).map(line => `${line} -o json`))) {
  runs['half'].push(...(await against([entry], 'half')));
}
printJson(runs);
process.exit(0);

async function against(lines: readonly [string, string][], faults: readonly Fault[] | 'half'): Promise<Ran[]> {
  const clock = new Clock();
  const sandbox = await startSandbox({seed: demoSeed, now: clock.now});
  addRecords(sandbox);
  sandbox.fail(...(faults === 'half' ? halfRefused(sandbox) : faults));
  const ran: Ran[] = [];
  for (const [command, line] of lines) ran.push({command, line, ...(await run(line, sandbox, clock))});
  await sandbox.close();
  return ran;
}

async function run(line: string, sandbox: Sandbox, clock: Clock) {
  const {io, stdout, stderr} = fakeIo({columns: 200, env: sandboxEnv(sandbox), clock});
  const code = await main([...words(line), '--max-wait', '0'], io);
  return {code, stdout: stdout.text, stderr: stderr.text};
}
