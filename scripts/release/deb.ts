import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzip, xz} from './compress.ts';
import {type Entry, file, isLink, within} from './entries.ts';
import type {Release} from './release-data.ts';
import {systemEntries} from './system-entries.ts';
import {tar} from './tar.ts';
import type {Target} from './targets.ts';

const folder = join(import.meta.dir, '..', '..', 'packaging', 'deb');

/** A Debian package: pagerduty in /usr/bin, and pd as an alternative, because Pure Data's program is also named pd. */
export async function deb(release: Release, target: Target & {deb: string}, program: Uint8Array): Promise<Buffer> {
  const entries = [...systemEntries(release, program), ...within('usr/share/doc/pd-cli', documents(release))];
  const control = [
    file('control', controlFile(release, target, entries)),
    file('md5sums', checksums(entries)),
    ...['postinst', 'prerm'].map(name => file(name, readFileSync(join(folder, name)), true)),
  ];
  return ar(
    [
      ['debian-binary', Buffer.from('2.0\n')],
      ['control.tar.gz', gzip(tar(within('.', control), release.timeS))],
      ['data.tar.xz', await xz(tar(within('.', entries), release.timeS), target, release.level)],
    ],
    release.timeS,
  );
}

const documents = ({licence, thirdParty, changelog}: Release): Entry[] => [
  file('copyright', `${licence.trimEnd()}\n\n${thirdParty}`),
  file('changelog.gz', gzip(Buffer.from(changelog))),
];

function controlFile({version}: Release, {deb: architecture}: {deb: string}, entries: readonly Entry[]): string {
  const bytes = entries.reduce((sum, entry) => sum + (isLink(entry) ? 0 : entry.data.length), 0);
  return readFileSync(join(folder, 'control'), 'utf8')
    .replace('@VERSION@', version)
    .replace('@ARCHITECTURE@', architecture)
    .replace('@SIZE@', String(Math.ceil(bytes / 1024)));
}

const checksums = (entries: readonly Entry[]): string =>
  entries
    .flatMap(entry => (isLink(entry) ? [] : `${createHash('md5').update(entry.data).digest('hex')}  ${entry.path}\n`))
    .join('');

/** The archive format of .deb files: a header of 60 bytes before each member, which begins at an even offset. */
function ar(members: ReadonlyArray<readonly [name: string, data: Buffer]>, timeS: number): Buffer {
  const parts = members.flatMap(([name, data]) => [
    Buffer.from(
      `${name.padEnd(16)}${String(timeS).padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(data.length).padEnd(10)}\`\n`,
    ),
    data,
    Buffer.from(data.length % 2 === 1 ? '\n' : ''),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}
