import {quoted} from '../../lib/base/shell-quote.ts';
import type {CommandShape, FlagShape} from './shapes.ts';
import {type CompletionTable, isFile, isNamed, shown, takesNames, typed, valuedGlobals} from './table.ts';

/** For bash 3.2 (macOS) and later, with or without the bash-completion package. */
export function script(table: CompletionTable, program?: string): string {
  return `# bash completion of pd. In ~/.bashrc: source <(pd completion bash)

# Each sets _pd_words from the words typed so far.
_pd_next() {
  case "$1" in
${table.places.map(({after, choices}) => branch(after, choices.map(({word}) => word).join(' '))).join('\n')}
  *) _pd_words='' ;;
  esac
}

_pd_flags() {
  case "$1" in
${table.commands.map(({name, flags}) => branch([name], shown(flags).flatMap(typed).join(' '))).join('\n')}
  *) _pd_words='' ;;
  esac
  _pd_words="$_pd_words ${shown(table.globals).flatMap(typed).join(' ')} --help"
}

# The values of flag $2 of command $1; @file, @names that pd knows, @any for a value of any kind, or nothing for a switch.
_pd_values() {
  case "$1 $2" in
${values(table)}
  *) _pd_words='' ;;
  esac
}

_pd_arguments() {
  case "$1" in
${table.commands.flatMap(argumentBranch).join('\n')}
  *) _pd_words='' ;;
  esac
}

${names(program ?? `"\${1##*/}"`)}
${main(valuedGlobals(table).join('|'))}
complete -F _pd pd pagerduty
`;
}

const branch = (patterns: readonly string[], words: string): string =>
  `  ${patterns.map(quoted).join('|')}) _pd_words=${quoted(words)} ;;`;

function values({commands, globals}: CompletionTable): string {
  const own = commands.flatMap(({name, flags}) =>
    flags.flatMap(flag => valueBranch(flag, name, word => quoted(`${name} ${word}`))),
  );
  return [...own, ...globals.flatMap(flag => valueBranch(flag, '', word => `*' ${word}'`))].join('\n');
}

function valueBranch(flag: FlagShape, command: string, pattern: (word: string) => string): string[] {
  if (flag.value === undefined) return [];
  const open = isFile(flag.value) ? '@file' : isNamed(flag, command) ? '@names' : '@any';
  const words = flag.options?.join(' ') ?? open;
  return [`  ${typed(flag).map(pattern).join('|')}) _pd_words=${quoted(words)} ;;`];
}

function argumentBranch(command: CommandShape): string[] {
  const {name, args} = command;
  const [first] = args;
  if (takesNames(command)) return [branch([name], '@names')];
  if (first?.options !== undefined) return [branch([name], first.options.join(' '))];
  return first !== undefined && isFile(first.name) ? [branch([name], '@file')] : [];
}

/** What is typed is passed on as it stands: pd quotes the names so that they fit in. */
const names = (
  program: string,
): string => `# Asks pd for names that complete $2, and shows their titles where nothing is inserted.
_pd_names() {
  local row
  local -a words shown
  while IFS= read -r row; do
    words+=("\${row%%$'\\t'*}")
    shown+=("\${row#*$'\\t'}")
  done < <(command ${program} completion words --shell bash -- "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null)
  if [[ \${#words[@]} -lt 2 || \${COMP_TYPE-} == 37 || \${COMP_TYPE-} == 42 ]]; then
    COMPREPLY=(\${words[@]+"\${words[@]}"})
    [[ \${words[0]-} == */ ]] && compopt -o nospace 2>/dev/null
  else
    COMPREPLY=("\${shown[@]}")
    compopt -o nosort 2>/dev/null
  fi
}
`;

const main = (valued: string): string => `_pd_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -f -- "$1"))
  compopt -o filenames 2>/dev/null
}

_pd() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} line='' word i _pd_words
  COMPREPLY=()
  # bash splits words at "=" and "@": --output=js arrives as three.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $prev == '@' ]]; then
    _pd_files "$cur"
    return
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$word" in
    --)
      _pd_files "$cur"
      return
      ;;
    ${valued})
      [[ \${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
      ((i++))
      ;;
    -*) ;;
    *)
      _pd_next "$line"
      [[ " $_pd_words " == *" $word "* ]] && line="\${line:+$line }$word"
      ;;
    esac
  done
  _pd_values "$line" "$prev"
  if [[ -z $_pd_words ]]; then
    if [[ $cur == -* ]]; then
      _pd_flags "$line"
    else
      _pd_next "$line"
      [[ -z $_pd_words ]] && _pd_arguments "$line"
    fi
  fi
  case "$_pd_words" in
  @any) ;;
  @names) _pd_names "$1" "$2" ;;
  @file) _pd_files "$cur" ;;
  *) COMPREPLY=($(compgen -W "$_pd_words" -- "$cur")) ;;
  esac
}
`;
