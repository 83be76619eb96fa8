// The main jobs of pd, each tried on a machine against a sandbox on this one.
import {strictEqual as equal, ok} from 'node:assert';
import {existsSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {startSandbox} from '../../src/sandbox/server.ts';
import {version} from '../../src/version.ts';
import {sandboxEnv} from '../../test/support/sandbox.ts';
import type {Machine, Result} from './machine.ts';

interface Trial {
  machine: Machine;
  /** The settings of a running sandbox. */
  env: Record<string, string>;
  folder: string;
}

export type Job = (trial: Trial) => Promise<void>;

/** Each job by what it shows. A job throws if pd does anything else. */
export const jobs: Readonly<Record<string, Job>> = {
  'says its version': async ({machine}) => {
    ok(succeeded(await machine.run(['--version'])).startsWith(`pd/${version} `));
  },
  'shows help': async ({machine}) => {
    ok(succeeded(await machine.run(['events', 'trigger', '--help'])).includes('USAGE\n  $ pd events trigger '));
  },
  'triggers, lists and resolves': async ({machine, env}) => {
    const key = succeeded(
      await machine.run(['events', 'trigger', '-s', 'disk "full" – 90 %', '-o', 'id'], {env}),
    ).trim();
    const list = ['incidents', 'ls', '--fields', 'title,incident_key', '--no-header'];
    equal(succeeded(await machine.run(list, {env})), `disk "full" – 90 %\t${key}\n`);
    succeeded(await machine.run(['events', 'resolve', key], {env}));
    equal(succeeded(await machine.run(list, {env})), '');
  },
  'reads standard input': async ({machine, env}) => {
    const event =
      '{"event_action":"trigger","dedup_key":"stdin-1","payload":{"summary":"über","source":"s","severity":"info"}}\n';
    equal(succeeded(await machine.run(['events', 'send', '-', '-o', 'id'], {env, stdin: event})), 'stdin-1\n');
    ok((await titles(machine, env)).includes('über\n'));
  },
  'reads a file': async ({machine, env, folder}) => {
    writeFileSync(
      join(folder, 'event.json'),
      '{"event_action":"trigger","payload":{"summary":"from a file","source":"s","severity":"info"}}',
    );
    const path = machine.path(join(folder, 'event.json'));
    succeeded(await machine.run(['events', 'send', path], {env}));
    ok((await titles(machine, env)).includes('from a file\n'));
  },
  'keeps a profile': async ({machine}) => {
    succeeded(await machine.run(['profiles', 'set', 'work', 'region=eu']));
    equal(
      succeeded(await machine.run(['profiles', 'show', 'work', '-o', 'tsv', '--fields', 'region', '--no-header'])),
      'eu\n',
    );
  },
  'loses no profile of several writers at once': async ({machine}) => {
    const names = ['p1', 'p2', 'p3', 'p4'];
    const written = await Promise.all(names.map(name => machine.run(['profiles', 'set', name, 'region=us'])));
    for (const result of written) succeeded(result);
    const listed = succeeded(await machine.run(['profiles', 'ls', '-o', 'id']))
      .trim()
      .split('\n');
    for (const name of names) ok(listed.includes(name), `${name} is missing`);
  },
  'replaces a profile that another program has open for a moment': async ({machine, folder}) => {
    if (machine.holding === undefined) return;
    const config = {PD_CONFIG_DIR: machine.path(join(folder, 'held'))};
    succeeded(await machine.run(['profiles', 'set', 'work', 'region=eu'], {env: config}));
    const held = machine.holding(join(folder, 'held', 'profiles.json'));
    succeeded(await machine.run(['profiles', 'set', 'work', 'region=us'], {env: config}));
    await held;
  },
  'queues events while PagerDuty is away, and delivers each once': async ({machine, env}) => {
    const port = await freePort();
    const away = {...env, PD_EVENTS_URL: `http://127.0.0.1:${port}`};
    const keys = ['q1', 'q2', 'q3', 'q4'];
    const trigger = (key: string) => ['events', 'trigger', '-s', key, '--dedup-key', key, '--spool', '--max-wait', '0'];
    for (const result of await Promise.all(keys.map(key => machine.run(trigger(key), {env: away})))) succeeded(result);
    equal(
      succeeded(await machine.run(['events', 'queue', 'status', '--fields', 'queued', '--no-header'], {env})),
      '4\n',
    );
    const sandbox = await startSandbox({port});
    try {
      const flushes = [1, 2].map(() => machine.run(['events', 'queue', 'flush'], {env: away}));
      for (const result of await Promise.all(flushes)) succeeded(result);
      const back = {...away, PD_API_URL: sandbox.url};
      equal((await titles(machine, back)).trim().split('\n').sort().join(), keys.join());
    } finally {
      await sandbox.close();
    }
  },
  'passes on the exit status of a job, and pages': async ({machine, env}) => {
    const run = (...words: string[]) =>
      machine.run(['events', 'run', '-s', 'job', '--dedup-key', 'job', '--', ...words], {env});
    equal((await run(...machine.commands.exit(0))).code, 0);
    ok(!(await titles(machine, env)).includes('job\n'));
    equal((await run(...machine.commands.exit(3))).code, 3);
    ok((await titles(machine, env)).includes('job\n'));
    succeeded(await run(...machine.commands.exit(0)));
    ok(!(await titles(machine, env)).includes('job\n'));
    // Windows has 32 bits for it. wine passes 8 of them on to Unix.
    equal((await run(...machine.commands.exit(512 + 7))).code, 7);
    if (machine.name === 'wine') {
      await run(...machine.commands.exit(256));
      ok((await titles(machine, env)).includes('job\n'), '256 counted as success');
    }
    equal((await run('there-is-no-such-program')).code, 127);
    ok((await titles(machine, env)).includes('job\n'));
  },
  'ends a job and what it started at its deadline': async ({machine, env, folder}) => {
    const job = ['--', ...machine.commands.slow];
    const {code} = await machine.run(['events', 'run', '-s', 'late', '--deadline', '1s', ...job], {env});
    ok(code !== 0);
    ok((await titles(machine, env)).includes('late\n'));
    // By then, the program that it started would have created the file.
    await Bun.sleep(12_000);
    ok(!existsSync(join(folder, 'late.txt')), 'what the job had started went on');
  },
  'colours only where it is asked to': async ({machine, env}) => {
    const colour = '\x1b[';
    succeeded(await machine.run(['events', 'trigger', '-s', 'red'], {env}));
    ok(!succeeded(await machine.run(['incidents', 'ls', '-o', 'table'], {env})).includes(colour));
    ok(succeeded(await machine.run(['incidents', 'ls', '-o', 'table', '--color'], {env})).includes(colour));
  },
  'filters with the jq that is built in': async ({machine, env}) => {
    succeeded(await machine.run(['events', 'trigger', '-s', 'jq'], {env}));
    equal(succeeded(await machine.run(['incidents', 'ls', '--jq', '.[].title'], {env})), 'jq\n');
  },
  'refuses what it does not know': async ({machine}) => {
    const {code, stderr} = await machine.run(['incidents', 'list']);
    equal(code, 2);
    ok(stderr.startsWith('pd: '));
  },
};

function succeeded({code, stdout, stderr}: Result): string {
  equal(code, 0, `exit status ${code}: ${stderr}${stdout}`);
  return stdout;
}

const titles = async (machine: Machine, env: Record<string, string>): Promise<string> =>
  succeeded(await machine.run(['incidents', 'ls', '--fields', 'title', '--no-header', '-o', 'table'], {env}));

/** A port of the loopback on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Runs a job against its own sandbox; the profile and the queue are in the machine's folder. */
export async function tryJob(job: Job, machine: Machine, folder: string): Promise<void> {
  const sandbox = await startSandbox({});
  try {
    await job({machine, env: sandboxEnv(sandbox), folder});
  } finally {
    await sandbox.close();
  }
}
