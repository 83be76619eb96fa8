import {quoted} from '../../lib/base/shell-quote.ts';
import type {FlagShape} from './shapes.ts';
import {type CompletionTable, isFile, shown, typed, valuedGlobals} from './table.ts';

/** For bash 3.2 (macOS) and later, with or without the bash-completion package. */
export function script(table: CompletionTable): string {
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

# The values of flag $2 of command $1; @file, @any for a value of any kind, or nothing for a switch.
_pd_values() {
  case "$1 $2" in
${values(table)}
  *) _pd_words='' ;;
  esac
}

_pd_arguments() {
  case "$1" in
${table.commands.flatMap(firstArgument).join('\n')}
  *) _pd_words='' ;;
  esac
}

${main(valuedGlobals(table).join('|'))}
complete -F _pd pd pagerduty
`;
}

const branch = (patterns: readonly string[], words: string): string =>
  `  ${patterns.map(quoted).join('|')}) _pd_words=${quoted(words)} ;;`;

function values({commands, globals}: CompletionTable): string {
  const own = commands.flatMap(({name, flags}) =>
    flags.flatMap(flag => valueBranch(flag, word => quoted(`${name} ${word}`))),
  );
  return [...own, ...globals.flatMap(flag => valueBranch(flag, word => `*' ${word}'`))].join('\n');
}

function valueBranch(flag: FlagShape, pattern: (word: string) => string): string[] {
  if (flag.value === undefined) return [];
  const words = flag.options?.join(' ') ?? (isFile(flag.value) ? '@file' : '@any');
  return [`  ${typed(flag).map(pattern).join('|')}) _pd_words=${quoted(words)} ;;`];
}

function firstArgument({name, args: [first]}: CompletionTable['commands'][number]): string[] {
  if (first?.options !== undefined) return [branch([name], first.options.join(' '))];
  return first !== undefined && isFile(first.name) ? [branch([name], '@file')] : [];
}

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
  @file) _pd_files "$cur" ;;
  *) COMPREPLY=($(compgen -W "$_pd_words" -- "$cur")) ;;
  esac
}
`;
