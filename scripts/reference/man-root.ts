import {globalShapes} from '../../src/cli/completion/shapes.ts';
import {exitCodes, formats, variables} from '../../src/cli/help-pages.ts';
import {flagTerm, prose, section, seeAlso, sentence, terms, verbatim, word} from './mdoc.ts';
import type {CommandPage, TopicPage} from './pages.ts';

const description =
  'Triggers, lists, acknowledges and resolves PagerDuty alerts and incidents, and calls any endpoint of its API. ' +
  'Data goes to standard output, messages to standard error. A failure is never shown as an empty list.';
const precedence =
  'A flag takes precedence over a variable, a variable over the profile in use. An empty variable counts as unset.';
const examples = [
  'pd incidents ls',
  'pd incidents ack 1234',
  'pd events trigger -s "disk full on db1"',
  'pd rest list /users -o jsonl',
];

/** pd(1): the commands, and what holds for all of them. */
export function rootPage(topics: readonly TopicPage[]): string[] {
  const flags = globalShapes().filter(flag => !flag.hidden);
  const named = topics.filter(({name}) => name !== '').map(({name}) => manName(name));
  return [
    ...section('NAME', '.Nm pd ,', '.Nm pagerduty', '.Nd the PagerDuty command line'),
    ...section('SYNOPSIS', '.Nm', '.Ar topic verb', '.Op Ar arguments', '.Op Ar flags'),
    ...section('DESCRIPTION', prose(description)),
    ...section('COMMANDS', ...topics.flatMap(commandList)),
    ...section(
      'FLAGS',
      prose('Every command takes these:'),
      ...terms(flags.map(flag => [flagTerm(flag), flag.summary])),
    ),
    ...section('OUTPUT FORMATS', ...explained(formats, 'Cm ')),
    ...section('ENVIRONMENT', prose(precedence), ...explained(variables, 'Ev ')),
    ...section('FILES', ...files()),
    ...section('EXIT STATUS', ...explained(exitCodes, '')),
    ...section('EXAMPLES', ...verbatim(...examples)),
    ...section('SEE ALSO', ...seeAlso(named)),
  ];
}

const files = (): string[] =>
  terms([
    ['Pa \\(ti/.config/pd/profiles.json', 'Profiles: keys, routes and defaults.'],
    ['Pa \\(ti/.local/state/pd', 'Events that are queued, and tokens.'],
  ]);

const explained = (texts: Readonly<Record<string, string>>, macro: string): string[] =>
  terms(Object.entries(texts).map(([name, text]) => [`${macro}${name}`, sentence(text)]));

const commandList = ({name, summary, commands}: TopicPage): string[] => [
  `.Ss ${word(name === '' ? 'other' : name)}`,
  prose(sentence(summary)),
  ...commandTerms(commands),
];

/** A list of commands, each with the page that describes it. */
export const commandTerms = (commands: readonly CommandPage[]): string[] =>
  terms(commands.map(({name, summary}) => [`Xr ${manName(name)} 1`, sentence(summary)]));

/** `pd-incidents-ack`, without the section. */
export const manName = (name: string): string => `pd-${name.replaceAll(' ', '-')}`;
