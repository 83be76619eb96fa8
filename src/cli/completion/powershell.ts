import {shellSyntax} from '../../lib/base/shell-words.ts';
import type {CommandShape, FlagShape} from './shapes.ts';
import {type CompletionTable, isNamed, shown, takesNames, typed, valuedGlobals} from './table.ts';

/**
 * For Windows PowerShell 5.1 and later. Its hash tables ignore case, so whatever may be a flag goes through switch
 * -CaseSensitive.
 */
export function script(table: CompletionTable, program?: string): string {
  return `# PowerShell completion of pd. In $PROFILE: pd completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName pd, pagerduty -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)

  # Each prints lines of a word, a tab and its description.
  function Get-PdNext($line) {
    switch -CaseSensitive ($line) {
${table.places.flatMap(({after, choices}) => after.map(words => branch(words, choices.map(row)))).join('\n')}
    }
  }

  function Get-PdFlag($line) {
    switch -CaseSensitive ($line) {
${table.commands.map(({name, flags}) => branch(name, shown(flags).flatMap(flagRows), 'break')).join('\n')}
    }
${shown(table.globals)
  .flatMap(flagRows)
  .map(text => `    ${quoted(text)}`)
  .join('\n')}
  }

  # An empty line for a value of any kind; nothing at all for a switch.
  function Get-PdValue($line, $flag) {
    switch -CaseSensitive ("$line $flag") {
${table.commands.flatMap(({name, flags}) => flags.flatMap(flag => valueBranches(flag, name))).join('\n')}
    }
    switch -CaseSensitive ($flag) {
${table.globals.flatMap(flag => valueBranches(flag, '')).join('\n')}
    }
  }

  function Get-PdArgument($line) {
    switch -CaseSensitive ($line) {
${table.commands.flatMap(argumentBranch).join('\n')}
    }
  }

${main(valuedGlobals(table).map(quoted).join(', '), program ?? '(Split-Path -Leaf $typed[0])')}
}
`;
}

const quoted = shellSyntax.powershell.quote;

const row = ({word, text}: {word: string; text: string}): string => `${word}\t${text}`;

const flagRows = (flag: FlagShape): string[] => typed(flag).map(word => row({word, text: flag.summary}));

const branch = (words: string, rows: readonly string[], end = 'return'): string =>
  `      ${quoted(words)} { ${[...rows.map(quoted), end].join('; ')} }`;

/** `command`: empty for a flag of every command. */
function valueBranches(flag: FlagShape, command: string): string[] {
  if (flag.value === undefined) return [];
  const before = command === '' ? '' : `${command} `;
  const values = flag.options ?? [isNamed(flag, command) ? '@names' : ''];
  return typed(flag).map(word => branch(`${before}${word}`, values));
}

function argumentBranch(command: CommandShape): string[] {
  if (takesNames(command)) return [branch(command.name, ['@names'])];
  const [first] = command.args;
  return first?.options === undefined ? [] : [branch(command.name, first.options)];
}

const main = (
  valued: string,
  program: string,
): string => `  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
    if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { "$_" }
  })
  $previous = $typed[-1]
  $line = ''
  for ($i = 1; $i -lt $typed.Count; $i++) {
    $word = $typed[$i]
    if (@(${valued}) -ccontains $word) { $i++; continue }
    if ($word.StartsWith('-')) { continue }
    $known = @(Get-PdNext $line | ForEach-Object { $_.Split("\`t")[0] })
    if ($known -ccontains $word) { $line = "$line $word".Trim() }
  }
  $rows = @(Get-PdValue $line $previous)
  if ($rows.Count -eq 0) {
    if ($wordToComplete.StartsWith('-')) { $rows = @(Get-PdFlag $line) }
    else { $rows = @(Get-PdNext $line) + @(Get-PdArgument $line) }
  }
  $fits = $wordToComplete
  if ($rows -ccontains '@names') {
    # pd decides what fits, and quotes it.
    $fits = ''
    $before = [Console]::OutputEncoding
    try {
      [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
      $words = @($typed | Select-Object -Skip 1) + @("=$wordToComplete")
      $rows = @(& ${program} completion words --shell powershell -- @words 2>$null)
    } catch { $rows = @() } finally { [Console]::OutputEncoding = $before }
  }
  foreach ($one in $rows) {
    $word, $text = "$one".Split("\`t")
    if (-not $word -or -not $word.StartsWith($fits)) { continue }
    if (-not $text) { $text = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', "$text")
  }`;
