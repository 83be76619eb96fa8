import {globalShapes} from '../../src/cli/completion/shapes.ts';
import {exitCodes, formats, variables} from '../../src/cli/help-pages.ts';
import {flagTerm, literal, mdocDate, paragraphs, prose, section, seeAlso, terms, verbatim, word} from './mdoc.ts';
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

const manName = (name: string): string => `pd-${name.replaceAll(' ', '-')}`;

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

const page = (name: string, date: Date, lines: readonly string[]): string =>
  `${[
    '.\\" Made from the commands by scripts/reference/man.ts',
    `.Dd ${mdocDate(date)}`,
    `.Dt ${name.toUpperCase()} 1`,
    '.Os',
    ...lines,
  ].join('\n')}\n`;

/** The summary of the README, the commands, and what holds for all of them. */
function rootPage(topics: readonly TopicPage[]): string[] {
  const globals = globalShapes().filter(flag => !flag.hidden);
  return [
    ...section('NAME', '.Nm pd ,', '.Nm pagerduty', '.Nd the PagerDuty command line'),
    ...section('SYNOPSIS', '.Nm', '.Ar topic verb', '.Op Ar arguments', '.Op Ar flags'),
    ...section(
      'DESCRIPTION',
      prose(
        'Triggers, lists, acknowledges and resolves PagerDuty alerts and incidents, and calls any endpoint of its API. Data goes to standard output, messages to standard error. A failure is never shown as an empty list.',
      ),
    ),
    ...section('COMMANDS', ...topics.flatMap(commandList)),
    ...section(
      'FLAGS',
      prose('Every command takes these:'),
      ...terms(globals.map(flag => [flagTerm(flag), flag.summary])),
    ),
    ...section(
      'OUTPUT FORMATS',
      ...terms(
        Object.entries(formats).map(([name, text]) => [`Cm ${name}`, sentence(text)]),
        'jsonl',
      ),
    ),
    ...section(
      'ENVIRONMENT',
      prose(
        'A flag takes precedence over a variable, a variable over the profile in use. An empty variable counts as unset.',
      ),
      ...terms(Object.entries(variables).map(([name, text]) => [`Ev ${name}`, sentence(text)])),
    ),
    ...section(
      'FILES',
      ...terms([
        ['Pa \\(ti/.config/pd/profiles.json', 'Profiles: keys, routes and defaults.'],
        ['Pa \\(ti/.local/state/pd', 'Events that are queued, and tokens.'],
      ]),
    ),
    ...section(
      'EXIT STATUS',
      ...terms(
        Object.entries(exitCodes).map(([code, text]) => [code, sentence(text)]),
        '143',
      ),
    ),
    ...section(
      'EXAMPLES',
      ...verbatim(
        'pd incidents ls',
        'pd incidents ack 1234',
        'pd events trigger -s "disk full on db1"',
        'pd rest list /users -o jsonl',
      ),
    ),
    ...section('SEE ALSO', ...seeAlso(topics.filter(({name}) => name !== '').map(({name}) => manName(name)))),
  ];
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;

function commandList({name, summary, commands}: TopicPage): string[] {
  const rows = commands.map(command => [`Xr ${manName(command.name)} 1`, sentence(command.summary)] as const);
  return [`.Ss ${word(name === '' ? 'other' : name)}`, prose(sentence(summary)), ...terms(rows)];
}

function topicPage(topic: TopicPage): string[] {
  const {name, summary, commands} = topic;
  const rows = commands.map(command => [`Xr ${manName(command.name)} 1`, sentence(command.summary)] as const);
  return [
    ...section('NAME', `.Nm ${literal(manName(name))}`, `.Nd ${lowerFirst(literal(summary))}`),
    ...section('SYNOPSIS', `.Nm "pd ${name}"`, '.Ar verb', '.Op Ar arguments', '.Op Ar flags'),
    ...section('DESCRIPTION', prose('The verbs are:'), ...terms(rows)),
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
      ...(flags.length === 0
        ? []
        : [
            ...(args.length === 0 ? [] : ['.Pp']),
            prose('Its own flags:'),
            ...terms(flags.map(flag => [flagTerm(flag), flag.summary])),
          ]),
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
  return [
    `.Nm "pd ${name}"`,
    ...rest
      .split(' ')
      .filter(each => each !== '')
      .map(usageWord),
  ];
}

function usageWord(text: string): string {
  const optional = /^\[(.*)\]$/.exec(text)?.[1];
  if (optional !== undefined) return `.Op Ar ${word(optional === 'FLAGS' ? 'flags' : optional)}`;
  if (text === '--') return '.Fl \\-';
  if (/^-[^|]*$/.test(text)) return `.Fl ${literal(text.slice(1))}`;
  return /^[A-Z.]+$/.test(text) ? `.Ar ${word(text)}` : `.Cm ${word(text)}`;
}
