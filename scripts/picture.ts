// Draws docs/session.svg: a terminal session of the built program with its demo account. npm run picture
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {demoSeed} from '../src/sandbox/demo.ts';
import {startSandbox} from '../src/sandbox/server.ts';
import {runPd} from '../test/support/pd.ts';
import {sandboxEnv} from '../test/support/sandbox.ts';
import {type Cell, screenOf} from './picture/screen.ts';
import {picture} from './picture/svg.ts';

const columns = 104;
const rows = 30;
const lines = ['pd incidents ls', 'pd incidents ack 8', 'pd incidents show 8'];

const sandbox = await startSandbox({seed: demoSeed});
try {
  const shown: Cell[][] = [];
  for (const line of lines) {
    const {stdout, code} = await runPd(line.split(' ').slice(1), {
      env: sandboxEnv(sandbox),
      tty: {columns, rows},
    });
    if (code !== 0) throw new Error(`${line} ended with ${code}:\n${stdout}`);
    shown.push(...screenOf(`\x1b[32m$\x1b[39m \x1b[1m${line}\x1b[22m\n${stdout}`));
  }
  writeFileSync(
    join(import.meta.dir, '..', 'docs', 'session.svg'),
    picture(shown.slice(0, rows), columns, `A terminal: ${lines.join(', ')}`),
  );
} finally {
  await sandbox.close();
}
process.exit(0);
