import {expect, test} from 'bun:test';
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {routingKey, trigger, until, world} from '../support/events-world.ts';
import {aMinute, isRunning} from '../support/long-job.ts';
import {cleanEnv, program, type RunOptions, tempFolder} from '../support/pd.ts';

function profileFolder(text: string, mode = 0o600): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'profiles.json'), text);
  chmodSync(join(folder, 'profiles.json'), mode);
  return folder;
}

const broken = () => ({PD_CONFIG_DIR: profileFolder('{"current": "p", "profiles": {"p": {"maxWait"')});
const open = () => ({PD_CONFIG_DIR: profileFolder('{"profiles": {}}', 0o644)});

interface Wrong {
  what: string;
  flags?: string[];
  env?: RunOptions['env'];
  /** What stderr says of it. */
  said: string | RegExp;
}

const wrongs: Wrong[] = [
  {what: 'a broken profile file', env: broken(), said: 'is broken'},
  {what: 'a profile file that others can read', env: open(), said: 'open to other users'},
  {what: 'a profile that is not there', env: {PD_PROFILE: 'nosuch'}, said: 'no profile "nosuch"'},
  {what: 'a broken profile file and a profile named', env: {...broken(), PD_PROFILE: 'p'}, said: 'is broken'},
  {what: 'the same, named by its flag', flags: ['-p', 'nosuch'], said: 'no profile "nosuch"'},
  {what: 'an empty profile name', flags: ['--profile', ''], said: 'ignoring --profile: it is empty'},
  {what: 'a relative PD_CONFIG_DIR', env: {PD_CONFIG_DIR: 'here'}, said: 'PD_CONFIG_DIR'},
  {what: 'a relative PD_STATE_DIR', env: {PD_STATE_DIR: 'here'}, said: 'PD_STATE_DIR'},
  {what: 'PD_OUTPUT', env: {PD_OUTPUT: 'nonsense'}, said: 'PD_OUTPUT'},
  {what: 'PD_REGION', env: {PD_REGION: 'nonsense'}, said: 'PD_REGION'},
  {what: 'PD_MAX_WAIT', env: {PD_MAX_WAIT: 'nonsense'}, said: 'PD_MAX_WAIT'},
  {what: 'PD_TIMEOUT', env: {PD_TIMEOUT: '-1'}, said: 'PD_TIMEOUT'},
  {what: 'PD_CONCURRENCY', env: {PD_CONCURRENCY: 'x'}, said: 'PD_CONCURRENCY'},
  {what: 'PD_SPOOL', env: {PD_SPOOL: 'perhaps'}, said: 'PD_SPOOL'},
  {what: 'an empty severity', flags: ['--severity', ''], said: 'ignoring --severity: it is empty'},
  {what: 'an unknown severity', flags: ['--severity=bad'], said: 'ignoring --severity: it is not one of critical'},
  {what: 'an empty deadline', flags: ['--deadline', ''], said: 'ignoring --deadline: it is empty'},
  {what: 'a nonsense deadline', flags: ['--deadline', 'soon'], said: '--deadline'},
  {what: 'a nonsense tail', flags: ['--tail', 'much'], said: '--tail'},
  {what: 'an empty summary', flags: ['-s', ''], said: 'ignoring --summary: it is empty'},
  {what: 'a blank summary', flags: ['-s', ' '], said: /^$/},
  {what: 'an empty dedup key', flags: ['--dedup-key', ''], said: 'ignoring --dedup-key: it is empty'},
  {what: 'a dedup key of 300 bytes', flags: ['--dedup-key', 'k'.repeat(300)], said: 'too long'},
  {what: 'an empty routing key', flags: ['-k', ''], said: 'ignoring --routing-key: it is empty'},
  {what: 'two ways to say where', flags: ['-k', routingKey, '--to', 'db'], said: 'ignoring --to'},
  {what: 'a flag that there is none of', flags: ['--sevrity', 'info'], said: 'did you mean --severity?'},
  {what: 'a flag without its value', flags: ['--deadline'], said: 'ignoring --deadline: it is empty'},
  {what: 'a gateway header that is none', env: {PD_GATEWAY_HEADER: 'x'}, said: 'PD_GATEWAY_HEADER'},
  {what: 'a word too many', flags: ['sleep'], said: 'unexpected word'},
  {what: 'a value where there is none', flags: ['--spool=1'], said: 'ignoring --spool: it takes no value'},
  {what: '--json and another format', flags: ['--json', '-o', 'csv'], said: '--json and --output csv'},
];

test.concurrent.each(wrongs)('the job runs and its failure pages, with $what', async ({flags = [], env = {}, said}) => {
  const one = await world();
  await one.up();
  const file = join(tempFolder(), 'ran');
  const line = ['events', 'run', ...flags, '--', 'sh', '-c', 'echo ran > "$0"; exit 3', file];
  const {code, stdout, stderr} = await one.pd(line, {env});
  expect([code, stdout, readFileSync(file, 'utf8')]).toEqual([3, '', 'ran\n']);
  expect(stderr).toMatch(said);
  const [event] = one.seen;
  expect(event).toMatchObject({routing_key: routingKey, payload: {severity: 'critical'}});
  expect(event?.payload?.summary).toContain('sh on ');
  expect(event?.dedup_key.length).toBeLessThanOrEqual(255);
  await one.down();
});

test('valid flags are used even if another is invalid, and no key in them is repeated', async () => {
  const one = await world();
  await one.up();
  const flags = ['--apikey', 'y_NotAFlagsKey0000', '--severity=INFO', '-sIt broke', '--bogus', '--dedup-key=mine'];
  const {code, stderr} = await one.program(['events', 'run', ...flags, '--', 'sh', '-c', 'exit 3']);
  expect([code, one.keys()]).toEqual([3, ['trigger mine']]);
  expect(one.seen[0]?.payload).toMatchObject({summary: 'It broke', severity: 'info'});
  expect(stderr).not.toContain('NotAFlagsKey');
  await one.down();
});

test('without a routing key, and without a command', async () => {
  const one = await world();
  await one.up();
  const env = {...broken(), PD_ROUTING_KEY: undefined};
  const failed = await one.program(['events', 'run', '--', 'sh', '-c', 'exit 3'], {env});
  expect([failed.code, one.seen.length]).toEqual([3, 0]);
  expect(failed.stderr).toContain('PagerDuty was not told that the command failed');
  for (const line of [[], ['--'], ['--spool', '--']]) {
    expect((await one.program(['events', 'run', ...line])).code).toBe(2);
  }
  expect((await one.program(['events', 'run', '--help', '--', 'touch', join(one.state, 'x')])).stdout).toContain(
    'USAGE',
  );
  await one.down();
});

test.each([
  ['broken', broken()],
  ['open to others', open()],
])('a profile file that is %s stops neither a trigger with its own key nor a flush', async (_what, env) => {
  const one = await world();
  const withoutKey = {...env, PD_ROUTING_KEY: undefined};
  expect((await one.pd(trigger('k', '-k', routingKey), {env: withoutKey})).code).toBe(0);
  await one.up();
  const flushed = await one.pd(['events', 'queue', 'flush'], {env: withoutKey});
  expect([flushed.code, flushed.stderr]).toEqual([0, expect.stringContaining('profiles.json')]);
  const sent = await one.pd(trigger('k', '-k', routingKey), {env: withoutKey});
  expect([sent.code, sent.stderr.match(/profiles\.json.* continuing without/g)?.length]).toEqual([0, 1]);
  expect((await one.pd(trigger('k', '-k', routingKey), {env: {...withoutKey, PD_PROFILE: 'p'}})).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k', 'trigger k', 'trigger k']);
  // What it may hold is needed here.
  expect((await one.pd(trigger('k'), {env: withoutKey})).code).toBe(2);
  expect((await one.pd(['services', 'ls'], {env: {...env, PD_API_KEY: 'y_NbAkKc66ryYTWUXYEu'}})).code).toBe(2);
  await one.down();
});

test('a command that cannot be started pages, with the status that a shell would give', async () => {
  const one = await world();
  await one.up();
  const folder = tempFolder();
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'foreign'), Buffer.concat([Buffer.from('\u007fELF\u0002'), Buffer.alloc(200)]));
  chmodSync(join(folder, 'foreign'), 0o755);
  writeFileSync(join(folder, 'interpreter'), '#!/no/such/interpreter\n');
  chmodSync(join(folder, 'interpreter'), 0o755);
  for (const [name, code] of [
    ['folder', 126],
    ['foreign', 126],
    ['interpreter', 127],
    ['nosuch', 127],
  ] as const) {
    expect((await one.program(['events', 'run', '--', join(folder, name)])).code).toBe(code);
  }
  const longLine = ['events', 'run', '--', 'echo', 'x'.repeat(100_000)];
  expect((await one.program(longLine)).code).toBe(0);
  expect(one.seen.map(({event_action}) => event_action)).toEqual([...Array(4).fill('trigger'), 'resolve']);
  await one.down();
});

test('an outage delays a healthy job by at most ten seconds; then its event is queued, or a warning says that it was not sent', async () => {
  const one = await world();
  await one.up(() => 'silent');
  const timed = async (env: Record<string, string | undefined>) => {
    const startMs = one.clock.now();
    const ran = await one.pd(['events', 'run', '--', 'true'], {terminal: 80, env: {PD_MAX_WAIT: '2m', ...env}});
    return {...ran, tookMs: one.clock.now() - startMs};
  };
  const queued = await timed({});
  const said = await timed({PD_SPOOL: undefined, PD_STATE_DIR: tempFolder()});
  for (const {tookMs} of [queued, said]) expect(Math.round(tookMs / 1000)).toBe(10);
  expect([queued.code, said.code]).toEqual([0, 0]);
  expect(queued.stderr).toContain('is queued as');
  expect(said.stderr).toContain('PagerDuty was not told that the command succeeded');
  await one.down();
});

test.each(['TERM', 'INT', 'USR1'])(
  "%s while the event is sent: the job's status, and what became of the event",
  async signal => {
    const one = await world();
    // A signal right after the end of the job counts as the job's own. pd waits longer than that before it tries again.
    await one.up((_, count) => (count === 1 ? {status: 503} : 'hang'));
    const env = {PD_SPOOL: undefined, PD_MAX_WAIT: signal === 'USR1' ? '3s' : '30s', PD_TIMEOUT: '1s'};
    const child = one.spawn(['events', 'run', '--', 'sh', '-c', 'exit 4'], {env});
    await until(() => one.seen.length > 1);
    child.kill(`SIG${signal}` as NodeJS.Signals);
    const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
    expect([code, stderr]).toEqual([4, expect.stringContaining('PagerDuty was not told that the command failed')]);
    await one.down();
  },
);

test('a full disk is reported, pages, and does not change the exit status', async () => {
  const one = await world();
  await one.up();
  const script = `"$0" events run --dedup-key job -- sh -c 'yes | head -c 300000' > /dev/full`;
  const child = Bun.spawn(['bash', '-c', script, program], {env: cleanEnv(one.env), stderr: 'pipe'});
  const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('ENOSPC')]);
  expect(one.keys()).toEqual(['trigger job']);
  await one.down();
});

test('a grandchild that ignores TERM is killed after the deadline, and the page says which limit it was', async () => {
  const one = await world();
  await one.up();
  const pidFile = join(tempFolder(), 'pid');
  const script = `sh -c 'trap "" TERM; echo $$ > ${pidFile}; ${aMinute}' & wait`;
  const flags = ['--deadline', '400ms', '--dedup-key', 'job'];
  let isOver = false;
  const ran = one.pd(['events', 'run', ...flags, '--', 'sh', '-c', script], {terminal: 80}).finally(() => {
    isOver = true;
  });
  await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
  await until(() => {
    one.clock.pass(50);
    return isOver;
  });
  const {code} = await ran;
  expect([code, one.keys()]).toEqual([143, ['trigger job']]);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await until(() => !isRunning(pid));
  await one.down();
});
