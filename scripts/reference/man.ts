import {commandTerms, manName, rootPage} from './man-root.ts';
import {
  flagTerm,
  literal,
  mdocDate,
  paragraphs,
  prose,
  section,
  seeAlso,
  sentence,
  terms,
  verbatim,
  word,
} from './mdoc.ts';
import {type CommandPage, type TopicPage, topicPages} from './pages.ts';

/** Every manual page by its file name: `pd.1`, `pd-incidents.1`, `pd-incidents-ack.1`. The date is that of the release. */
export async function manPages(date: Date): Promise<Map<string, string>> {
  const topics = await topicPages();
  const pages = new Map<string, string>();
  const add = (name: string, lines: readonly string[]) => pages.set(`${name}.1`, page(name, date, lines));
  add('pd', rootPage(topics));
  for (const topic of topics) {
    if (topic.name !== '') add(manName(topic.name), topicPage(topic));
    for (const command of topic.commands) add(manName(command.name), commandPage(command, topic));
  }
  return pages;
}

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

const page = (name: string, date: Date, lines: readonly string[]): string =>
  `${[
    '.\\" Made from the commands by scripts/reference/man.ts',
    `.Dd ${mdocDate(date)}`,
    `.Dt ${name.toUpperCase()} 1`,
    '.Os',
    ...lines,
  ].join('\n')}\n`;

function topicPage(topic: TopicPage): string[] {
  const {name, summary, commands} = topic;
  return [
    ...section('NAME', `.Nm ${literal(manName(name))}`, `.Nd ${lowerFirst(literal(summary))}`),
    ...section('SYNOPSIS', `.Nm "pd ${name}"`, '.Ar verb', '.Op Ar arguments', '.Op Ar flags'),
    ...section('DESCRIPTION', prose('The verbs are:'), ...commandTerms(commands)),
    ...section('SEE ALSO', ...seeAlso(['pd'])),
  ];
}

function commandPage(command: CommandPage, topic: TopicPage): string[] {
  const {name, summary, description, usage, args, flags, examples} = command;
  const nearby = topic.name === '' ? [] : [manName(topic.name)];
  return [
    ...section('NAME', `.Nm ${literal(manName(name))}`, `.Nd ${lowerFirst(literal(summary))}`),
    ...section('SYNOPSIS', ...synopsis(name, usage)),
    ...section(
      'DESCRIPTION',
      ...paragraphs([sentence(summary), ...description]),
      ...terms(args.map(arg => [`Ar ${word(arg.label.replace(/^\[(.*)\]$/, '$1'))}`, sentence(arg.description)])),
      ...(flags.length === 0 || args.length === 0 ? [] : ['.Pp']),
      ...(flags.length === 0 ? [] : [prose('Its own flags:')]),
      ...terms(flags.map(flag => [flagTerm(flag), flag.summary])),
      '.Pp',
      prose('The flags that every command takes, the environment and the files are described in'),
      '.Xr pd 1 .',
    ),
    ...section('EXIT STATUS', '.Ex -std pd', prose('Each number is explained in'), '.Xr pd 1 .'),
    ...section('EXAMPLES', ...verbatim(...examples)),
    ...section('SEE ALSO', ...seeAlso(['pd', ...nearby])),
  ];
}

/** The words after the command's own: `[ID...] --to USER...|--policy POLICY [FLAGS]`. */
function synopsis(name: string, usage: string): string[] {
  const rest = usage.startsWith(name) ? usage.slice(name.length).trim() : usage;
  return [`.Nm "pd ${name}"`, ...(rest.match(/\[[^\]]*\]|\S+/g) ?? []).map(usageWord)];
}

function usageWord(text: string): string {
  const optional = /^\[(.*)\]$/.exec(text)?.[1];
  if (optional?.startsWith('-- ')) return `.Op Fl \\- Ar ${word(optional.slice(3))}`;
  if (optional !== undefined) return `.Op Ar ${word(optional === 'FLAGS' ? 'flags' : optional)}`;
  if (text === '--') return '.Fl \\-';
  if (/^-[^|]*$/.test(text)) return `.Fl ${literal(text.slice(1))}`;
  return /^[A-Z.]+$/.test(text) ? `.Ar ${word(text)}` : `.Cm ${word(text)}`;
}
