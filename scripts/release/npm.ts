import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzip} from './compress.ts';
import {type Entry, file, within} from './entries.ts';
import type {Release} from './release-data.ts';
import {tar} from './tar.ts';
import {type Target, targets} from './targets.ts';

const root = join(import.meta.dir, '..', '..');
const scripts = ['pd.cjs', 'platform.cjs', 'install.cjs'];

/** The npm package with the program for one platform, which is installed only there. */
export const platformPackage = (release: Release, target: Target, program: Uint8Array): Buffer =>
  pack(release, [
    json('package.json', {
      name: npmName(target),
      version: release.version,
      description: `The program of pd-cli for ${target.name}`,
      license: 'MIT',
      os: [target.npm.os],
      cpu: [target.npm.cpu],
      ...(target.npm.libc === undefined ? {} : {libc: [target.npm.libc]}),
      preferUnplugged: true,
    }),
    file('LICENSE', release.licence),
    file('THIRD-PARTY-LICENSES.txt', release.thirdParty),
    file(target.program, program, true),
  ]);

/** The package that users install: a few lines, the manual pages, and the programs as optional dependencies. */
export function mainPackage(release: Release): Buffer {
  const {description, license, keywords, engines} = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  return pack(release, [
    json('package.json', {
      name: 'pd-cli',
      version: release.version,
      description,
      keywords,
      license,
      engines,
      bin: {pd: 'pd.cjs', pagerduty: 'pd.cjs'},
      man: [...release.manPages.keys()].map(name => `man/${name}`),
      scripts: {postinstall: 'node install.cjs'},
      optionalDependencies: Object.fromEntries(targets.map(target => [npmName(target), release.version])),
    }),
    ...['README.md', 'CHANGELOG.md', 'LICENSE'].map(name => file(name, readFileSync(join(root, name)))),
    ...scripts.map(name => file(name, readFileSync(join(root, 'packaging', 'npm', name)), name === 'pd.cjs')),
    ...within(
      'man',
      [...release.manPages].map(([name, text]) => file(name, text)),
    ),
  ]);
}

export const npmName = ({name}: Target): string => `pd-cli-${name}`;

const json = (path: string, value: unknown): Entry => file(path, `${JSON.stringify(value, null, 2)}\n`);

const pack = ({timeS}: Release, entries: readonly Entry[]): Buffer => gzip(tar(within('package', entries), timeS));
