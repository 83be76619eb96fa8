import {afterAll, beforeAll, expect, test} from 'bun:test';
import {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import type {Seed} from '../../src/sandbox/seed-format.ts';
import {type Sandbox, startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import {until} from '../support/events-world.ts';
import {cleanEnv, program, runPd, tempFolder} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {makeWorld} from '../support/world.ts';
import {typeIn} from './typed-at-shell.ts';

/** Names that a shell, a terminal or pd itself would take for something else. Each begins with a number of its own. */
const names = [
  `01 it's "quoted" twice`,
  '02 $(touch ran) `touch ran` $HOME',
  '03 back\\slash \\n',
  '04 db: primary/eu=1 @night',
  '05 ~ * ? [a] {b,c} # !! !x ^',
  '06; touch ran & touch ran | < > (x)',
  '07 Köln – データベース',
  "08 'all single'",
  '09%20 per cent %s',
];

const seed: Seed = {
  users: [{name: 'Ada Byron', email: 'ada@example.com'}],
  services: [
    ...names.map(name => ({name})),
    ...['-flag', 'Twin', 'twin', 'bell \u0007 \u001b[31m', 'PABC123', ' space ', `of ${sandboxKeys.user}`].map(
      name => ({name}),
    ),
  ],
  incidents: [{title: 'Shop \u001b[31mis\u0007 slow'}, {title: 'Old', status: 'resolved'}],
};

const clock = new Clock();
let sandbox: Sandbox;
const folder = tempFolder();

beforeAll(async () => {
  sandbox = await startSandbox({seed, now: clock.now});
});
afterAll(() => sandbox.close());

const newWorld = (settings = sandboxEnv(sandbox)) => makeWorld(settings, clock);
type World = ReturnType<typeof makeWorld>;

/** What is offered after these words, the last of which is where the cursor is; what is shown comes after a tab. */
async function offered(world: World, ...words: string[]): Promise<string[]> {
  const {stdout, stderr, code} = await world.pd(['completion', 'words', '--shell', 'zsh', '--', ...words]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.split('\n').slice(0, -1);
}

const wordsOf = (lines: readonly string[]): string[] => lines.map(line => line.split('\t')[0] ?? '');

test('what is completed by name is known from the words before it', async () => {
  const world = newWorld();
  const profile = {apiUrl: sandbox.url, apiKey: world.env['PD_API_KEY'] ?? '', routes: {web: 'x', 'w 2': 'y'}};
  writeProfiles(world, {current: 'acme', profiles: {acme: profile, 'acme.eu': {}}});
  const number = wordsOf(await offered(world, 'incidents', 'ack', ''));
  const expected: [string, string[]][] = [
    ['-p ', ['acme', 'acme.eu']],
    ['incidents --profile=', ['acme', 'acme.eu']],
    ['profiles use acme.', ['acme.eu']],
    ['profiles rename acme.', ['acme.eu']],
    ['profiles rename acme ', []],
    ['events trigger --to w', ['w 2', 'web']],
    ['-p acme.eu events trigger --to w', []],
    ['incidents show 7 ', number],
    ['oncalls ls --incident ', number],
    ['incidents show slow', number],
    ['incidents note 7 ', []],
    ['incidents merge 7 ', number],
    ['incidents ls --service 03', ['03 back\\slash \\n']],
    ['incidents ls --service=07 köl', ['07 Köln – データベース']],
    ['services enable 01', [`01 it's "quoted" twice`]],
    ['incidents assign 7 --to byron', ['Ada Byron']],
    ['incidents assign 7 --to x ada@', ['ada@example.com']],
    ['incident assign 7 --to ada', ['Ada Byron']],
    ['rest get users/P1/contact', ['users/P1/contact_methods', 'users/P1/contact_methods/']],
    ['rest post /business_services/P1/s', ['/business_services/P1/subscribers']],
    ['events run -- incidents ack ', []],
    ['nosuch ', []],
    ['incidents ls --limit ', []],
  ];
  for (const [line, words] of expected) {
    const given = /^(.*)--service=(.*)$/.exec(line);
    const typed = given === null ? line.split(' ') : [...(given[1]?.trim().split(' ') ?? []), `--service=${given[2]}`];
    expect([line, wordsOf(await offered(world, ...typed))]).toEqual([line, words]);
  }
});

test('a name that would mean something else is offered as its ID, and a title is shown as it is safe to', async () => {
  const world = newWorld();
  const rows = (await offered(world, 'services', 'show', '')).filter(row => !/^0\d/.test(row));
  const shown = rows.map(row => row.replace(/^(\w+)\t(\1, )?/, 'ID\t')).toSorted();
  const hidden = `of …${sandboxKeys.user.slice(-4)}`;
  expect(shown).toEqual(
    [hidden, '-flag', 'PABC123', 'Twin', 'bell \\u{7} \\u{1b}[31m', ' space ', 'twin']
      .map(name => `ID\t${name}`)
      .toSorted(),
  );
  expect(await offered(world, 'incidents', 'show', '')).toEqual([
    expect.stringMatching(/^\d+\tShop \\u\{1b\}\[31mis\\u\{7\} slow$/),
  ]);
});

test('names are kept for minutes, per account, in a private file, and serve longer where PagerDuty does not answer', async () => {
  const world = newWorld();
  const asked = async (...words: string[]) => {
    const before = sandbox.requests.length;
    const found = await offered(world, ...words);
    return [found.length > 0, sandbox.requests.length - before];
  };
  expect(await asked('teams', 'show', '')).toEqual([false, 1]);
  expect(await asked('services', 'show', '0')).toEqual([true, 1]);
  expect(await asked('services', 'show', '1')).toEqual([true, 0]);
  expect(await asked('--region', 'us', 'services', 'show', '')).toEqual([true, 0]);
  const kept = join(world.state, 'completion');
  expect([
    statSync(kept).mode & 0o777,
    ...readdirSync(kept).map(name => statSync(join(kept, name)).mode & 0o777),
  ]).toEqual([0o700, 0o600, 0o600]);
  expect(
    readdirSync(kept)
      .map(name => readFileSync(join(kept, name), 'utf8'))
      .join(''),
  ).not.toContain('SandboxUserKey');
  clock.pass(11 * 60_000);
  sandbox.fail({match: {path: '^/services'}, times: 1, status: 503});
  expect(await asked('services', 'show', '')).toEqual([true, 1]);
  const other = {...world, pd: newWorld({...sandboxEnv(sandbox), PD_API_KEY: 'u+NotAKey00000000001'}).pd};
  expect(await offered(other, 'services', 'show', '')).toEqual([]);
  for (const name of readdirSync(kept)) chmodSync(join(kept, name), 0o666);
  sandbox.fail({match: {path: '^/services'}, times: 1, status: 503});
  expect(await asked('services', 'show', '')).toEqual([false, 1]);
});

test('where there are more names than pd keeps, PagerDuty searches for what is typed', async () => {
  const services = Array.from({length: 1050}, (_, at) => ({name: `s${1000 + at}`}));
  const big = await startSandbox({seed: {services}, now: clock.now});
  const world = newWorld(sandboxEnv(big));
  expect(await offered(world, 'services', 'show', 's1000')).toEqual(['s1000\t']);
  const before = big.requests.length;
  expect(await offered(world, 'services', 'show', 's2049')).toEqual(['s2049\t']);
  expect(big.requests.slice(before).map(({path, query}) => [path, /query=(\w+)/.exec(query)?.[1]])).toEqual([
    ['/services', 's2049'],
  ]);
  await big.close();
});

test('an account that is too slow is not waited for', async () => {
  const world = newWorld();
  sandbox.fail({match: {path: '^/services'}, times: 1, hang: true});
  const before = sandbox.requests.length;
  const waiting = offered(world, 'services', 'show', '');
  await until(() => sandbox.requests.length > before);
  clock.pass(400);
  expect(await waiting).toEqual([]);
});

test('no program of a profile is run, and no file that cannot be read disturbs the prompt', async () => {
  const world = newWorld({PD_API_URL: sandbox.url});
  const ran = join(world.folder, 'ran');
  writeProfiles(world, {current: 'acme', profiles: {acme: {apiKey: {command: `touch ${ran}`}}}});
  expect(await offered(world, 'services', 'show', '')).toEqual([]);
  expect(() => statSync(ran)).toThrow('ENOENT');
  expect(wordsOf(await offered(world, '-p', ''))).toEqual(['acme']);
  writeFileSync(join(world.config, 'profiles.json'), '{', {mode: 0o600});
  expect(await offered(world, '-p', '')).toEqual([]);
  expect(await offered(world, 'services', 'show', '')).toEqual([]);
  const {code, stdout, stderr} = await world.pd(['completion', 'words']);
  expect([code, stdout, stderr]).toEqual([0, '', '']);
});

function writeProfiles({config}: Pick<World, 'config'>, document: object): void {
  mkdirSync(config, {recursive: true, mode: 0o700});
  writeFileSync(join(config, 'profiles.json'), JSON.stringify(document), {mode: 0o600});
}

/**
 * A pd that completes as pd does, and otherwise prints what arrived. It knows the names from before, because a machine that is
 * slow may take longer to fetch them than it has.
 */
async function standIn(): Promise<Record<string, string>> {
  const bin = join(folder, 'bin');
  mkdirSync(bin, {recursive: true});
  const script = `#!/bin/sh\n[ "$1" = completion ] && exec ${program} "$@"\nprintf '<%s>' "$@"; echo END\n`;
  writeFileSync(join(bin, 'pd'), script, {mode: 0o755});
  const world = newWorld();
  const {env, config} = world;
  writeProfiles({config}, {current: 'acme', profiles: {acme: {routes: {'web shop': 'x'}}}});
  for (const topic of ['services', 'users']) expect(await offered(world, topic, 'show', '')).not.toEqual([]);
  return cleanEnv({...env, PATH: `${bin}:${process.env['PATH']}`, TERM: 'dumb'});
}

/** What is typed, and the last word that has to arrive. */
const lines: [typed: string, meant: string][] = [
  // Each name up to its number, without quotes and within both kinds, and as the value of a flag.
  ...names.flatMap((name): [string, string][] => {
    const start = name.slice(0, 2);
    return [
      ...[start, `'${start}`, `"${start}`].map((word): [string, string] => [`pd services show ${word}\t`, name]),
      [`pd incidents ls --service=${start}\t`, `--service=${name}`],
    ];
  }),
  ['pd -p ac\t', 'acme'],
  ['pd incidents ls -p ac\t', 'acme'],
  ['pd events trigger --to w\t', 'web shop'],
  ['pd rest get users/P1/contact_m\t', 'users/P1/contact_methods'],
  ['pd users show byr\t', 'Ada Byron'],
];

const starts = {
  bash: {
    words: ['bash', '--norc', '--noprofile', '-i'],
    first: `HISTFILE= PS1='READ'; PS1+='Y> '; bind 'set bell-style none'; . <(pd completion bash); echo EN''D`,
  },
  zsh: {
    words: ['zsh', '-f', '-i'],
    first: `PS1='READ'; PS1+='Y> '; unsetopt beep prompt_sp; autoload -Uz compinit; compinit -u -D; source <(pd completion zsh); echo EN''D`,
  },
};

for (const [shell, {words, first}] of Object.entries(starts)) {
  // Where the shell is not installed there is nobody to type to.
  test.skipIf(Bun.which(shell) === null)(
    `in ${shell} a completed name arrives as it is, and nothing is run`,
    async () => {
      const [, ...arrived] = await typeIn(words, {env: await standIn(), cwd: folder}, [
        first,
        ...lines.map(([typed]) => typed),
      ]);
      expect(arrived).toEqual(lines.map(([, meant]) => meant));
      expect(readdirSync(folder)).not.toContain('ran');
    },
  );
}

// As above.
test.skipIf(Bun.which('fish') === null)('in fish each name is offered, and a flag has a profile', async () => {
  const {stdout} = await runPd(['completion', 'fish']);
  writeFileSync(join(folder, 'pd.fish'), stdout);
  const code = `source pd.fish; complete -C 'pd services show 0'; complete -C 'pd incidents ls --service=01'; complete -C 'pd -p '`;
  const fish = Bun.which('fish') ?? '';
  const run = await runPd(['--no-config', '-c', code], {program: fish, env: await standIn(), cwd: folder});
  expect(run.stdout.split('\n')).toEqual([...names, `--service=${names[0]}`, 'acme\tin use', '']);
  expect(run.stderr).toBe('');
});
