import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {commands} from '../../src/cli/commands.ts';
import {type Shell, shells} from '../../src/cli/completion/shells.ts';
import {completionTable} from '../../src/cli/completion/table.ts';
import {version} from '../../src/version.ts';
import {manPages} from '../reference/man.ts';
import {bundledPackages} from './bundled.ts';
import {type Entry, file, within} from './entries.ts';
import {thirdPartyLicences} from './licences.ts';
import {run} from './run.ts';
import {sbom} from './sbom.ts';

const root = join(import.meta.dir, '..', '..');

/** What is the same in the packages for every platform. */
export interface Release {
  version: string;
  /** The time of every file in the packages, in seconds. */
  timeS: number;
  /** The level of compression, 0 to 9. */
  level: number;
  licence: string;
  thirdParty: string;
  changelog: string;
  /** The SBOM, as CycloneDX. */
  sbom: string;
  /** `pd.1` and so on. */
  manPages: ReadonlyMap<string, string>;
  completions: Readonly<Record<Shell, string>>;
  /** Those of the packages in which pd is named pagerduty: there, pd may be another program. */
  systemCompletions: Readonly<Record<Shell, string>>;
}

/** Throws if the time of the release is unknown, because there is neither SOURCE_DATE_EPOCH nor a commit. */
export async function releaseData(level: number): Promise<Release> {
  const timeS = Number(process.env['SOURCE_DATE_EPOCH'] || run(['git', 'log', '-1', '--format=%ct'], {cwd: root}));
  const packages = await bundledPackages();
  return {
    version,
    timeS,
    level,
    licence: readFileSync(join(root, 'LICENSE'), 'utf8'),
    thirdParty: thirdPartyLicences(packages),
    changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    sbom: sbom({version, runtimeVersion: Bun.version, packages, timeS}),
    manPages: await manPages(new Date(timeS * 1000)),
    completions: await completions(),
    systemCompletions: await completions('pagerduty'),
  };
}

async function completions(program?: string): Promise<Record<Shell, string>> {
  const table = await completionTable(commands);
  const scripts = Object.entries(shells).map(async ([shell, load]) => [shell, (await load()).script(table, program)]);
  return Object.fromEntries(await Promise.all(scripts)) as Record<Shell, string>;
}

/** What lies beside the program in an archive. */
export const besideProgram = (release: Release): Entry[] => [
  file('LICENSE', release.licence),
  file('THIRD-PARTY-LICENSES.txt', release.thirdParty),
  file('CHANGELOG.md', release.changelog),
  file('pd.cdx.json', release.sbom),
  ...within(
    'man/man1',
    [...release.manPages].map(([name, text]) => file(name, text)),
  ),
  ...within('completions', [
    file('pd.bash', release.completions.bash),
    file('_pd', release.completions.zsh),
    file('pd.fish', release.completions.fish),
    file('pd.ps1', release.completions.powershell),
  ]),
];
