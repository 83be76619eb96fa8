import {afterAll, beforeAll, expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {basename, join} from 'node:path';
import {accept, routingKey} from '../events/events-server.ts';
import {program, type RunResult, runPd, tempFolder} from '../support/pd.ts';
import {json, scriptedServer} from '../support/scripted-server.ts';
import {ana, bo, canChangeUser, homeOfAna, runAs} from './home-of-another.ts';
import {setTraps, variables} from './traps.ts';

let server: Awaited<ReturnType<typeof scriptedServer>>;
beforeAll(async () => {
  server = await scriptedServer([
    (response, request) =>
      (request.method === 'POST' ? accept : json(200, {users: [{id: 'PU1'}], more: false}))(response, request),
  ]);
});
afterAll(() => server[Symbol.dispose]());

const trigger = ['events', 'trigger', '-s', 'disk full', '--dedup-key', 'k'];
const lines: readonly (readonly string[])[] = [
  ['--version'],
  ['profiles', 'set', 'mine', 'region=eu'],
  ['profiles', 'ls', '--json'],
  [...trigger, '--json'],
  [...trigger, '--spool', '--events-url', 'http://127.0.0.1:1', '--max-wait', '0', '-o', 'id'],
  ['events', 'queue', 'flush', '--json'],
  ['events', 'run', '--', 'echo', 'ran'],
  ['rest', 'get', 'users', '--json'],
  ['rest', 'get', 'users', '--profile', 'secret'],
  ['completion', 'bash'],
];

interface Surroundings {
  env?: Record<string, string>;
  cwd?: string;
  home?: string;
  program?: string;
}

/** All the lines, one after the other, in a home of their own. */
async function runAll({
  env = {},
  cwd = tempFolder(),
  home = tempFolder(),
  program,
}: Surroundings): Promise<RunResult[]> {
  const config = join(home, '.config', 'pd');
  mkdirSync(config, {recursive: true, mode: 0o700});
  chmodSync(config, 0o700);
  const document = {profiles: {secret: {apiKey: {command: 'op read op://ops/key'}}}};
  writeFileSync(join(config, 'profiles.json'), JSON.stringify(document), {mode: 0o600});
  const own = {PD_EVENTS_URL: server.url, PD_API_URL: server.url, PD_ROUTING_KEY: routingKey, PD_MAX_WAIT: '0'};
  const results: RunResult[] = [];
  for (const line of lines) {
    const key = line.includes('secret') ? {} : {PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR'};
    const result = await runPd(line, {
      env: {HOME: home, PATH: '/usr/bin:/bin', PD_CONFIG_DIR: config, ...own, ...key, ...env},
      cwd,
      ...(program === undefined ? {} : {program}),
    });
    results.push({...result, stderr: result.stderr.replaceAll(home, 'HOME').replaceAll(/as \S+:/g, 'as ID:')});
  }
  return results;
}

const filesIn = (folder: string): string[] => readdirSync(folder, {recursive: true}).map(String).sort();

/** Where everything that might be taken in lies. */
const places: Readonly<Record<string, (marks: string) => Surroundings & {trapped: string}>> = {
  'the working directory': marks => {
    const cwd = tempFolder();
    setTraps(cwd, marks);
    return {cwd, trapped: cwd};
  },
  'the parent of the working directory': marks => {
    const trapped = tempFolder();
    setTraps(trapped, marks);
    const cwd = join(trapped, 'a', 'b');
    mkdirSync(cwd, {recursive: true});
    return {cwd, trapped};
  },
  'the home folder': marks => {
    const trapped = tempFolder();
    setTraps(trapped, marks);
    return {home: trapped, trapped};
  },
  'the folder of the program': marks => {
    const trapped = tempFolder();
    setTraps(trapped, marks);
    copyFileSync(program, join(trapped, basename(program)));
    return {program: join(trapped, basename(program)), trapped};
  },
};

test('the commands work in harmless surroundings', async () => {
  const codes = (await plainly()).map(({code}) => code);
  // The queue's event is for a host that is down, and there is no program `op`.
  expect(codes).toEqual([0, 0, 0, 0, 0, 7, 0, 0, 3, 0]);
}, 60_000);

let plain: Promise<RunResult[]> | undefined;
const plainly = (): Promise<RunResult[]> => {
  plain ??= runAll({});
  return plain;
};

for (const [what, put] of Object.entries(places)) {
  test(`files in ${what} have no effect, are not run and are left unchanged`, async () => {
    const marks = tempFolder();
    const {trapped, ...surroundings} = put(marks);
    const before = filesIn(trapped);
    expect(await runAll(surroundings)).toEqual(await plainly());
    expect(readdirSync(marks)).toEqual([]);
    const after = filesIn(trapped).filter(name => !/^\.(?:config|local)(?:\/|$)/.test(name));
    expect(after).toEqual(before);
  }, 60_000);
}

test('the variables of other programs have no effect', async () => {
  const [marks, folder] = [tempFolder(), tempFolder()];
  setTraps(folder, marks);
  const before = filesIn(folder);
  const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value(folder)]));
  expect(await runAll({env})).toEqual(await plainly());
  expect([readdirSync(marks), filesIn(folder)]).toEqual([[], before]);
}, 60_000);

/** What is run in the home of another user, its exit code, and what is said. */
const inHomeOfAnother: readonly [line: string, code: number, said: RegExp][] = [
  ['profiles ls', 2, /belongs to another user/],
  ['profiles set q region=eu', 2, /belongs to another user/],
  ['profiles rm p --yes', 2, /./],
  ['events queue ls', 2, /belongs to another user/],
  ['events queue status', 2, /belongs to another user/],
  ['events queue flush', 2, /belongs to another user/],
  ['events queue flush --dry-run', 2, /belongs to another user/],
  ['events queue rm 1-0000', 2, /belongs to another user/],
  ['events queue retry 1-0000', 2, /belongs to another user/],
  ['events queue restore 1-0000', 2, /belongs to another user/],
  ['rest get users', 2, /belongs to another user/],
  [`events trigger -s x --dedup-key k -k ${routingKey}`, 0, /belongs to another user/],
  [`events trigger -s x --dedup-key k -k ${routingKey} --spool`, 0, /belongs to another user/],
  [`events run -k ${routingKey} -- echo ran`, 0, /belongs to another user/],
];

for (const [who, user] of [
  ['root, in the home of another user (sudo that keeps HOME)', 0],
  ['a user, in the home of another (su -m)', bo],
] as const) {
  test(`${who}: nothing there is run, read or changed, and an event with its own key is sent`, async () => {
    if (!canChangeUser) return console.log('not checked: it takes root and setpriv to be another user');
    const owned = homeOfAna();
    // Root reads what it likes; so that this user could, too, but for the check.
    if (user !== 0) chmodSync(join(owned.home, '.config', 'pd', 'profiles.json'), 0o644);
    const before = filesIn(owned.home);
    const seen = server.seen.length;
    const results = await Promise.all(
      inHomeOfAnother.map(([line]) => runAs(user, owned, line.split(' '), {PD_EVENTS_URL: server.url})),
    );
    const told = results.map(({code, stderr}, index) => {
      const [line = '', , said = /./] = inHomeOfAnother[index] ?? [];
      return [line, code, said.test(stderr) ? said : stderr];
    });
    expect(told).toEqual(inHomeOfAnother.map(([line, code, said]) => [line, code, said]));
    expect(results.at(-1)?.stdout).toBe('ran\n');
    // Two events, and the end of a job.
    expect(server.seen.length - seen).toBe(3);
    expect(existsSync(owned.mark)).toBe(false);
    expect(filesIn(owned.home)).toEqual(before);
  }, 60_000);
}

test('a state folder that another user created beforehand, with an event for their own host, gets no key', async () => {
  if (!canChangeUser) return console.log('not checked: it takes root and setpriv to be another user');
  const owned = homeOfAna();
  const home = join(owned.home, '..', 'bo');
  const config = join(home, '.config', 'pd');
  mkdirSync(config, {recursive: true, mode: 0o700});
  const document = {current: 'p', profiles: {p: {routingKey, eventsUrl: server.url}}};
  writeFileSync(join(config, 'profiles.json'), JSON.stringify(document), {mode: 0o600});
  spawnSync('chown', ['-R', `${bo}:${bo}`, home]);
  const planted = join(owned.home, '.local', 'state', 'pd');
  using theirs = await scriptedServer([accept]);
  const [file = ''] = filesIn(planted).filter(name => name.endsWith('.json'));
  const entry = join(planted, file);
  writeFileSync(entry, readFileSync(entry, 'utf8').replace('http://127.0.0.1:1', theirs.url));
  // Where PD_STATE_DIR points, and a link to it of the other user's.
  const link = join(owned.home, 'link');
  symlinkSync(planted, link);
  spawnSync('chown', ['-h', `${ana}:${ana}`, link]);
  for (const state of [planted, link]) {
    const env = {PD_STATE_DIR: state};
    const sent = await runAs(
      bo,
      {...owned, home},
      ['events', 'trigger', '-s', 'x', '--dedup-key', 'k', '--spool'],
      env,
    );
    expect([sent.code, sent.stderr]).toEqual([0, expect.stringContaining('belongs to another user')]);
    const flushed = await runAs(bo, {...owned, home}, ['events', 'queue', 'flush'], env);
    expect([flushed.code, flushed.stderr]).toEqual([2, expect.stringContaining('belongs to another user')]);
  }
  expect(theirs.seen).toEqual([]);
}, 60_000);

test("root, in a user's queue with links in it: refused, nothing removed or created", async () => {
  if (!canChangeUser) return console.log('not checked: it takes root and setpriv to be another user');
  const owned = homeOfAna();
  const victim = tempFolder();
  writeFileSync(join(victim, 'precious'), 'x');
  spawnSync('touch', ['-d', '2020-01-01', join(victim, 'precious')]);
  const queue = join(owned.home, '.local', 'state', 'pd', 'queue');
  for (const name of ['tmp', 'aside']) symlinkSync(victim, join(queue, name));
  writeFileSync(join(queue, 'planted'), 'x');
  chownSync(join(queue, 'planted'), ana, ana);
  expect(await runAs(0, owned, ['events', 'queue', 'flush'])).toMatchObject({code: 2});
  // Ana herself: nothing goes through her links either.
  expect((await runAs(ana, owned, ['events', 'queue', 'flush', '--json'])).stderr).toContain('is a link');
  expect(readdirSync(victim)).toEqual(['precious']);
}, 60_000);
