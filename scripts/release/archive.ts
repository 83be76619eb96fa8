import {xz} from './compress.ts';
import {file, within} from './entries.ts';
import {besideProgram, type Release} from './release-data.ts';
import {tar} from './tar.ts';
import type {Target} from './targets.ts';
import {zip} from './zip.ts';

/** `pd-1.2.3-linux-x64.tar.xz`; a zip for Windows. */
export const archiveName = (release: Release, target: Target): string =>
  `${folderName(release, target)}.${isWindows(target) ? 'zip' : 'tar.xz'}`;

/** The program and what belongs to it, in a folder with the archive's name. */
export async function archive(release: Release, target: Target, program: Uint8Array): Promise<Buffer> {
  const names = isWindows(target) ? [] : [{path: 'pagerduty', target: 'pd'}];
  const entries = [file(target.program, program, true), ...names, ...besideProgram(release)];
  const all = within(folderName(release, target), entries);
  return isWindows(target) ? zip(all, release.timeS) : await xz(tar(all, release.timeS), target, release.level);
}

const folderName = ({version}: Release, {name}: Target): string => `pd-${version}-${name}`;

const isWindows = ({program}: Target): boolean => program === 'pd.exe';
