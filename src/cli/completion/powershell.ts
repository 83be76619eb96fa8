import type {FlagShape} from './shapes.ts';
import {type CompletionTable, shown, typed, valuedGlobals} from './table.ts';

/**
 * For Windows PowerShell 5.1 and later. Its hash tables ignore case, so whatever may be a flag goes through switch
 * -CaseSensitive.
 */
export function script(table: CompletionTable): string {
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
${table.commands.flatMap(({name, flags}) => flags.flatMap(flag => valueBranches(flag, `${name} `))).join('\n')}
    }
    switch -CaseSensitive ($flag) {
${table.globals.flatMap(flag => valueBranches(flag, '')).join('\n')}
    }
  }

  function Get-PdArgument($line) {
    switch -CaseSensitive ($line) {
${table.commands.flatMap(({name, args: [first]}) => (first?.options === undefined ? [] : [branch(name, first.options)])).join('\n')}
    }
  }

${main(valuedGlobals(table).map(quoted).join(', '))}
}
`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const row = ({word, text}: {word: string; text: string}): string => `${word}\t${text}`;

const flagRows = (flag: FlagShape): string[] => typed(flag).map(word => row({word, text: flag.summary}));

const branch = (words: string, rows: readonly string[], end = 'return'): string =>
  `      ${quoted(words)} { ${[...rows.map(quoted), end].join('; ')} }`;

function valueBranches(flag: FlagShape, before: string): string[] {
  if (flag.value === undefined) return [];
  return typed(flag).map(word => branch(`${before}${word}`, flag.options ?? ['']));
}

const main = (
  valued: string,
): string => `  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
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
  foreach ($one in $rows) {
    $word, $text = "$one".Split("\`t")
    if (-not $word -or -not $word.StartsWith($wordToComplete)) { continue }
    if (-not $text) { $text = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', "$text")
  }`;
