import {expect, test} from 'bun:test';
import {closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {WatchedJob} from '../../src/lib/job/watched-job.ts';
import {Clock} from '../support/clock.ts';
import {until, world} from '../support/events-world.ts';
import {fakeIo} from '../support/io.ts';
import {aMinute, isRunning} from '../support/long-job.ts';
import {cleanEnv, program, tempFolder} from '../support/pd.ts';

const run = (...command: string[]): string[] => ['events', 'run', '--dedup-key', 'job', '--', ...command];

/** A line for the shell, with pd as $0. The server is in this process, so nothing may block it. */
async function shell(script: string, env: Record<string, string>): Promise<{stdout: string; stderr: string}> {
  const child = Bun.spawn(['bash', '-c', script, program], {
    env: cleanEnv(env),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return {stdout, stderr};
}

test('stdin, stdout, stderr and the exit status are those of the command; a failure pages, a success resolves', async () => {
  const one = await world();
  await one.up();
  const failed = await one.program(run('sh', '-c', 'cat; echo bad >&2; exit 3'), {stdin: 'in\0put'});
  expect(failed).toEqual({stdout: 'in\0put', stderr: 'bad\n', code: 3});
  expect((await one.program(run('sh', '-c', 'exit 0'))).code).toBe(0);
  expect(one.keys()).toEqual(['trigger job', 'resolve job']);
  const details = one.seen[0]?.payload?.custom_details;
  expect(details).toMatchObject({exit_status: 3, output_tail: expect.stringContaining('bad')});
  expect(details?.['duration_seconds']).toBeNumber();
  await one.down();
});

test("a key of pd's that the command prints is not in the page, even if only the profile has it", async () => {
  const one = await world();
  await one.up();
  const secret = 'R0123456789abcdefR0123456789abcd';
  const config = tempFolder();
  writeFileSync(join(config, 'profiles.json'), JSON.stringify({current: 'p', profiles: {p: {routingKey: secret}}}), {
    mode: 0o600,
  });
  const env = {PD_ROUTING_KEY: undefined, PD_CONFIG_DIR: config};
  expect((await one.program(run('sh', '-c', `echo key ${secret}; exit 3`), {env})).code).toBe(3);
  const [{routing_key, payload} = {}] = one.seen;
  expect(routing_key).toBe(secret);
  expect(payload?.custom_details?.['output_tail']).toContain('key …abcd');
  expect(JSON.stringify(payload)).not.toContain(secret);
  // Nor half of it, where the tail begins within the key.
  const cut = ['events', 'run', '--dedup-key', 'job', '--tail', '20', '--', 'sh', '-c', `echo ${secret}; exit 3`];
  await one.program(cut, {env});
  expect(one.seen[1]?.payload?.custom_details?.['output_tail']).toBe('…abcd\n');
  await one.down();
});

test('a background process does not keep pd waiting, however much it prints', async () => {
  const one = await world();
  await one.up();
  // Not ended by the pipe that pd closes in the end.
  const talk = 'trap "" PIPE; while [ -e "$0" ]; do echo x 2>/dev/null; sleep 0.02; done; rm "$0".on';
  const talker = `: > "$0".on; (${talk}) & echo done; exit 0`;
  const file = join(tempFolder(), 'goes-on');
  writeFileSync(file, '');
  const {code, stdout} = await one.program(run('sh', '-c', talker, file));
  expect([code, stdout.includes('done')]).toEqual([0, true]);
  expect(one.keys()).toEqual(['resolve job']);
  // It goes on, and ends when it is told to.
  expect(existsSync(`${file}.on`)).toBe(true);
  rmSync(file);
  await until(() => !existsSync(`${file}.on`));
  await one.down();
});

test("the time of a background process does not count as the command's", async () => {
  const file = join(tempFolder(), 'goes-on');
  writeFileSync(file, '');
  const clock = new Clock();
  const sleep = async (ms: number) => {
    clock.pass(ms);
    await setImmediate();
  };
  // Only stderr is a pipe, and nothing is printed there.
  const {io} = fakeIo({tty: true, clock, env: cleanEnv(), changes: {sleep}});
  const script = 'while [ -e "$0" ]; do sleep 0.02; done & exit 0';
  const job = new WatchedJob(io, ['sh', '-c', script, file]);
  job.setDeadline(100);
  const ending = await job.ended();
  rmSync(file);
  expect(ending).toMatchObject({exitStatus: 0, isLate: false});
  expect(ending.durationMs).toBe(0);
  expect(io.monotonic()).toBeGreaterThan(100);
});

test("the command's last output is passed on, even after a long silence", async () => {
  const one = await world();
  await one.up();
  const {stdout} = await one.program(run('sh', '-c', '(sleep 1; echo more) & sleep 0.3; echo last; exit 0'));
  expect(stdout.startsWith('last\n')).toBe(true);
  await one.down();
});

test('a background process that prints faster than the reader reads does not keep pd waiting either', async () => {
  const one = await world();
  await one.up();
  const left = 8 * 1024 * 1024;
  const job = `"$0" events run --dedup-key job -- sh -c '(yes | head -c ${left}) & exit 0'`;
  const reader =
    'all=0; while some=$(head -c 65536 | wc -c); [ $some -gt 0 ]; do all=$((all + some)); sleep 0.01; done; echo $all';
  const {stdout} = await shell(`${job} | (${reader})`, one.env);
  expect(Number(stdout)).toBeLessThan(left / 2);
  expect(one.keys()).toEqual(['resolve job']);
  await one.down();
});

test('the default key is the same for every run of a command, and differs between commands', async () => {
  const one = await world();
  await one.up();
  await one.program(['events', 'run', '--', 'sh', '-c', 'exit 1']);
  await one.program(['events', 'run', '--', 'sh', '-c', 'exit 1']);
  await one.program(['events', 'run', '--', 'sh', '-c', 'exit 2']);
  const [first, second, third] = one.seen.map(({dedup_key}) => dedup_key);
  expect(first).toBe(second ?? '');
  expect(third).not.toBe(first ?? '');
  await one.down();
});

test('a missing command is 127, one that cannot be run 126, and both page', async () => {
  const one = await world();
  await one.up();
  expect((await one.program(run('no-such-command'))).code).toBe(127);
  expect((await one.program(run('/etc'))).code).toBe(126);
  expect(one.keys()).toEqual(['trigger job', 'trigger job']);
  await one.down();
});

test('a signal reaches the command, and its death pages', async () => {
  const one = await world();
  await one.up();
  const child = one.spawn(run('sh', '-c', `trap "echo got it; exit 9" TERM; echo ready; ${aMinute}`));
  const reader = child.stdout.getReader();
  await reader.read();
  child.kill('SIGTERM');
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('got it\n');
  expect(await child.exited).toBe(9);
  await until(() => one.seen.length === 1);
  await one.down();
});

test('a command killed by a signal gives 128 plus its number', async () => {
  const one = await world();
  await one.up();
  expect((await one.program(run('sh', '-c', 'kill -KILL $$'))).code).toBe(137);
  expect(one.seen[0]?.payload?.custom_details).toMatchObject({signal: 'SIGKILL'});
  await one.down();
});

test('--deadline ends the command with TERM, and with KILL if that does not help', async () => {
  const one = await world();
  await one.up();
  const flags = ['events', 'run', '--dedup-key', 'job', '--deadline', '200ms', '--'];
  expect((await one.program([...flags, 'sh', '-c', 'sleep 600'])).code).toBe(143);
  const ready = join(tempFolder(), 'ready');
  const script = `trap "" TERM; echo $$ > "$0.new"; mv "$0.new" "$0"; ${aMinute}`;
  const stubborn = one.pd([...flags, 'sh', '-c', script, ready], {terminal: 80});
  await until(() => existsSync(ready));
  const pid = Number(readFileSync(ready, 'utf8'));
  // The job is started before pd has read its own flags.
  await until(() => {
    one.clock.pass(50);
    return !isRunning(pid);
  });
  expect((await stubborn).code).toBe(137);
  expect(one.seen.map(({payload}) => payload?.custom_details?.['outcome'])).toEqual([
    expect.stringContaining('deadline'),
    expect.stringContaining('deadline'),
  ]);
  await one.down();
});

test('a deadline longer than the longest timer does not end the command early', async () => {
  const one = await world();
  await one.up();
  const {code} = await one.program(['events', 'run', '--dedup-key', 'job', '--deadline', '30d', '--', 'sleep', '0.3']);
  expect([code, one.keys()]).toEqual([0, ['resolve job']]);
  await one.down();
});

test('problems with PagerDuty do not change the exit status; with --spool the event is queued', async () => {
  const one = await world();
  const plain = await one.program(run('sh', '-c', 'exit 4'), {env: {PD_SPOOL: undefined}});
  expect(plain.code).toBe(4);
  expect(plain.stderr).toContain('PagerDuty was not told');
  expect((await one.program(run('true'), {env: {PD_SPOOL: undefined, PD_ROUTING_KEY: undefined}})).code).toBe(0);
  const spooled = await one.program(run('sh', '-c', 'exit 4'));
  expect(spooled.code).toBe(4);
  await one.up();
  expect((await one.pd(['events', 'queue', 'flush'])).code).toBe(0);
  expect(one.keys()).toEqual(['trigger job']);
  await one.down();
});

test('with --spool a signal while the event is sent queues it, and only that is reported', async () => {
  const one = await world();
  // A signal right after the end of the job counts as the job's own. pd waits longer than that before it tries again.
  await one.up((_, count) => (count === 1 ? {status: 503} : 'hang'));
  const child = one.spawn(run('sh', '-c', 'exit 4'), {env: {PD_MAX_WAIT: '30s'}});
  await until(() => one.seen.length === 2);
  child.kill('SIGTERM');
  const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  expect(code).toBe(4);
  const [id = ''] = (await one.pd(['events', 'queue', 'ls', '-o', 'id'])).stdout.split('\n');
  expect(id).not.toBe('');
  expect(stderr).toContain(`queued as ${id}`);
  expect(stderr).not.toContain('was not told');
  await one.down();
});

test('output to the same place keeps its order, and /dev/stderr can be opened', async () => {
  const one = await world();
  await one.up();
  const file = join(tempFolder(), 'both');
  const descriptor = openSync(file, 'w');
  const script = 'for i in 1 2 3 4 5 6 7 8; do echo o$i; echo e$i >&2; done; echo last > /dev/stderr';
  const child = Bun.spawn([program, ...run('sh', '-c', script)], {
    env: cleanEnv(one.env),
    stdin: 'ignore',
    stdout: descriptor,
    stderr: descriptor,
  });
  expect(await child.exited).toBe(0);
  closeSync(descriptor);
  const expected = [1, 2, 3, 4, 5, 6, 7, 8].map(index => `o${index}\ne${index}\n`).join('');
  expect(readFileSync(file, 'utf8')).toBe(`${expected}last\n`);
  await one.down();
});

test('200 MB pass through completely, in little memory, even to a slow reader', async () => {
  const one = await world();
  await one.up();
  const script = `"$0" events run --dedup-key job -- sh -c 'yes | head -c 200M; grep VmHWM /proc/$PPID/status >&2' | (sleep 0.3; wc -c)`;
  const result = await shell(script, one.env);
  expect(result.stdout.trim()).toBe(String(200 * 1024 * 1024));
  const peakKb = Number(/VmHWM:\s+(\d+) kB/.exec(result.stderr)?.[1]);
  expect(peakKb).toBeGreaterThan(1000);
  expect(peakKb).toBeLessThan(150 * 1024);
  await one.down();
});

test('a reader that goes away ends the command as it would without pd', async () => {
  const one = await world();
  await one.up();
  const result = await shell('"$0" events run --dedup-key job -- yes | (head -1); echo "$PIPESTATUS"', one.env);
  expect(result.stdout).toBe('y\n141\n');
  await one.down();
});

test('a background process that prints nothing does not keep pd waiting', async () => {
  const one = await world();
  await one.up();
  const ran = await one.program(run('sh', '-c', 'sleep 600 & echo $!'));
  // It is there still: pd did not wait for its end.
  expect(process.kill(Number(ran.stdout), 'SIGKILL')).toBe(true);
  await one.down();
});

test('at a terminal the command gets the terminal', async () => {
  const one = await world();
  await one.up();
  expect((await one.program(run('sh', '-c', 'test -t 1 && test -t 0'), {tty: {columns: 80}})).code).toBe(0);
  await one.down();
});

test('--dry-run runs nothing and sends nothing', async () => {
  const one = await world();
  await one.up();
  const file = join(tempFolder(), 'made');
  const shown = await one.program(['events', 'run', '--dry-run', '--', 'touch', file]);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain('"event_action":"resolve"');
  expect(await Bun.file(file).exists()).toBe(false);
  expect(one.seen).toEqual([]);
  await one.down();
});
