import {archiveName} from './archive.ts';
import type {Release} from './release-data.ts';
import {targets} from './targets.ts';

/** A file that users download from where the release is published. */
type Sums = ReadonlyMap<string, string>;

/** Homebrew's formula, for macOS and Linux. */
export function homebrew(release: Release, url: string, sums: Sums): string {
  const source = (name: string): string => {
    const archive = archiveOf(release, name);
    return `      url "${url}/${archive}"\n      sha256 "${sums.get(archive)}"`;
  };
  const system = (word: string, name: string): string => `  on_${word} do
    on_intel do
${source(`${name}-x64`)}
    end
    on_arm do
${source(`${name}-arm64`)}
    end
  end`;
  return `class PdCli < Formula
  desc "PagerDuty command-line for on-call engineers, CI and cron"
  homepage "${url}"
  version "${release.version}"
  license "MIT"

${system('macos', 'darwin')}

${system('linux', 'linux')}

  def install
    bin.install "pd"
    bin.install_symlink "pd" => "pagerduty"
    man1.install Dir["man/man1/*.1"]
    bash_completion.install "completions/pd.bash" => "pd"
    zsh_completion.install "completions/_pd"
    fish_completion.install "completions/pd.fish"
    pkgshare.install "THIRD-PARTY-LICENSES.txt", "pd.cdx.json"
  end

  test do
    assert_equal "pd/#{version}", shell_output("#{bin}/pd --version").split.first
    assert_match "PD_API_KEY", shell_output("#{bin}/pd incidents ls 2>&1", 3)
  end
end
`;
}

/** Scoop's manifest, for Windows. */
export function scoop(release: Release, url: string, sums: Sums): string {
  const archive = archiveOf(release, 'windows-x64');
  const manifest = {
    version: release.version,
    description: 'PagerDuty command line for on-call engineers, CI and cron',
    homepage: url,
    license: 'MIT',
    architecture: {
      '64bit': {url: `${url}/${archive}`, hash: sums.get(archive), extract_dir: archive.replace(/\.zip$/, '')},
    },
    bin: ['pd.exe', ['pd.exe', 'pagerduty']],
  };
  return `${JSON.stringify(manifest, null, 4)}\n`;
}

function archiveOf(release: Release, name: string): string {
  const target = targets.find(each => each.name === name);
  if (target === undefined) throw new Error(`there is no archive for ${name}`);
  return archiveName(release, target);
}
