// Creates everything that a release consists of in dist/release: npm run release [-- --only NAME,… --level 0 --url URL]
// The same commit gives the same bits. --level 0 compresses little, for a quick try. URL is the address from which the
// files will be downloaded, which Homebrew and Scoop need.
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import pMap from 'p-map';
import {buildProgram} from './program.ts';
import {archive, archiveName} from './release/archive.ts';
import {deb} from './release/deb.ts';
import {homebrew, scoop} from './release/formulas.ts';
import {mainPackage, npmName, platformPackage} from './release/npm.ts';
import {type Release, releaseData} from './release/release-data.ts';
import {rpm} from './release/rpm.ts';
import {runtimeFile} from './release/runtimes.ts';
import {type Target, targets} from './release/targets.ts';

const {values} = parseArgs({
  options: {
    only: {type: 'string'},
    level: {type: 'string', default: '6'},
    url: {type: 'string'},
    out: {type: 'string', default: join(import.meta.dir, '..', 'dist', 'release')},
  },
});
const folder = values.out;
const sums = new Map<string, string>();

rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});
const release = await releaseData(Number(values.level));
await pMap(chosen(values.only), target => makeFor(target, release), {concurrency: availableParallelism()});
write(`pd-cli-${release.version}.tgz`, mainPackage(release));
write(`pd-${release.version}.cdx.json`, release.sbom);
writeFormulas(values.url?.replace(/\/$/, ''));
writeFileSync(
  join(folder, 'SHA256SUMS'),
  [...sums]
    .toSorted()
    .map(([name, sum]) => `${sum}  ${name}\n`)
    .join(''),
);
console.log(`${sums.size} files and SHA256SUMS are in ${folder}`);

function chosen(only: string | undefined): Target[] {
  const names = only?.split(',') ?? targets.map(({name}) => name);
  return names.map(name => {
    const target = targets.find(each => each.name === name);
    if (target === undefined) throw new Error(`There is no ${name}: ${targets.map(each => each.name).join(', ')}`);
    return target;
  });
}

async function makeFor(target: Target, release: Release): Promise<void> {
  const program = await programFor(target);
  write(archiveName(release, target), await archive(release, target, program));
  write(`${npmName(target)}-${release.version}.tgz`, platformPackage(release, target, program));
  if (target.deb !== undefined) {
    write(`pd-cli_${release.version}_${target.deb}.deb`, await deb(release, {...target, deb: target.deb}, program));
  }
  if (target.rpm === undefined) return;
  if (Bun.which('rpmbuild') === null) console.log('Not made: the .rpm, which needs rpmbuild');
  else write(`pd-cli-${release.version}-1.${target.rpm}.rpm`, rpm(release, {...target, rpm: target.rpm}, program));
}

async function programFor(target: Target): Promise<Buffer> {
  const scratch = mkdtempSync(join(folder, '.build-'));
  try {
    return readFileSync(await buildProgram({platform: target.platform, runtime: runtimeFile(target), folder: scratch}));
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

function writeFormulas(url: string | undefined): void {
  if (url === undefined || values.only !== undefined) {
    console.log('Not made: the formula for Homebrew and the manifest for Scoop, which need --url and every platform');
    return;
  }
  write('pd-cli.rb', homebrew(release, url, sums));
  write('pd-cli.json', scoop(release, url, sums));
}

function write(name: string, data: Uint8Array | string): void {
  const sum = Bun.SHA256.hash(data, 'hex');
  writeFileSync(join(folder, name), data);
  sums.set(name, sum);
  console.log(`${sum}  ${String(Buffer.byteLength(data)).padStart(11)}  ${name}`);
}
