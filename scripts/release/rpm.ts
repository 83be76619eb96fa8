import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {file, within} from './entries.ts';
import {layOut} from './lay-out.ts';
import type {Release} from './release-data.ts';
import {run} from './run.ts';
import {systemEntries} from './system-entries.ts';
import type {Target} from './targets.ts';

/** A package for Red Hat, Fedora and SUSE. Throws if there is no rpmbuild. */
export function rpm(release: Release, target: Target & {rpm: string}, program: Uint8Array): Buffer {
  const {version, timeS, licence, thirdParty} = release;
  const entries = [
    ...systemEntries(release, program).map(entry => ({
      ...entry,
      path: entry.path.replace('zsh/vendor-completions', 'zsh/site-functions'),
    })),
    ...within('usr/share/doc/pd-cli', [file('LICENSE', licence), file('THIRD-PARTY-LICENSES.txt', thirdParty)]),
  ];
  const scratch = mkdtempSync(join(tmpdir(), 'pd-rpm-'));
  try {
    const root = join(scratch, 'root');
    layOut(root, entries, timeS);
    const template = readFileSync(join(import.meta.dir, '..', '..', 'packaging', 'rpm', 'pd-cli.spec'), 'utf8');
    const files = entries.map(({path}) => `/${path}`).sort();
    const spec = join(scratch, 'pd-cli.spec');
    writeFileSync(spec, template.replace('@VERSION@', version).replace('@FILES@', files.join('\n')));
    run(
      [
        'rpmbuild',
        '-bb',
        `--target=${target.rpm}-linux`,
        `--buildroot=${root}`,
        ...definitions(scratch, release.level),
        spec,
      ],
      {
        env: {SOURCE_DATE_EPOCH: String(timeS)},
      },
    );
    return readFileSync(join(scratch, 'rpms', target.rpm, `pd-cli-${version}-1.${target.rpm}.rpm`));
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

/** Sets the folders of the build, and keeps the time, the machine and the number of processors out of the package. */
const definitions = (scratch: string, level: number): string[] =>
  Object.entries({
    _topdir: scratch,
    _rpmdir: join(scratch, 'rpms'),
    _dbpath: join(scratch, 'db'),
    _buildhost: 'localhost',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    _binary_payload: `w${level}.xzdio`,
  }).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
