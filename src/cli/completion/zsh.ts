import {quoted} from '../../lib/base/shell-quote.ts';
import {namesAt} from './names-at.ts';
import type {ArgShape, CommandShape, FlagShape} from './shapes.ts';
import {type CompletionTable, isFile, shown, typed, valuedGlobals} from './table.ts';

export function script(table: CompletionTable, program?: string): string {
  return `#compdef pd pagerduty
# zsh completion of pd. In ~/.zshrc after compinit: source <(pd completion zsh)
# Or save it as _pd in a directory of $fpath.

_pd_next() {
  next=()
  case "$1" in
${table.places.map(place).join('\n')}
  esac
}

_pd_command() {
  local -a everywhere=(
${shown(table.globals)
  .flatMap(flag => flagSpecs(flag, ''))
  .map(indented)
  .join('\n')}
    '--help[Show help]'
  )
  case "$1" in
${table.commands.map(command).join('\n')}
  (*) _arguments -s -S : $everywhere ;;
  esac
}

${names(program ?? `\${pd_typed[1]:t}`)}
${main(valuedGlobals(table).join('|'))}
`;
}

const indented = (line: string): string => `    ${line}`;

function place({after, choices}: CompletionTable['places'][number]): string {
  const words = choices.map(({word, text}) => quoted(`${word}:${text}`));
  return `  (${after.map(quoted).join('|')}) next=(${words.join(' ')}) ;;`;
}

function command({name, args, flags, open}: CommandShape): string {
  const specs = [...shown(flags).flatMap(flag => flagSpecs(flag, name)), ...argumentSpecs(name, args, open)];
  const lines = specs.map(spec => ` \\\n      ${spec}`).join('');
  return `  (${quoted(name)}) _arguments -s -S : $everywhere${lines} ;;`;
}

/** \`(-o --output)--output=[what it is]:FORMAT:(table json)\`, once for each way to type it. */
function flagSpecs(flag: FlagShape, command: string): string[] {
  const words = typed(flag);
  const before = flag.multiple ? '*' : words.length > 1 ? `(${words.join(' ')})` : '';
  const summary = flag.summary.replace(/[[\]\\]/g, '\\$&');
  return words.map(word => {
    const equals = flag.value !== undefined && word.startsWith('--') ? '=' : '';
    const value =
      flag.value === undefined ? '' : `:${valueSpec(flag.value, {options: flag.options, command, flag: flag.name})}`;
    return quoted(`${before}${word}${equals}[${summary}]${value}`);
  });
}

function argumentSpecs(name: string, args: readonly ArgShape[], open: boolean): string[] {
  if (name === 'events run') return [quoted('*::COMMAND:_normal')];
  return args.map((arg, at) => {
    const many = arg.multiple || (open && at === args.length - 1);
    return quoted(`${many ? '*' : at + 1}:${valueSpec(arg.name, {options: arg.options, command: name})}`);
  });
}

interface ValuePlace {
  options: readonly string[] | undefined;
  command: string;
  flag?: string;
}

function valueSpec(name: string, {options, ...place}: ValuePlace): string {
  const open = isFile(name) ? '_files' : namesAt({...place, label: name}) === undefined ? ' ' : '_pd_names';
  const action = options === undefined ? open : `(${options.join(' ')})`;
  return `${name.replace(/[\\:]/g, '\\$&')}:${action}`;
}

const names = (
  program: string,
): string => `# Asks pd for names that complete the word at the cursor, whatever its case. zsh quotes them.
_pd_names() {
  local row
  local -a inserted shown
  for row in "\${(@f)$(command ${program} completion words --shell zsh -- "\${(@Q)pd_typed[2,-1]}" "\${(Q)IPREFIX}\${(Q)PREFIX}" 2>/dev/null </dev/null)}"; do
    [[ -n $row ]] || continue
    inserted+=("\${row%%$'\\t'*}")
    shown+=("\${inserted[-1]}\${\${row#*$'\\t'}:+  -- \${row#*$'\\t'}}")
  done
  (( $#inserted )) || return 1
  local -a end
  [[ $#inserted == 1 && $inserted[1] == */ ]] && end=(-S '')
  # Where they have nothing in common with what is typed, one is chosen instead of all that they share.
  [[ $#inserted -gt 1 && \${(L)inserted[1]} != \${(L)\${(Q)PREFIX}}* ]] && compstate[insert]=menu
  compadd -U -V names -l -i "$IPREFIX" $end -d shown -a inserted
}
`;

const main = (valued: string): string => `_pd() {
  local line='' word
  local -a next pd_typed=("\${(@)words[1,CURRENT-1]}")
  integer i=2
  while (( i < CURRENT )); do
    _pd_next "$line"
    (( $#next )) || break
    word=$words[i]
    case $word in
    (${valued}) (( i += 2 )); continue ;;
    (-*) (( i += 1 )); continue ;;
    esac
    (( \${next[(I)$word:*]} )) || break
    line="\${line:+$line }$word"
    (( i += 1 ))
  done
  _pd_next "$line"
  if (( i > CURRENT )); then
    (( i = CURRENT - 1 )) # the value of a flag that comes before the command
  elif (( $#next )) && [[ $words[CURRENT] != -* ]]; then
    _describe -t commands 'pd' next
    return
  fi
  words=(pd "\${(@)words[i,-1]}")
  (( CURRENT += 2 - i ))
  _pd_command "$line"
}

if [[ $funcstack[1] == _pd ]]; then
  _pd "$@"
else
  compdef _pd pd pagerduty
fi`;
