import {quoted} from './shell-quote.ts';

/** The shells that pd writes lines for: `sh` stands for every shell with the POSIX syntax. */
export const shellNames = ['bash', 'zsh', 'sh', 'fish', 'powershell'] as const;
export type ShellName = (typeof shellNames)[number];

interface Syntax {
  quote: (text: string) => string;
  set: (name: string, value: string) => string;
  unset: (name: string) => string;
  /** How the lines that a command prints are run in the shell itself. */
  runs: (command: string) => string;
}

const posix: Syntax = {
  quote: text => (/^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text)),
  set: (name, value) => `export ${name}=${posix.quote(value)}`,
  unset: name => `unset ${name}`,
  runs: command => `eval "$(${command})"`,
};

const fish: Syntax = {
  quote: text => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  // With a semicolon, eval runs the lines too, which it joins with spaces.
  set: (name, value) => `set -gx ${name} ${fish.quote(value)};`,
  unset: name => `set -e ${name};`,
  runs: command => `${command} | source`,
};

const powershell: Syntax = {
  // PowerShell takes the typographic quotation marks as single quotes too.
  quote: text => `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`,
  set: (name, value) => `$env:${name} = ${powershell.quote(value)}`,
  unset: name => `Remove-Item Env:${name} -ErrorAction Ignore`,
  runs: command => `${command} | Out-String | Invoke-Expression`,
};

/** The syntax of each shell. Pure. */
export const shellSyntax: Readonly<Record<ShellName, Syntax>> = {bash: posix, zsh: posix, sh: posix, fish, powershell};

/** Lines that set environment variables in the shell. */
export const assignments = (shell: ShellName, variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => shellSyntax[shell].set(name, value))
    .join('\n');

/** Lines that remove environment variables from the shell. */
export const removals = (shell: ShellName, names: readonly string[]): string =>
  names.map(shellSyntax[shell].unset).join('\n');
