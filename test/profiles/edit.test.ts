import {describe, expect, test} from 'bun:test';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type LineOptions, runLine} from '../support/line.ts';
import {cleanEnv, program, tempFolder} from '../support/pd.ts';
import {makeWorld} from '../support/world.ts';

const apiKey = 'y_NbAkKc66ryYTWUXYEu';
const routingKey = 'R0123456789abcdefghijklmnopqrstu';

/** `pd profiles …` with settings of its own. */
function profiles() {
  const {config: folder, env, pd} = makeWorld({});
  return {
    folder,
    env,
    run: (args: string[], options?: LineOptions) => pd(['profiles', ...args], options),
    file: () => JSON.parse(readFileSync(join(folder, 'profiles.json'), 'utf8')),
  };
}

describe('set', () => {
  test('keeps checked values, numbers and switches as such', async () => {
    const {run, file} = profiles();
    const items = [
      'region=EU',
      'from=ana@acme.example',
      'concurrency=8',
      'maxWait=5m',
      'timeout=10s',
      'spool=yes',
      'output=json',
      'apiUrl=https://pd.example',
    ];
    const {code, stdout} = await run(['set', 'acme', ...items, '--json']);
    expect(code).toBe(0);
    const kept = {
      region: 'eu',
      from: 'ana@acme.example',
      concurrency: 8,
      maxWait: '5m',
      timeout: '10s',
      spool: true,
      output: 'json',
      apiUrl: 'https://pd.example',
    };
    expect(file()).toEqual({version: 1, current: 'acme', profiles: {acme: kept}});
    expect(JSON.parse(stdout)).toEqual({id: 'acme', in_use: true, ...kept});
  });

  test('reads a secret from standard input or a file, without its line break', async () => {
    const {run, file, folder} = profiles();
    const keyFile = join(tempFolder(), 'key');
    writeFileSync(keyFile, `${routingKey}\r\n`);
    const {code, stdout, stderr} = await run(
      ['set', 'p', 'apiKey=-', `routingKey=@${keyFile}`, `routes.web.eu=@${keyFile}`],
      {stdin: `${apiKey}\n`},
    );
    expect(code).toBe(0);
    expect(file().profiles.p).toEqual({apiKey, routingKey, routes: {'web.eu': routingKey}});
    expect(stdout + stderr).not.toContain(apiKey);
    expect(stdout + stderr).not.toContain(routingKey);
    expect(stdout).toContain('…XYEu');
    expect(folder).toBeString();
  });

  test('refuses a secret that is written on the command line, and does not repeat it', async () => {
    const {run, folder} = profiles();
    for (const item of [
      `apiKey=${apiKey}`,
      `routingKey=${routingKey}`,
      `routes.web=${routingKey}`,
      `apiKey:="${apiKey}"`,
    ]) {
      const {code, stdout, stderr} = await run(['set', 'p', 'region=eu', item]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).not.toContain(apiKey);
      expect(stderr).not.toContain(routingKey);
    }
    expect((await runLine(['profiles', 'ls', '-o', 'id'], {env: {PD_CONFIG_DIR: folder}})).stdout).toBe('');
  });

  test('stores a command, which neither set nor ls nor show runs', async () => {
    const {run, file} = profiles();
    const trace = join(tempFolder(), 'ran');
    const command = {command: `touch ${trace}`};
    const items = ['apiKey', 'routingKey', 'routes.web', 'region'].map(key => `${key}:=${JSON.stringify(command)}`);
    expect((await run(['set', 'p', ...items])).code).toBe(0);
    expect((await run(['ls'])).code).toBe(0);
    expect((await run(['show', '--json'])).stdout).toContain(trace);
    expect(file().profiles.p.routes.web).toEqual(command);
    expect(await Bun.file(trace).exists()).toBe(false);
  });

  test('suggests the key that was meant, and needs something to set', async () => {
    const {run} = profiles();
    expect((await run(['set', 'p', 'regoin=eu'])).stderr).toContain('region?');
    expect((await run(['set', 'p'])).code).toBe(2);
    expect((await run(['set', 'p', 'region='])).code).toBe(2);
    expect((await run(['ls', '-o', 'id'])).stdout).toBe('');
  });

  test('asks for a secret on a terminal without showing it', async () => {
    const {env, file} = profiles();
    let screen = '';
    const child = Bun.spawn([program, 'profiles', 'set', 'p', 'apiKey=', 'region='], {
      env: cleanEnv({TERM: 'xterm', ...env}),
      terminal: {
        cols: 80,
        rows: 24,
        data: (terminal, chunk) => {
          const before = screen;
          screen += Buffer.from(chunk).toString();
          const appeared = (text: string) => screen.includes(text) && !before.includes(text);
          if (appeared('(not shown): ')) terminal.write(`typo\u0015${apiKey}x\u007f\r`);
          if (appeared('region: ')) terminal.write('eu\r');
        },
      },
    });
    expect(await child.exited).toBe(0);
    child.terminal?.close();
    expect(file().profiles.p).toEqual({apiKey, region: 'eu'});
    expect(screen).not.toContain(apiKey.slice(0, 6));
    expect(screen).not.toContain('typo');
  });

  test('Ctrl-C at the question is 130, and nothing is stored', async () => {
    const {env, run} = profiles();
    let screen = '';
    const child = Bun.spawn([program, 'profiles', 'set', 'p', 'apiKey='], {
      env: cleanEnv({TERM: 'xterm', ...env}),
      terminal: {
        cols: 80,
        rows: 24,
        data: (terminal, chunk) => {
          screen += Buffer.from(chunk).toString();
          if (screen.includes('(not shown): ')) terminal.write('abc\u0003');
        },
      },
    });
    expect(await child.exited).toBe(130);
    child.terminal?.close();
    expect((await run(['ls', '-o', 'id'])).stdout).toBe('');
  });
});

test('unset removes values, and the last route takes the routes with it', async () => {
  const {run, file} = profiles();
  await run(['set', 'p', 'region=eu', 'output=json', 'routes.web=-'], {stdin: routingKey});
  const {code, stderr} = await run(['unset', 'p', 'region', 'routes.web', 'from']);
  expect(code).toBe(0);
  expect(stderr).toContain('from');
  expect(file().profiles.p).toEqual({output: 'json'});
  expect((await run(['unset', 'p', 'regoin'])).code).toBe(2);
  expect((await run(['unset', 'nope', 'region'])).code).toBe(4);
});

test('use chooses a profile, rm removes it, and a removed profile is no longer in use', async () => {
  const {run, file, env} = profiles();
  await run(['set', 'a', 'region=eu']);
  await run(['set', 'b', 'region=us']);
  expect(file().current).toBe('a');
  expect((await run(['use', 'b'])).code).toBe(0);
  expect(file().current).toBe('b');
  expect((await run(['use', 'nope'])).code).toBe(4);
  await run(['set', 'c', 'region=us']);
  expect((await run(['rm', 'b'])).stderr).toContain('to choose one: pd profiles use NAME\n');
  for (const [args, code, message] of [
    [['incidents', 'ls'], 3, 'no profile is in use, of a, c — try: pd profiles use NAME, or export PD_API_KEY'],
    [['events', 'trigger', '-s', 'x'], 2, 'no profile is in use, of a, c'],
    [['events', 'trigger', '-s', 'x', '--to', 'web'], 2, 'pd profiles use NAME'],
    [['profiles', 'show'], 4, 'choose one with pd profiles use NAME'],
  ] as const) {
    expect(await runLine(args, {env})).toMatchObject({code, stderr: expect.stringContaining(message)});
  }
  await run(['rm', 'c']);
  expect((await runLine(['incidents', 'ls'], {env})).stderr).toContain('pd profiles use a');
  expect(file()).toEqual({version: 1, profiles: {a: {region: 'eu'}}});
  expect((await run(['rm', '__proto__'])).code).toBe(4);
  expect((await run(['show'])).code).toBe(4);
  await run(['use', 'a']);
  expect((await run(['rm', 'a'])).stderr).toContain('there is none left');
});

test('--dry-run changes nothing', async () => {
  const {run, folder} = profiles();
  await run(['set', 'a', 'region=eu']);
  const before = readFileSync(join(folder, 'profiles.json'), 'utf8');
  for (const args of [
    ['set', 'a', 'region=us'],
    ['set', 'new', 'region=us'],
    ['unset', 'a', 'region'],
    ['use', 'a'],
    ['rm', 'a'],
    ['login', 'a'],
  ]) {
    expect((await run([...args, '--dry-run'])).code).toBe(0);
  }
  expect(readFileSync(join(folder, 'profiles.json'), 'utf8')).toBe(before);
});

test('show hides every secret, even one under a key that pd does not know', async () => {
  const {run, folder} = profiles();
  await run(['set', 'p', 'apiKey=-'], {stdin: apiKey});
  const file = join(folder, 'profiles.json');
  const document = JSON.parse(readFileSync(file, 'utf8'));
  document.profiles.p.apikey = 'lowercase-by-mistake-1234';
  document.profiles.p.apiUrl = 'https://user:hunter2@pd.example';
  writeFileSync(file, JSON.stringify(document));
  const {stdout} = await run(['show', 'p', '--json']);
  expect(stdout).not.toContain('lowercase');
  expect(stdout).not.toContain('hunter2');
  expect(JSON.parse(stdout).apiKey).toBe('…XYEu');
});
