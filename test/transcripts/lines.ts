import {commands} from '../../src/cli/commands.ts';
import {route} from '../../src/cli/route.ts';
import type {Fault} from '../../src/sandbox/faults.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {type Lines, type Row, table} from '../commands/refusals-table.ts';
import {emptyLists, halfRefused} from '../support/demo-account.ts';
import {words} from '../support/words.ts';
import {more} from './more-lines.ts';

export const forms = ['terminal', 'pipe'] as const;
export type Form = (typeof forms)[number];

export interface Line {
  line: string;
  /** What is special about it, where the line does not say. */
  note?: string;
  /** In both unless told. */
  form?: Form;
  /** The width of the terminal (default: 100). */
  columns?: number;
  faults?: (sandbox: Sandbox) => Fault[];
  /** Run before it, in the same account and home. */
  before?: readonly Line[];
  env?: Readonly<Record<string, string>>;
  stdin?: string;
  /** Answers to what is asked at the terminal. */
  typed?: readonly string[];
  /** Interrupted once it has written that. */
  until?: RegExp;
  /** Someone opens the page that it names. */
  visits?: true;
  /** Run between the looks of --watch; after the last of them Ctrl-C is pressed. */
  looks?: readonly string[];
  /** Run as a process of its own: it hands its streams to another program. */
  program?: true;
  /** How many lines of it are kept. */
  kept?: number;
}

const first = (lines: Lines | undefined): string[] =>
  lines === undefined || 'because' in lines ? [] : lines.slice(0, 1);

/** What an engineer reads when it does not go well. */
function failures({line, unknown, empty, twice, half}: Row): Line[] {
  const several = 'because' in twice ? [] : Object.values(twice).slice(0, 1);
  return [
    ...first(empty).map(none => ({line: none, note: 'an account with nothing in it', faults: emptyLists})),
    ...several.map(part => ({line: part, note: 'several fit'})),
    ...first(unknown).map(name => ({line: name, note: 'not there'})),
    {line, note: 'the key may not do it', faults: () => [{times: -1, status: 403}]},
    ...first(half).map(one => ({line: one, typed: ['y'], note: 'one of them is refused', faults: halfRefused})),
  ].map(one => ({...one, form: 'terminal' as const}));
}

const rowLines = ([command, row]: [string, Row]): Line[] => [
  {line: row.line, ...(row.writes ? {typed: ['y']} : {})},
  ...(row.writes ? [{line: `${row.line} --dry-run`, form: 'terminal' as const}] : []),
  ...(/^(incidents|oncalls) /.test(command) ? failures(row) : []),
];

const isKnown = (command: string): boolean => commands.has(command);

/** The command of the table of contents that a line is for; each word of python-pagerduty's counts as one. */
export function commandOf({line}: Line): string | undefined {
  const argv = words(line).slice(line.startsWith('pagerduty ') ? 1 : 0);
  const target = route(argv);
  if (target.kind !== 'command' || !isKnown(target.id)) return undefined;
  return target.id === 'seed' ? `seed:${target.argv[0]}` : target.id;
}

export const everyCommand: readonly string[] = commands
  .ids()
  .flatMap(id => (id === 'seed' ? ['seed:trigger', 'seed:acknowledge', 'seed:resolve'] : id));

const topics = new Set(
  everyCommand.filter(id => id.includes(':') && !id.startsWith('seed:')).map(id => id.split(':')[0] ?? ''),
);

/** The file that a line belongs in. */
function topicOf(line: Line): string {
  const topic = commandOf(line)?.split(':')[0] ?? '';
  return topics.has(topic) ? topic : 'around';
}

const place = (line: Line): number => everyCommand.indexOf(commandOf(line) ?? '');

/** The lines of each file, in the order of the table of contents. */
export const transcripts: Readonly<Record<string, readonly Line[]>> = Object.fromEntries(
  Object.entries(Object.groupBy([...Object.entries(table).flatMap(rowLines), ...more], topicOf)).map(
    ([topic, lines = []]) => [topic, lines.toSorted((a, b) => place(a) - place(b))],
  ),
);
