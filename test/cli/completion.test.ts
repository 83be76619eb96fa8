import {beforeAll, expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {commands} from '../../src/cli/commands.ts';
import {commandShapes} from '../../src/cli/completion/shapes.ts';
import {type Shell, shells} from '../../src/cli/completion/shells.ts';
import {cleanEnv, program, runPd, tempFolder} from '../support/pd.ts';

const folder = tempFolder();
const names = Object.keys(shells) as Shell[];
const scripts = new Map<string, string>();
const fileOf = (shell: string): string => join(folder, `pd.${shell}`);

beforeAll(async () => {
  for (const shell of names) {
    const {stdout, code} = await runPd(['completion', shell]);
    expect({shell, code}).toEqual({shell, code: 0});
    scripts.set(shell, stdout);
    writeFileSync(fileOf(shell), stdout);
  }
  writeFileSync(join(folder, 'events.jsonl'), '');
});

/** What the shell says, or undefined where it is not installed: that much of the test is left out, and said. */
function ask(shell: string, code: string, ...args: string[]): string | undefined {
  if (Bun.which(shell) === null) {
    console.log(`${shell} is not installed: its script was read, but not run`);
    return undefined;
  }
  const run = Bun.spawnSync([shell, ...args, '-c', code], {
    env: cleanEnv({PATH: `${dirname(program)}:${process.env['PATH']}`}),
    cwd: folder,
  });
  expect(run.stderr.toString()).toBe('');
  return run.stdout.toString();
}

/** The verbs of a topic that begin like this. */
function verbsAt(topic: string, start: string): string[] {
  const verbs = commands.ids().flatMap(id => (id.startsWith(`${topic}:`) ? (id.split(':')[1] ?? []) : []));
  return [...new Set(verbs)].filter(verb => verb.startsWith(start)).sort();
}

/** The last word of each line is where the cursor is. */
const lines: [line: string[], offered: string[]][] = [
  [['pd', 'inc'], ['incidents']],
  [['pd', 'incidents', 'a'], verbsAt('incidents', 'a')],
  [
    ['pd', 'schedules', 'override', ''],
    ['add', 'ls', 'rm'],
  ],
  [['pd', 'incidents', 'ls', '--st'], ['--status']],
  [
    ['pd', 'incidents', 'ls', '--status', ''],
    ['acknowledged', 'all', 'closed', 'open', 'resolved', 'triggered'],
  ],
  [['pd', '-p', 'eu', 'incidents', 'reo'], ['reopen']],
  [
    ['pagerduty', 'rest', 'list', 'users', '-o', 'j'],
    ['json', 'jsonl'],
  ],
  [['pd', 'events', 'trigger', '--severity', 'e'], ['error']],
  [['pd', 'help', 'out'], ['output']],
  [
    ['pd', 'help', 'profiles', 'lo'],
    ['login', 'logout'],
  ],
  [
    ['pd', 'completion', ''],
    ['bash', 'fish', 'powershell', 'zsh'],
  ],
  [['pd', 'events', 'send', 'ev'], ['events.jsonl']],
  [['pd', 'incidents', 'ls', '--team', ''], []],
];

test('bash completes topics, verbs, flags and their values', () => {
  const tries: typeof lines = [
    ...lines,
    [['pd', 'incidents', 'ls', '--status', '=', 'r'], ['resolved']],
    [['pd', '--output', '=', 'json', 'incidents', 'reo'], ['reopen']],
    [['pd', 'rest', 'post', 'teams', '-d', '@', 'ev'], ['events.jsonl']],
    [['pd', 'events', 'run', '--', 'ev'], ['events.jsonl']],
  ];
  const code = tries.map(
    ([words]) =>
      `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}; _pd; echo "\${COMPREPLY[*]}"`,
  );
  const said = ask('bash', `source <(pd completion bash)\n${code.join('\n')}\ncomplete -p pd pagerduty`);
  expect(said?.split('\n').map(line => line.split(' ').sort().join(' '))).toEqual([
    ...tries.map(([, offered]) => offered.join(' ')),
    'complete -F _pd pd'.split(' ').sort().join(' '),
    'complete -F _pd pagerduty'.split(' ').sort().join(' '),
    '',
  ]);
});

test('fish completes the same', () => {
  const code = lines.map(
    ([words]) => `complete -C '${words.join(' ')}' | string replace -r '\\t.*' '' | string join ' '; echo`,
  );
  const said = ask('fish', `source ${fileOf('fish')}\n${code.join('\n')}`, '--no-config');
  if (said === undefined) return;
  expect(said.split('\n').flatMap(line => (line === '' ? [] : [line.split(' ').sort().join(' ')]))).toEqual(
    lines.flatMap(([, offered]) => (offered.length === 0 ? [] : [offered.join(' ')])),
  );
});

test('zsh loads its script and uses it for both names', () => {
  const said = ask(
    'zsh',
    `autoload -Uz compinit; compinit -u -D; source ${fileOf('zsh')}; print $_comps[pd] $_comps[pagerduty]`,
    '-f',
  );
  if (said !== undefined) expect(said).toBe('_pd _pd\n');
});

test('PowerShell loads its script', () => {
  const said = ask(
    'pwsh',
    `. ${fileOf('powershell')}; (TabExpansion2 'pd incidents a' 14).CompletionMatches.CompletionText -join ' '`,
    '-NoProfile',
  );
  if (said !== undefined) expect(said).toBe('alerts ack assign\n');
});

test('each script knows every command and every flag that help shows, and nothing hidden', async () => {
  const flagAs: Record<Shell, (name: string) => string> = {
    bash: name => `--${name}`,
    zsh: name => `--${name}`,
    fish: name => ` -l ${name} `,
    powershell: name => `'--${name}`,
  };
  for (const {name, hidden, flags} of await commandShapes(commands)) {
    for (const shell of names) {
      const verb = name.split(' ').at(-1) ?? '';
      const text = scripts.get(shell) ?? '';
      const found = shell === 'fish' ? `-a ${verb} ` : `'${name}'`;
      const missing = flags.filter(flag => !flag.hidden && !text.includes(flagAs[shell](flag.name)));
      expect({shell, name, known: text.includes(found), missing: hidden ? [] : missing}).toEqual({
        shell,
        name,
        known: !hidden,
        missing: [],
      });
      expect(text).not.toContain(flagAs[shell]('api-key '));
    }
  }
});

test('another shell is refused with the names of the four', async () => {
  const {stdout, stderr, code} = await runPd(['completion', 'tcsh']);
  expect({stdout, code}).toEqual({stdout: '', code: 2});
  expect(stderr).toContain('bash, zsh, fish, powershell');
});
