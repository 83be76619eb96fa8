import {afterAll, expect, test} from 'bun:test';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {cleanEnv, program, type RunOptions, runPd, tempFolder} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';

const sandbox = await startSandbox({seed: demoSeed});
const env = {...sandboxEnv(sandbox), NO_COLOR: '1', PD_MAX_WAIT: '0'};
afterAll(() => sandbox.close());

const screen = {columns: 80, rows: 24};
type Where = NonNullable<RunOptions['tty']> | 'pipe';

const onScreen = (line: string, variables: Record<string, string | undefined>, where: Where = screen) =>
  runPd(line.split(' '), {env: {...env, ...variables}, ...(where === 'pipe' ? {} : {tty: where})});

/** Runs a line with a pager that keeps what it reads. Returns that, and what was on the screen. */
async function paged(line: string, where: Where = screen) {
  const file = join(tempFolder(), 'read');
  const ran = await onScreen(line, {PD_PAGER: `tee ${file}`}, where);
  return {...ran, read: existsSync(file) ? readFileSync(file, 'utf8') : undefined};
}

test('what is longer than the screen goes through the pager: show, log, help and JSON', async () => {
  for (const line of ['incidents show 7', 'incidents ls -o json', 'help', 'incidents ls --help', 'users show ada']) {
    const {code, stdout, read} = await paged(line, {columns: 80, rows: 8});
    expect([line, code, read?.trimEnd()]).toEqual([line, 0, stdout.trimEnd()]);
  }
});

test('what fits on the screen is written without it, and so is everything where nobody can turn pages', async () => {
  expect((await paged('incidents show 7', {columns: 80, rows: 200})).read).toBeUndefined();
  expect((await paged('services ls', {columns: 80, rows: 3})).read).toBeUndefined();
  expect((await paged('incidents show 7 --no-pager')).read).toBeUndefined();
  expect((await paged('help --no-pager')).read).toBeUndefined();
  expect((await paged('incidents show 7', {...screen, type: 'dumb'})).read).toBeUndefined();
  const pipe = await paged('incidents show 7', 'pipe');
  expect([pipe.read, pipe.stdout.includes('HTTP 5xx over 5% in eu-central')]).toEqual([undefined, true]);
});

test('PD_PAGER comes before PAGER, and an empty one switches it off', async () => {
  const first = await onScreen('incidents show 7', {PD_PAGER: 'echo mine', PAGER: 'echo other'});
  expect(first.stdout).toBe('mine\n');
  expect((await onScreen('incidents show 7', {PD_PAGER: undefined, PAGER: 'echo "the other"'})).stdout).toBe(
    'the other\n',
  );
  for (const off of [
    {PD_PAGER: '', PAGER: 'echo other'},
    {PD_PAGER: undefined, PAGER: ''},
  ])
    expect((await onScreen('incidents show 7', off)).stdout).toContain('HTTP 5xx over 5% in eu-central');
});

test('a pager that is not there costs nothing, and one that ends early is quiet', async () => {
  const missing = await onScreen('incidents show 7', {PD_PAGER: '/nowhere/less -R'});
  expect([missing.code, missing.stdout.includes('HTTP 5xx over 5% in eu-central')]).toEqual([0, true]);
  const broken = await onScreen('incidents show 7', {PD_PAGER: 'less "-R'});
  expect([broken.code, broken.stdout.includes('HTTP 5xx over 5% in eu-central')]).toEqual([0, true]);
  const early = await onScreen('rest paths -o json', {PD_PAGER: 'head -c 1'});
  expect([early.code, early.stdout]).toEqual([0, '[']);
  expect(await onScreen('incidents show 7', {PD_PAGER: 'false'})).toMatchObject({code: 0, stdout: ''});
});

test('a failure is reported after what was shown', async () => {
  const path = '^/incidents/\\w+/notes';
  sandbox.fail({match: {path}, times: 1, status: 500});
  const {code, read, stdout} = await paged('incidents show 7');
  expect([code, read?.includes('Refused'), read?.includes('HTTP 5xx')]).toEqual([8, false, true]);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^pd: .*Notes/);
});

test('the pager gets none of the keys', async () => {
  const {stdout} = await onScreen('incidents show 7', {PD_PAGER: 'env'});
  expect([stdout.includes('PD_API_KEY'), stdout.includes('PD_ROUTING_KEY')]).toEqual([false, false]);
  expect(stdout).toContain('LESS=FRX');
});

test('Ctrl-C is for the pager', async () => {
  let seen = '';
  const pager = `sh -c 'trap "echo stopped" INT; cat >/dev/null; echo ready; until read -r word; do :; done </dev/tty; echo got $word'`;
  const child = Bun.spawn([program, 'help'], {
    env: cleanEnv({...env, TERM: 'xterm', PD_PAGER: pager}),
    terminal: {
      ...{cols: 80, rows: 24},
      data: (terminal, chunk) => {
        const before = seen;
        seen += Buffer.from(chunk).toString();
        if (!before.includes('ready') && seen.includes('ready')) terminal.write('\u0003');
        if (!before.includes('stopped') && seen.includes('stopped')) terminal.write('page\n');
      },
    },
  });
  expect(await child.exited).toBe(0);
  child.terminal?.close();
  expect(seen.split('\r\n').slice(-3)).toEqual(['page', 'got page', '']);
});
