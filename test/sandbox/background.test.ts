import {afterEach, expect, test} from 'bun:test';
import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {runLine} from '../support/line.ts';
import {cleanEnv, program, runPd, tempFolder} from '../support/pd.ts';
import {start} from './client.ts';

let state = '';
const env = () => ({PD_STATE_DIR: state, PATH: `${dirname(program)}:${process.env['PATH']}`});
const pd = (...args: string[]) => runPd(args, {env: env()});

/** A state folder for one test. What runs in the background is stopped after it. */
const newState = () => {
  state = join(tempFolder(), 'state');
};

afterEach(async () => {
  await pd('sandbox', 'stop');
});

const inBash = async (code: string): Promise<string> => {
  const {stdout} = await runPd(['-c', code], {env: env(), program: '/bin/bash', tty: {columns: 80}});
  return stdout;
};

const isLinux = process.platform === 'linux';

test('a sandbox started at one terminal serves after that is closed, once for all who start it, until it is stopped', async () => {
  newState();
  const typed = 'eval "$(pd sandbox start --demo -q)" && pd incidents ls -o id --limit 1';
  const [one, other] = await Promise.all([inBash(typed), inBash(typed)]);
  expect(one).toMatch(/^[PQ]\w+\n$/);
  expect(other).toBe(one);
  const running = JSON.parse((await pd('sandbox', 'status', '-o', 'json')).stdout);
  expect(running).toMatchObject({running: true, flags: ['--demo']});
  if (isLinux) {
    const [session, terminal] =
      readFileSync(`/proc/${running.pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(3) ?? [];
    expect([session, terminal]).toEqual([String(running.pid), '0']);
  }
  expect(statSync(join(state, 'sandbox', 'running.json')).mode & 0o777).toBe(0o600);
  const again = await pd('sandbox', 'start', '--shell', 'fish');
  expect([again.code, again.stdout.split('\n')[0]]).toEqual([0, `set -gx PD_API_URL '${running.url}';`]);
  expect(again.stderr).toBe(`The sandbox already runs on ${running.url}. To stop it: pd sandbox stop\n`);
  const different = await pd('sandbox', 'start', '--latency', '1s');
  expect([different.code, different.stdout]).toEqual([2, '']);
  expect(different.stderr).toContain(`A sandbox runs on ${running.url} already, started with --demo`);
  const stopped = await pd('sandbox', 'stop', '--shell', 'sh');
  expect([stopped.code, stopped.stdout.split('\n')[0]]).toEqual([0, 'unset PD_API_URL']);
  await expect(fetch(running.url)).rejects.toThrow();
  expect(await pd('sandbox', 'status')).toMatchObject({code: 4, stdout: ''});
  expect(await pd('sandbox', 'stop')).toMatchObject({code: 0, stderr: 'No sandbox runs in the background.\n'});
});

test('what the new sandbox refuses is said, and nothing is left behind', async () => {
  newState();
  const {port} = new URL((await start()).url);
  const {code, stdout, stderr} = await pd('sandbox', 'start', '--port', port);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(`pd: Port ${port} cannot be opened: it is in use. Give another one with --port\n`);
  expect((await pd('sandbox', 'status')).code).toBe(4);
});

test('another process that has its number, and another sandbox that has its address, are left alone', async () => {
  newState();
  const bystander = Bun.spawn(['sleep', '60'], {env: cleanEnv()});
  const {url} = await start();
  for (const folder of [state, join(state, 'sandbox')]) mkdirSync(folder, {mode: 0o700});
  const stale = {url, pid: bystander.pid, id: 'x', since: '2026-11-28T00:00:00Z', flags: [], settings: {}};
  writeFileSync(join(state, 'sandbox', 'running.json'), JSON.stringify(stale), {mode: 0o600});
  expect((await runLine(['sandbox', 'status'], {env: env()})).code).toBe(4);
  expect((await runLine(['sandbox', 'stop'], {env: env()})).code).toBe(0);
  expect([bystander.exitCode, bystander.signalCode]).toEqual([null, null]);
  bystander.kill();
});

test('a command given to it has the sandbox, no profile, its streams and its status', async () => {
  newState();
  const shown = 'echo $PD_API_URL $PD_PROFILE $PD_REGION $PD_STATE_DIR; read line; echo $line; exit 7';
  const {code, stdout, stderr} = await runPd(['sandbox', '--', 'sh', '-c', shown], {
    env: {...env(), PD_PROFILE: 'prod', PD_REGION: 'eu', PD_API_URL: 'https://api.example.com'},
    stdin: 'typed\n',
  });
  expect([code, stderr]).toEqual([7, '']);
  const [, folder = ''] = /^http:\/\/127\.0\.0\.1:\d+ (\S+)\/state\ntyped\n$/.exec(stdout) ?? [];
  expect(folder).not.toBe('');
  expect(() => statSync(folder)).toThrow('ENOENT');
  expect((await pd('sandbox', '--', 'sh', '-c', 'kill -TERM $$')).code).toBe(143);
  expect(await pd('sandbox', '--', 'nosuchprogram')).toMatchObject({
    code: 127,
    stderr: 'warning: nosuchprogram: it was not found\n',
  });
});

test('words before the command, and no command, are refused', async () => {
  const refusals = {
    'sandbox strat': 'Did you mean pd sandbox start?',
    'sandbox ls -- ls': 'Unexpected argument: ls. A command to run comes after --',
    'sandbox --': 'There is no command after --',
    'sandbox start --shell tcsh': '--shell',
  };
  for (const [line, said] of Object.entries(refusals)) {
    const {code, stdout, stderr} = await runLine(line.split(' '));
    expect([line, code, stdout]).toEqual([line, 2, '']);
    expect(stderr).toContain(said);
  }
});

test('the lines are in the words of the shell that pd is started from, else of SHELL', async () => {
  newState();
  const first = {bash: 'unset PD_API_URL', zsh: 'unset PD_API_URL', sh: 'unset PD_API_URL', fish: 'set -e PD_API_URL;'};
  for (const [shell, line] of Object.entries(first)) {
    const file = Bun.which(shell);
    if (file === null) continue;
    const asked = {env: {...env(), SHELL: shell === 'fish' ? '/bin/sh' : '/usr/bin/fish'}, program: file};
    const {stdout} = await runPd(['-c', 'pd sandbox stop -q; :'], asked);
    expect([shell, stdout.split('\n')[0]]).toEqual([shell, line]);
  }
  // The test runner is no shell.
  const {stdout} = await runPd(['sandbox', 'stop', '-q'], {env: {...env(), SHELL: '/opt/bin/pwsh'}});
  expect(stdout).toStartWith('Remove-Item Env:PD_API_URL');
});
