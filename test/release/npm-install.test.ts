import {expect, test} from 'bun:test';
import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {mainPackage, platformPackage} from '../../scripts/release/npm.ts';
import {releaseData} from '../../scripts/release/release-data.ts';
import {targets} from '../../scripts/release/targets.ts';
import {cleanEnv, tempFolder} from '../support/pd.ts';

const here = targets.find(({platform}) => platform === `${process.platform}-${process.arch}`);
const npm = Bun.which('npm');
const program = '#!/bin/sh\necho "pd $*"; exit 3\n';

function run(words: readonly string[], cwd: string) {
  const {stdout, stderr, exitCode} = Bun.spawnSync([...words], {cwd, env: cleanEnv({HOME: cwd})});
  return {code: exitCode, stdout: stdout.toString(), stderr: stderr.toString()};
}

/** A folder in which npm has installed the packages, without a network and without running their scripts. */
async function installed(): Promise<string> {
  process.env['SOURCE_DATE_EPOCH'] = '1770000000';
  const release = await releaseData(0);
  const folder = tempFolder();
  if (here === undefined) throw new Error('there is no package for this platform');
  writeFileSync(join(folder, 'main.tgz'), mainPackage(release));
  writeFileSync(join(folder, 'program.tgz'), platformPackage(release, here, Buffer.from(program)));
  writeFileSync(join(folder, 'package.json'), '{}');
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')];
  const {code, stderr} = run([npm ?? '', 'install', ...flags, './main.tgz', './program.tgz'], folder);
  expect({code, stderr}).toMatchObject({code: 0});
  return folder;
}

test.skipIf(npm === null || here === undefined || process.platform === 'win32')(
  'npm installs the program of this platform alone, under both names, with install scripts and without (needs npm)',
  async () => {
    const folder = await installed();
    const bin = (name: string) => join(folder, 'node_modules', '.bin', name);
    for (const name of ['pd', 'pagerduty']) {
      expect(run([bin(name), 'a b'], folder)).toEqual({code: 3, stdout: 'pd a b\n', stderr: ''});
    }
    const packageFolder = join(folder, 'node_modules', 'pd-cli');
    const lonelyFolder = tempFolder();
    cpSync(packageFolder, lonelyFolder, {recursive: true});
    expect(run(['node', join(packageFolder, 'install.cjs')], folder)).toEqual({code: 0, stdout: '', stderr: ''});
    expect(readFileSync(join(packageFolder, 'pd.cjs'), 'utf8')).toBe(program);
    expect(run([bin('pd'), 'x'], folder)).toEqual({code: 3, stdout: 'pd x\n', stderr: ''});
    // As with --omit=optional, or on a platform that has no program.
    const lonely = run(['node', join(lonelyFolder, 'pd.cjs')], '/');
    expect(lonely.code).toBe(1);
    expect(lonely.stderr).toContain('is not installed');
  },
);
