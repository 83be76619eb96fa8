import {afterAll, beforeAll, expect, test} from 'bun:test';
import {type World, world} from '../support/events-world.ts';
import {program, tempFolder} from '../support/pd.ts';
import {type Surrounding, surroundings} from './surroundings-table.ts';

let one: World;
beforeAll(async () => {
  one = await world();
  await one.up();
});
afterAll(() => one.down());

async function bash(script: string, run: string) {
  // Some programs have to be handed one that starts the job: `env` where there is nothing else.
  const env = {
    ...one.env,
    PATH: process.env['PATH'],
    HOME: tempFolder(),
    LANG: 'C.UTF-8',
    RUN: run,
    RUN_OR_ENV: run || 'env',
  };
  const child = Bun.spawn(['bash', '-c', script], {
    cwd: tempFolder(),
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).bytes(), new Response(child.stderr).text()]);
  return {stdout: Buffer.from(stdout).toString('latin1'), stderr, code: await child.exited};
}

const has = ({needs}: Surrounding): boolean =>
  needs === undefined || Bun.spawnSync(['bash', '-c', needs], {stdout: 'ignore', stderr: 'ignore'}).exitCode === 0;

// bash begins its complaints with the number of the line and, of a job, with its process.
const plain = (text: string): string => text.replace(/^(?:bash|environment): line \d+: (?: *\d+ )?/gm, '');

for (const surrounding of surroundings) {
  const {name, script, needs} = surrounding;
  test.skipIf(!has(surrounding))(
    `with pd as without: ${name}${needs === undefined ? '' : ` (needs ${needs})`}`,
    async () => {
      const [bare, watched] = await Promise.all([bash(script, ''), bash(script, `${program} events run --`)]);
      expect({...watched, stderr: plain(watched.stderr)}).toEqual({...bare, stderr: plain(bare.stderr)});
    },
  );
}
