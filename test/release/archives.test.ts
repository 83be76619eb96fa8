import {expect, test} from 'bun:test';
import {existsSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {archive, archiveName} from '../../scripts/release/archive.ts';
import {deb} from '../../scripts/release/deb.ts';
import {file} from '../../scripts/release/entries.ts';
import {homebrew, scoop} from '../../scripts/release/formulas.ts';
import {mainPackage, platformPackage} from '../../scripts/release/npm.ts';
import {releaseData} from '../../scripts/release/release-data.ts';
import {rpm} from '../../scripts/release/rpm.ts';
import {tar} from '../../scripts/release/tar.ts';
import {type Target, targets} from '../../scripts/release/targets.ts';
import {tempFolder} from '../support/pd.ts';

process.env['SOURCE_DATE_EPOCH'] = '1770000000';
const release = await releaseData(0);
const program = Buffer.from('#!/bin/sh\necho "pd/9.9.9 $*"\n');
const hasTools = Bun.which('xz') !== null && Bun.which('tar') !== null;

function target(name: string): Target & {deb: string; rpm: string} {
  const found = targets.find(each => each.name === name);
  if (found === undefined) throw new Error(`no target ${name}`);
  return {deb: '', rpm: '', ...found};
}

function run(words: readonly string[], cwd: string): string {
  // A shell warns of a language that the machine does not have.
  const {stdout, stderr, exitCode} = Bun.spawnSync([...words], {cwd, env: {...process.env, LC_ALL: 'C'}});
  expect(`${words.join(' ')}: ${exitCode} ${stderr}`).toBe(`${words.join(' ')}: 0 `);
  return stdout.toString();
}

/** Writes a file into a folder of its own, and returns that. */
function folderWith(name: string, data: Uint8Array): string {
  const folder = tempFolder();
  writeFileSync(join(folder, name), data);
  return folder;
}

test.skipIf(!hasTools)(
  'an archive for Linux holds the program under both names and what belongs to it (needs xz and tar)',
  async () => {
    const name = archiveName(release, target('linux-x64'));
    const folder = folderWith(name, await archive(release, target('linux-x64'), program));
    run(['tar', '-xJf', name], folder);
    const root = join(folder, name.replace('.tar.xz', ''));
    expect(run([join(root, 'pagerduty'), 'a b'], folder)).toBe('pd/9.9.9 a b\n');
    expect(readlinkSync(join(root, 'pagerduty'))).toBe('pd');
    expect(readdirSync(root).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'THIRD-PARTY-LICENSES.txt',
      'completions',
      'man',
      'pagerduty',
      'pd',
      'pd.cdx.json',
    ]);
    expect(readdirSync(join(root, 'man', 'man1'))).toContain('pd-incidents-ack.1');
    expect(readFileSync(join(root, 'completions', '_pd'), 'utf8')).toStartWith('#compdef pd pagerduty\n');
    expect(statSync(join(root, 'LICENSE')).mtimeMs).toBe(1_770_000_000_000);
  },
);

test('the zip for Windows is unpacked by what reads zips', async () => {
  const folder = folderWith('pd.zip', await archive(release, target('windows-x64'), program));
  const python = Bun.which('python3');
  if (python === null) return;
  run([python, '-m', 'zipfile', '-e', 'pd.zip', '.'], folder);
  const root = join(folder, archiveName(release, target('windows-x64')).replace('.zip', ''));
  expect(readFileSync(join(root, 'pd.exe'))).toEqual(program);
  expect(existsSync(join(root, 'completions', 'pd.ps1'))).toBe(true);
});

test.skipIf(!hasTools)('what is made twice is the same (needs xz and tar)', async () => {
  for (const name of ['linux-arm64', 'windows-x64']) {
    expect(await archive(release, target(name), program)).toEqual(
      await archive(await releaseData(0), target(name), program),
    );
  }
  expect(await deb(release, target('linux-x64'), program)).toEqual(await deb(release, target('linux-x64'), program));
  expect(tar([file('b/c', '1'), file('a', '2')], 5)).toEqual(tar([file('a', '2'), file('b/c', '1')], 5));
});

test('an entry of too long a name is refused, not cut', () => {
  expect(() => tar([file('a'.repeat(101), '')], 0)).toThrow('too long');
});

const hasDpkg = hasTools && Bun.which('dpkg') !== null && process.getuid?.() === 0;
test.skipIf(!hasDpkg)(
  'the .deb unpacks, and leaves pd to Pure Data where that is installed (needs dpkg and root)',
  async () => {
    const architecture = run(['dpkg', '--print-architecture'], '/').trim();
    const folder = folderWith('pd.deb', await deb(release, {...target('linux-x64'), deb: architecture}, program));
    expect(run(['dpkg-deb', '--field', 'pd.deb', 'Package', 'Version'], folder)).toContain(
      `Version: ${release.version}`,
    );
    const contents = run(['dpkg-deb', '--contents', 'pd.deb'], folder);
    expect(contents).toContain('./usr/bin/pagerduty');
    expect(contents).not.toContain('/usr/bin/pd\n');
    expect(contents).not.toContain('man1/pd.1.gz');
    run(['dpkg-deb', '--raw-extract', 'pd.deb', 'root'], folder);
    run(['md5sum', '--check', '--quiet', 'DEBIAN/md5sums'], join(folder, 'root'));
    const alternatives = [
      'update-alternatives',
      '--admindir',
      join(folder, 'admin'),
      '--altdir',
      join(folder, 'alternatives'),
    ];
    run(['mkdir', 'admin', 'alternatives', 'bin'], folder);
    const postinst = readFileSync(join(folder, 'root', 'DEBIAN', 'postinst'), 'utf8');
    expect(postinst).toContain('--install /usr/bin/pd pd /usr/bin/pagerduty 50');
    writeFileSync(join(folder, 'bin', 'puredata'), '');
    const link = join(folder, 'bin', 'pd');
    run([...alternatives, '--install', link, 'pd', join(folder, 'root/usr/bin/pagerduty'), '50'], folder);
    expect(run([link], folder)).toBe('pd/9.9.9 \n');
    run([...alternatives, '--install', link, 'pd', join(folder, 'bin/puredata'), '100'], folder);
    expect(readlinkSync(join(folder, 'alternatives', 'pd'))).toBe(join(folder, 'bin/puredata'));
  },
);

test.skipIf(Bun.which('rpmbuild') === null)('the .rpm holds the program and its scripts (needs rpmbuild)', () => {
  const folder = folderWith('pd.rpm', rpm(release, target('linux-arm64'), program));
  expect(run(['rpm', '-qp', '--qf', '%{NAME} %{VERSION} %{ARCH} %{BUILDTIME}', 'pd.rpm'], folder)).toBe(
    `pd-cli ${release.version} aarch64 1770000000`,
  );
  expect(run(['rpm', '-qpl', 'pd.rpm'], folder)).toContain('/usr/bin/pagerduty\n');
  expect(run(['rpm', '-qp', '--scripts', 'pd.rpm'], folder)).toContain('update-alternatives --install /usr/bin/pd pd');
});

test('the npm packages name each other', () => {
  const read = (data: Uint8Array) =>
    JSON.parse(run(['tar', '-xzOf', 'p.tgz', 'package/package.json'], folderWith('p.tgz', data))) as Record<
      string,
      unknown
    >;
  const main = read(mainPackage(release));
  expect(Object.keys(main['optionalDependencies'] ?? {})).toEqual(targets.map(({name}) => `pd-cli-${name}`));
  for (const each of targets) {
    expect(read(platformPackage(release, each, program))).toMatchObject({
      name: `pd-cli-${each.name}`,
      version: release.version,
      os: [each.npm.os],
    });
  }
});

test('Homebrew and Scoop are told the address and the sum of every archive that they install', () => {
  const sums = new Map(targets.map(each => [archiveName(release, each), `sum-of-${each.name}`]));
  const formula = homebrew(release, 'https://example.com/pd', sums);
  for (const name of ['darwin-x64', 'darwin-arm64', 'linux-x64', 'linux-arm64']) {
    expect(formula).toContain(
      `url "https://example.com/pd/${archiveName(release, target(name))}"\n      sha256 "sum-of-${name}"`,
    );
  }
  expect(JSON.parse(scoop(release, 'https://example.com/pd', sums))).toMatchObject({
    architecture: {'64bit': {hash: 'sum-of-windows-x64'}},
  });
});
