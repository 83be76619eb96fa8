import {expect, test} from 'bun:test';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {targets} from '../../scripts/release/targets.ts';
import {field, type Json} from '../../src/lib/base/json.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {runLine} from '../support/line.ts';
import {cleanEnv, program, tempFolder} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';

const root = join(import.meta.dir, '..', '..');
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const yaml = (...path: string[]): Json => parse(read(...path)) as Json;
const units = readdirSync(join(root, 'packaging', 'systemd'));

function run(words: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const {stdout, stderr, exitCode} = Bun.spawnSync([...words], {cwd, env: cleanEnv(env)});
  return {code: exitCode, stdout: stdout.toString(), stderr: stderr.toString()};
}

const analyze = Bun.which('systemd-analyze');
test.skipIf(analyze === null)('systemd takes the units (needs systemd-analyze)', () => {
  const folder = tempFolder();
  const names = units.map(unit => unit.replace('@.', '@i.'));
  for (const [at, unit] of units.entries()) {
    writeFileSync(
      join(folder, names[at] ?? unit),
      read('packaging', 'systemd', unit).replaceAll('/usr/bin/pagerduty', '/bin/sh'),
    );
  }
  const {code, stderr} = run([analyze ?? '', 'verify', '--man=no', ...names.map(name => join(folder, name))], folder);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
});

test('what the units start is a line that pd takes', async () => {
  const sandbox = await startSandbox({});
  const started = units.flatMap(unit => [
    ...read('packaging', 'systemd', unit).matchAll(/^ExecStart=\/usr\/bin\/pagerduty (.*)$/gm),
  ]);
  expect(started.length).toBe(2);
  for (const [, line = ''] of started) {
    const words = [
      ...line
        .replaceAll('%H', 'web7')
        .replaceAll('%i', 'backup.service')
        .matchAll(/"([^"]*)"|(\S+)/g),
    ];
    const {code, stderr} = await runLine(
      words.map(([, quoted, bare]) => quoted ?? bare ?? ''),
      {
        env: {...sandboxEnv(sandbox), PD_STATE_DIR: tempFolder()},
      },
    );
    expect({line, code, stderr}).toEqual({line, code: 0, stderr: expect.any(String)});
  }
  expect([...sandbox.store.incidents.values()].map(({title}) => title)).toEqual(['backup.service has failed on web7']);
  await sandbox.close();
});

test('the workflows try each platform that a release has an archive for, and name scripts that there are', () => {
  const scripts = Object.keys(field(yaml('package.json'), 'scripts') ?? {});
  for (const name of readdirSync(join(root, '.github', 'workflows'))) {
    const text = read('.github', 'workflows', name);
    expect(Object.keys(parse(text) as object)).toEqual(['name', 'on', 'permissions', 'jobs']);
    for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toContain(script);
  }
  const tried = [...read('.github', 'workflows', 'check.yml').matchAll(/name: ([a-z]+-[a-z0-9]+) ?\}/g)].map(
    ([, name]) => name ?? '',
  );
  expect(tried.sort()).toEqual(
    targets
      .map(({name}) => name)
      .filter(name => !name.endsWith('-musl'))
      .sort(),
  );
});

/** A release as curl finds it, with a program that says how it was called. */
function published(version: string): string {
  const folder = tempFolder();
  const name = `pd-${version}-linux-x64`;
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'pd'), '#!/bin/sh\necho "pd $*"\n', {mode: 0o755});
  run(['tar', '-cJf', `${name}.tar.xz`, name], folder);
  writeFileSync(join(folder, 'SHA256SUMS'), run(['sha256sum', `${name}.tar.xz`], folder).stdout);
  return folder;
}

const hasTools =
  process.platform === 'linux' && ['curl', 'tar', 'xz', 'sha256sum'].every(tool => Bun.which(tool) !== null);

test.skipIf(!hasTools)(
  'the action for GitHub installs a release, and refuses one with another sum (needs curl, tar and xz)',
  () => {
    const action = yaml('packaging', 'github', 'action.yml');
    const [step] = (field(field(action, 'runs'), 'steps') ?? []) as Json[];
    const script = String(field(step, 'run'));
    const release = published('1.2.3');
    const [folder, work] = [tempFolder(), tempFolder()];
    const env = {
      VERSION: '1.2.3',
      URL: `file://${release}`,
      SYSTEM: 'Linux',
      PROCESSOR: 'X64',
      TEMP_FOLDER: work,
      GITHUB_PATH: join(folder, 'path'),
      GITHUB_OUTPUT: join(folder, 'output'),
    };
    expect(run(['bash', '-c', script], folder, env)).toMatchObject({code: 0});
    const added = readFileSync(env.GITHUB_PATH, 'utf8').trim();
    expect(run([join(added, 'pd'), 'x'], folder).stdout).toBe('pd x\n');
    writeFileSync(join(release, 'SHA256SUMS'), `${'0'.repeat(64)}  pd-1.2.3-linux-x64.tar.xz\n`);
    const refused = run(['bash', '-c', script], folder, {
      ...env,
      TEMP_FOLDER: tempFolder(),
      GITHUB_PATH: join(folder, 'none'),
    });
    expect(refused.code).not.toBe(0);
    expect(Bun.file(join(folder, 'none')).size).toBe(0);
  },
);

test.skipIf(!hasTools)(
  'the jobs for GitLab install a release, and page for a job that failed (needs curl, tar and xz)',
  () => {
    const jobs = yaml('packaging', 'gitlab', 'pd.gitlab-ci.yml');
    const lines = (job: string, part: string): string =>
      ([field(field(jobs, job), part)].flat(3) as string[]).join('\n');
    const env = {
      PD_VERSION: '1.2.3',
      PD_URL: `file://${published('1.2.3')}`,
      CI_PROJECT_PATH: 'ops/shop',
      CI_JOB_NAME: 'deploy',
    };
    const said = (job: string, status: string) => {
      const script = `set -eo pipefail\n${lines(job, 'before_script')}\n${lines(job, 'after_script')}`;
      const {code, stdout, stderr} = run(['bash', '-c', script], tempFolder(), {...env, CI_JOB_STATUS: status});
      expect({code, stderr}).toMatchObject({code: 0});
      return stdout
        .split('\n')
        .filter(line => line.startsWith('pd '))
        .join('\n');
    };
    expect(said('.pd-change', 'success')).toBe('pd events change --ci');
    expect(said('.pd-change', 'failed')).toBe('');
    expect(said('.pd-page', 'success')).toBe('pd events resolve gitlab:ops/shop:deploy');
    expect(said('.pd-page', 'failed')).toBe(
      'pd events trigger --dedup-key gitlab:ops/shop:deploy --source ops/shop -s deploy failed in ops/shop',
    );
  },
);

const canChangeRoot =
  process.platform === 'linux' && process.getuid?.() === 0 && run(['unshare', '-m', 'true'], '/').code === 0;

test.skipIf(!canChangeRoot)('the image of the Dockerfile is all that pd needs (needs root)', () => {
  const folder = join(tempFolder(), 'root');
  const lines = /^RUN ([\s\S]*?[^\\])\n/m.exec(read('packaging', 'docker', 'Dockerfile'))?.[1] ?? '';
  const script = lines
    .replaceAll('/root-of-pd', '"$ROOT"')
    .replaceAll('""$ROOT"', '"$ROOT')
    .replace(/ \/pd /g, ' "$PROGRAM" ');
  expect(run(['sh', '-c', script], '/', {ROOT: folder, PROGRAM: program})).toMatchObject({code: 0, stderr: ''});
  const inside = `mkdir -p "$ROOT/proc" "$ROOT/dev" && mount -t proc proc "$ROOT/proc" && mount --bind /dev "$ROOT/dev" &&
    exec env -i PATH="$PATH" PD_STATE_DIR=/tmp/pd chroot --userspec=65534:65534 "$ROOT" /usr/bin/pd "$@"`;
  const line = ['events', 'trigger', '-s', 'x', '-k', 'R0SANDBOX00000000000000000000001', '--spool', '--max-wait', '0'];
  const {code, stderr} = run(
    ['unshare', '-m', 'sh', '-c', inside, 'sh', ...line, '--events-url', 'http://127.0.0.1:9'],
    '/',
    {ROOT: folder},
  );
  expect(stderr).toContain('is queued');
  expect(code).toBe(0);
});
