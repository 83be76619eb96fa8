import {expect, test} from 'bun:test';
import {mkdirSync, writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {dirname, join} from 'node:path';
import {commandShapes, globalShapes} from '../../src/lib/completion/shape.ts';
import {demoSeed} from '../../src/lib/sandbox/demo.ts';
import {type Sandbox, sandboxKeys, startSandbox} from '../../src/lib/sandbox/server.ts';
import {inParallel} from '../support/parallel.ts';
import {cleanEnv, program, type RunResult, runPd, tempFolder} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';

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
const asks = 'a terminal is asked for the key';
const web = 'somebody has to sign in';
const ci = 'it wants a CI run to stand in';

/** Examples that cannot run here as they stand, each with what is run in its place and why. */
const inPlace: Readonly<Record<string, {run: string; because: string}>> = {
  'pd sandbox --demo': {run: served('pd sandbox --demo'), because: endless},
  'pd sandbox --fail 20% --latency 300ms': {run: served('pd sandbox --fail 20% --latency 300ms'), because: endless},
  '. <(pd sandbox --port 8787)': {run: served('pd sandbox --port 0'), because: taken},
  'pd profiles login acme': {run: 'pd profiles login acme < acme.key', because: asks},
  'pd profiles login me --client-id sandbox-client --web': {
    run: signedIn('pd profiles login me --client-id sandbox-client --web'),
    because: web,
  },
  'pd events change --ci': {run: 'GITHUB_ACTIONS=true GITHUB_WORKFLOW=Deploy pd events change --ci', because: ci},
};

/** Long enough on a busy machine. */
const endMs = 30_000;

const width = Math.max(2, availableParallelism());
const shapes = await commandShapes();

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

test('every command shows its help', () => {
  const run = Bun.spawnSync([process.execPath, join(import.meta.dir, 'every-help.ts')], {env: cleanEnv()});
  expect(run.stderr.toString()).toBe('');
  const pages: Record<string, RunResult> = JSON.parse(run.stdout.toString());
  for (const {name, summary, args, flags, examples} of shapes) {
    const {stdout, stderr, code} = pages[name] ?? {stdout: '', stderr: 'no page', code: -1};
    const wanted = [
      summary,
      'USAGE',
      'EXAMPLES',
      'GLOBAL FLAGS',
      ...args.map(arg => arg.name),
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

test('every example runs as it stands', async () => {
  const examples = shapes.flatMap(shape => shape.examples);
  const failures = await inParallel(examples, width, async example => {
    const {output, code} = await runExample(inPlace[example]?.run ?? example);
    return code === 0 ? [] : [`$ ${example}\n${output}[exit ${code}]`];
  });
  expect(failures.flat().join('\n')).toBe('');
  expect(Object.keys(inPlace).filter(example => !examples.includes(example))).toEqual([]);
}, 120_000);

/** Runs it in a shell, in an account and a folder of its own. */
async function runExample(example: string): Promise<{output: string; code: number}> {
  const sandbox = await startSandbox({seed: demoSeed});
  const cwd = tempFolder();
  prepareFolder(cwd, sandbox);
  try {
    const child = Bun.spawn(['bash', '-c', `exec 2>&1\n${example}`], {
      env: cleanEnv({
        ...sandboxEnv(sandbox),
        PATH: `${dirname(program)}:${process.env['PATH']}`,
        PD_CONFIG_DIR: join(cwd, 'config'),
        PD_STATE_DIR: join(cwd, 'state'),
        PD_MAX_WAIT: '0',
      }),
      cwd,
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
  } finally {
    await sandbox.close();
  }
}

/** The profiles and the files that examples speak of. */
function prepareFolder(folder: string, sandbox: Sandbox): void {
  const {PD_API_KEY, PD_API_URL, PD_ROUTING_KEY} = sandboxEnv(sandbox);
  const profile = {apiKey: PD_API_KEY, apiUrl: PD_API_URL, from: 'ada@example.com', routes: {payments: PD_ROUTING_KEY}};
  mkdirSync(join(folder, 'config'), {mode: 0o700});
  writeFileSync(
    join(folder, 'config', 'profiles.json'),
    JSON.stringify({current: 'acme', profiles: {acme: profile, 'acme.eu': profile}}),
    {mode: 0o600},
  );
  writeFileSync(join(folder, 'acme.key'), `${PD_API_KEY}\n`);
  writeFileSync(join(folder, 'client.secret'), `${sandboxKeys.clientSecret}\n`);
  writeFileSync(join(folder, 'payments.key'), `${PD_ROUTING_KEY}\n`);
  const [policy] = sandbox.store.tables.escalation_policies.values();
  writeFileSync(
    join(folder, 'service.json'),
    JSON.stringify({name: 'Mail', escalation_policy: {id: policy?.id, type: 'escalation_policy_reference'}}),
  );
}
