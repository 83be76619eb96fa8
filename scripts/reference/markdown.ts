import {type FlagShape, globalShapes} from '../../src/cli/completion/shapes.ts';
import {type CommandPage, topicPages} from './pages.ts';

/** docs/commands.md: every command with its arguments, flags and examples. */
export async function commandReference(): Promise<string> {
  const topics = await topicPages();
  const parts = [
    '<!-- Made from the commands by `npm run snapshot`. -->',
    '# Commands',
    'What each command takes. `pd TOPIC VERB --help` and `man pd-TOPIC-VERB` say the same. Every command also takes the [global flags](#global-flags).',
    topics.flatMap(({commands}) => commands.map(contentsLine)).join('\n'),
    ...topics.flatMap(({name, summary, commands}) => [
      `## ${name === '' ? summary : name}`,
      ...(name === '' ? [] : [`${summary}.`]),
      ...commands.flatMap(section),
    ]),
    '## Global flags',
    flagTable(globalShapes().filter(flag => !flag.hidden)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const contentsLine = ({name, summary}: CommandPage): string =>
  `- [pd ${name}](#pd-${name.replaceAll(' ', '-')}): ${lowerFirst(summary)}`;

function section({name, summary, description, usage, args, flags, examples}: CommandPage): string[] {
  return [
    `### pd ${name}`,
    `${summary}.`,
    ...description.map(paragraph),
    fenced('text', [`pd ${usage}`]),
    ...(args.length === 0
      ? []
      : [
          table(
            'argument',
            args.map(arg => [code(arg.label), arg.description]),
          ),
        ]),
    ...(flags.length === 0 ? [] : [flagTable(flags)]),
    ...(examples.length === 0 ? [] : [fenced('sh', examples)]),
  ];
}

const flagTable = (flags: readonly FlagShape[]): string =>
  table(
    'flag',
    flags.map(flag => [code(flagForm(flag)), flag.summary]),
  );

/** `-o, --output=FORMAT` */
function flagForm({name, char, value, negatable, multiple}: FlagShape): string {
  const long = `--${negatable ? '[no-]' : ''}${name}${value === undefined ? '' : `=${value}`}${multiple ? '...' : ''}`;
  return char === undefined ? long : `-${char}, ${long}`;
}

/** A paragraph that contains line breaks keeps its layout. */
const paragraph = (text: string): string => (text.includes('\n') ? fenced('text', text.split('\n')) : escaped(text));

const table = (title: string, rows: ReadonlyArray<readonly [string, string]>): string =>
  [
    `| ${title} | |`,
    '| --- | --- |',
    ...rows.map(([first, text]) => `| ${first} | ${escaped(text).replaceAll('|', '\\|')} |`),
  ].join('\n');

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

const fenced = (language: string, lines: readonly string[]): string =>
  ['```'.concat(language), ...lines, '```'].join('\n');

/** Escapes what would be read as an HTML tag or as emphasis. */
const escaped = (text: string): string => text.replace(/[<*_[\]]/g, '\\$&');

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
