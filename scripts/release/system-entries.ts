import {gzip} from './compress.ts';
import {type Entry, file, within} from './entries.ts';
import type {Release} from './release-data.ts';

/**
 * The files of the packages for Linux distributions. The program is named pagerduty there, because pd is taken on some;
 * whoever installs the package may create the other name.
 */
export function systemEntries({manPages, systemCompletions: completions}: Release, program: Uint8Array): Entry[] {
  const pages = [...manPages].map(([name, text]) =>
    file(`${name === 'pd.1' ? 'pagerduty.1' : name}.gz`, gzip(Buffer.from(text))),
  );
  return [
    file('usr/bin/pagerduty', program, true),
    ...within('usr/share', [
      ...within('man/man1', pages),
      file('bash-completion/completions/pagerduty', completions.bash),
      {path: 'bash-completion/completions/pd', target: 'pagerduty'},
      file('zsh/vendor-completions/_pd', completions.zsh),
      file('fish/vendor_completions.d/pd.fish', completions.fish),
      {path: 'fish/vendor_completions.d/pagerduty.fish', target: 'pd.fish'},
    ]),
  ];
}
