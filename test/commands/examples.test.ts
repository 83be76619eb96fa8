import {expect, test} from 'bun:test';
import {availableParallelism} from 'node:os';
import {dirname, join} from 'node:path';
import {commands} from '../../src/cli/commands.ts';
import {commandShapes, globalShapes} from '../../src/cli/completion/shapes.ts';
import {runLine} from '../support/line.ts';
import {littleCompiled} from '../support/little-compiled.ts';
import {inParallel} from '../support/parallel.ts';
import {cleanEnv, program, runPd} from '../support/pd.ts';
import type {ExampleEnd} from './examples-run.ts';
import {withExampleWorld} from './examples-world.ts';

/** Serves until it is interrupted, once it has told its settings. */
const served = (command: string): string =>
  `exec 3< <(${command}); read -r line <&3 && [[ $line == "export PD_"* ]] && kill -INT $!; wait $!; test $? = 130`;

/** A browser stand-in: the page that pd names is opened, and leads back to pd. */
const signedIn = (command: string): string =>
  `exec 3< <(${command} 2>&1); while read -r line <&3; do
     echo "$line"; [[ $line =~ http://[^[:space:]]+ ]] && curl -sSL -o /dev/null "\${BASH_REMATCH[0]}"
   done; wait $!`;

const endless = 'it serves until it is interrupted';
const taken = 'the port may be taken, and nobody would end it';
const unstopped = 'nobody would stop it';
const asks = 'a terminal is asked for the key';
const web = 'somebody has to sign in';
const ci = 'it wants a CI run to stand in';

/** Examples that cannot run here as they stand, each with what is run in its place and why. */
const inPlace: Readonly<Record<string, {run: string; because: string}>> = {
  'pd sandbox --demo': {run: served('pd sandbox --demo'), because: endless},
  'pd sandbox --fail 20% --latency 300ms': {run: served('pd sandbox --fail 20% --latency 300ms'), because: endless},
  '. <(pd sandbox --port 8787)': {run: served('pd sandbox --port 0'), because: taken},
  'pd sandbox start -o json': {run: 'pd sandbox start -o json && pd sandbox stop', because: unstopped},
  'eval "$(pd sandbox start --demo)"': {
    run: 'eval "$(pd sandbox start --demo)" && pd incidents ls && pd sandbox stop',
    because: unstopped,
  },
  'pd sandbox start --shell fish | source': {
    run: 'pd sandbox start --shell fish | grep "^set -gx PD_API_KEY" && pd sandbox stop',
    because: unstopped,
  },
  'pd sandbox status || eval "$(pd sandbox start)"': {
    run: '! pd sandbox status && eval "$(pd sandbox start)" && pd sandbox status && pd sandbox stop',
    because: unstopped,
  },
  'eval "$(pd sandbox start)"; pd sandbox status -o json': {
    run: 'eval "$(pd sandbox start)"; pd sandbox status -o json && pd sandbox stop',
    because: unstopped,
  },
  'pd profiles login acme': {run: 'pd profiles login acme < acme.key', because: asks},
  'pd profiles login me --client-id sandbox-client --web': {
    run: signedIn('pd profiles login me --client-id sandbox-client --web'),
    because: web,
  },
  'pd events change --ci': {run: 'GITHUB_ACTIONS=true GITHUB_WORKFLOW=Deploy pd events change --ci', because: ci},
};

/** Half of what the runner gives to a test, which would leave the program behind. */
const endMs = 300_000;

const width = Math.max(2, availableParallelism());
const shapes = await commandShapes(commands);

test('every command has a summary and an example, every flag says what it does', () => {
  for (const {name, summary, examples, flags} of shapes) {
    expect({name, summary}).toEqual({name, summary: expect.stringMatching(/.{4}[^.]$/)});
    expect({name, examples: examples.length}).not.toEqual({name, examples: 0});
    for (const flag of [...flags, ...globalShapes()]) {
      expect({name, flag: flag.name, summary: flag.summary}).toEqual({
        name,
        flag: flag.name,
        summary: expect.stringMatching(/.{8}[.…]$/),
      });
    }
  }
  expect(globalShapes().every(({group}) => group === 'GLOBAL')).toBe(true);
});

test('every command shows its help', async () => {
  for (const {name, summary, args, flags, examples} of shapes) {
    const {stdout, stderr, code} = await runLine([...name.split(' '), '--help'], {terminal: 200});
    const wanted = [
      summary,
      'USAGE',
      'EXAMPLES',
      'GLOBAL FLAGS',
      ...args.map(arg => arg.options?.join('|') ?? arg.name),
      ...flags.filter(flag => !flag.hidden).map(flag => (flag.negatable ? `--[no-]${flag.name}` : `--${flag.name}`)),
      ...examples.map(example => example.slice(0, 60)),
    ];
    const missing = wanted.filter(text => !stdout.includes(text));
    expect({name, code, stderr, missing}).toEqual({name, code: 0, stderr: '', missing: []});
  }
});

test('the built program shows them too', async () => {
  for (const line of ['incidents ls --help', 'help incidents open', 'services show -h', 'seed --help']) {
    const {stdout, stderr, code} = await runPd(line.split(' '));
    expect({line, code, stderr}).toEqual({line, code: 0, stderr: ''});
    expect(stdout).toContain('GLOBAL FLAGS');
  }
});

const examples = shapes.flatMap(shape => shape.examples);

/** `pd` and its words, nothing that a shell would expand, connect or redirect; of `events run` and `sandbox` the process matters. */
const isPlain = (example: string): boolean =>
  /^pd (?!events run |sandbox )/.test(example) &&
  !/[^\w\s,.:/@=+-]/.test(example.replace(/'[^']*'|"[^"$`\\]*"/g, '')) &&
  inPlace[example] === undefined;

/** Run by a shell with the built program: the first of each topic, and all in which the shell has a part. */
const shown = new Set(
  Object.values(Object.groupBy(shapes, ({name}) => name.split(' ')[0] ?? '')).map(topic => topic?.[0]?.examples[0]),
);
const isForShell = (example: string): boolean => shown.has(example) || !isPlain(example);

test('every example runs as it stands', async () => {
  const [forShell, plain] = [examples.filter(isForShell), examples.filter(example => !isForShell(example))];
  const args = [join(import.meta.dir, 'examples-run.ts'), ...plain];
  const child = Bun.spawn([process.execPath, ...args], {env: cleanEnv(littleCompiled), stderr: 'pipe'});
  const [stdout, stderr, shellEnds] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    inParallel(forShell, width, example => runInShell(inPlace[example]?.run ?? example)),
  ]);
  expect(stderr).toBe('');
  const ends: Record<string, ExampleEnd | undefined> = {
    ...JSON.parse(stdout),
    ...Object.fromEntries(forShell.map((example, index) => [example, shellEnds[index]])),
  };
  const failures = examples.flatMap(example => {
    const {output, code} = ends[example] ?? {output: 'It was not run.\n', code: -1};
    return code === 0 ? [] : [`$ ${example}\n${output}[exit ${code}]`];
  });
  expect(failures.join('\n')).toBe('');
  expect(Object.keys(inPlace).filter(example => !examples.includes(example))).toEqual([]);
});

async function runInShell(example: string): Promise<ExampleEnd> {
  return await withExampleWorld(async ({folder, env}) => {
    const child = Bun.spawn(['bash', '-c', `exec 2>&1\n${example}`], {
      env: cleanEnv({...env, PATH: `${dirname(program)}:${process.env['PATH']}`}),
      cwd: folder,
      stdin: 'ignore',
      stdout: 'pipe',
      // A group of its own, so that one that does not end can be ended with all it started.
      detached: true,
    });
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), endMs);
    const output = await new Response(child.stdout).text();
    const code = await child.exited;
    clearTimeout(timer);
    return {output: child.signalCode === 'SIGKILL' ? `${output}It did not end in ${endMs} ms.\n` : output, code};
  });
}
