import {shellSyntax} from '../../lib/base/shell-words.ts';
import type {CommandShape, FlagShape} from './shapes.ts';
import {type CompletionTable, isFile, isNamed, shown, takesNames, valuedGlobals} from './table.ts';

export function script(table: CompletionTable, program?: string): string {
  const lines = [
    ...table.places.flatMap(({after, choices}) =>
      after.flatMap(words =>
        choices.map(({word, text}) => `complete -c pd -n ${when('at', words)} -a ${word} -d ${quoted(text)}`),
      ),
    ),
    ...shown(table.globals).flatMap(flag => flagLines(flag, undefined)),
    'complete -c pd -l help -d Help',
    ...table.commands.flatMap(commandLines),
  ];
  return `# fish completion of pd. In config.fish: pd completion fish | source
${functions(valuedGlobals(table).join(' '))}${names(program ?? "(string replace -r '.*/' '' -- $typed[1])")}
complete -c pd -e
complete -c pagerduty -e
complete -c pagerduty -w pd
complete -c pd -f
${lines.join('\n')}
`;
}

const quoted = shellSyntax.fish.quote;

const when = (how: 'at' | 'in', words: string): string => quoted(words === '' ? `__pd_${how}` : `__pd_${how} ${words}`);

function commandLines(command: CommandShape): string[] {
  const {name, args, flags} = command;
  const [first] = args;
  const argument =
    first?.options !== undefined
      ? [`complete -c pd -n ${when('at', name)} -a ${quoted(first.options.join(' '))}`]
      : first !== undefined && (isFile(first.name) || name === 'events run')
        ? [`complete -c pd -n ${when('in', name)} -F`]
        : takesNames(command)
          ? [`complete -c pd -n ${when('in', name)} -k -a '(__pd_names)'`]
          : [];
  return [...argument, ...shown(flags).flatMap(flag => flagLines(flag, name))];
}

function flagLines(flag: FlagShape, command: string | undefined): string[] {
  const condition = command === undefined ? '' : ` -n ${when('in', command)}`;
  const char = flag.char === undefined ? '' : ` -s ${flag.char}`;
  const named = isNamed(flag, command) ? ` -k -a '(__pd_names)'` : '';
  const values = flag.options === undefined ? named : ` -a ${quoted(flag.options.join(' '))}`;
  const takes = flag.value === undefined ? '' : isFile(flag.value) ? ' -rF' : ` -x${values}`;
  const names = [flag.name, ...(flag.negatable ? [`no-${flag.name}`] : []), ...(flag.aliases ?? [])];
  return names.map((name, at) => {
    const short = at === 0 ? char : '';
    return `complete -c pd${condition}${short} -l ${name}${takes} -d ${quoted(flag.summary)}`;
  });
}

const names = (program: string): string => `
# Asks pd for names that complete the word at the cursor. fish quotes them.
function __pd_names
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l program ${program}
    command $program completion words --shell fish -- $typed[2..-1] (string unescape -- $current; or printf %s $current) 2>/dev/null </dev/null
end
`;

const functions = (valued: string): string => `
# The words typed so far, without flags.
function __pd_line
    set -l line
    set -l skip no
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case ${valued}
                set skip yes
            case '-*'
            case '*'
                set -a line $word
        end
    end
    string join ' ' -- $line
end

function __pd_at
    set -l line (__pd_line)
    test "$line" = "$argv"
end

function __pd_in
    set -l line (__pd_line)
    string match -q -- "$argv" "$line"; or string match -q -- "$argv *" "$line"
end
`;
