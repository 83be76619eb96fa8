import {expect, test} from 'bun:test';
import {assignments, removals, type ShellName, shellSyntax} from '../../src/lib/base/shell-words.ts';
import {cleanEnv} from '../support/pd.ts';

const hostile = `a'b "c" $(touch x) \`touch y\` \\' \\\\ %s !! ; | & > ~ * \u2019 é\n#end`;

const flagsOf: Partial<Record<ShellName, string[]>> = {fish: ['--no-config'], zsh: ['-f'], powershell: ['-NoProfile']};

for (const shell of ['bash', 'zsh', 'sh', 'fish', 'powershell'] as const) {
  const program = shell === 'powershell' ? 'pwsh' : shell;
  // The shell itself reads the lines; where it is not installed there is nobody to read them.
  test.skipIf(Bun.which(program) === null)(`${shell} sets and removes what it is told, whatever the value`, () => {
    const show = shell === 'powershell' ? '[Console]::Write("[$env:PD_X]")' : 'printf "[%s]" "$PD_X"';
    const lines = [assignments(shell, {PD_X: hostile}), show, removals(shell, ['PD_X', 'PD_Y']), show];
    const run = Bun.spawnSync([program, ...(flagsOf[shell] ?? []), '-c', lines.join('\n')], {env: cleanEnv()});
    expect([run.stdout.toString(), run.stderr.toString()]).toEqual([`[${hostile}][]`, '']);
  });
}

test('in PowerShell no quotation mark ends a text', () => {
  expect(shellSyntax.powershell.quote(`a'b\u2019 $(x)`)).toBe(`'a''b\u2019\u2019 $(x)'`);
});
