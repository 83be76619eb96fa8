import {string as stringArg} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {incidentOf} from '../../lib/incidents/incident.ts';
import {incidentView} from '../../lib/incidents/incident-columns.ts';
import {readIncidents} from '../../lib/incidents/incident-list.ts';
import {splitText} from '../../lib/incidents/text-words.ts';
import {writeEach} from '../../lib/incidents/write-each.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {PdCommand} from '../base/command.ts';
import {hasEditor} from '../base/editor.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {someIds} from './id-args.ts';
import {textOf} from './text.ts';

export default class IncidentsRename extends PdCommand {
  static override examples = [
    'pd incidents rename 4 "Disk full on db1 and db2"',
    'pd incidents rename 7 8 --prefix "[drill]" --yes',
  ];
  static override usage = 'incidents rename [ID...] TITLE|--prefix TEXT [FLAGS]';
  static override strict = false;
  static override args = {
    id: someIds({when: ({flags, env}) => flags['prefix'] !== undefined || hasEditor(env)}),
    title: stringArg({
      ignoreStdin: true,
      description: 'The new title, in quotes or not; - reads stdin (default: written in your editor).',
    }),
  };
  static override flags = {
    prefix: string({
      helpValue: 'TEXT',
      summary: 'Put this in front of each title, unless the title already begins with it.',
    }),
    yes: yesFlag,
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsRename);
    const {prefix} = flags;
    const {ids, title} = prefix === undefined ? await titled(context, argv) : await prefixed(context, argv, prefix);
    await writeEach(context, ids, flags.yes, {
      question: incidents => `Rename ${incidents}?`,
      command: 'incidents rename',
      past: 'renamed',
      undo: {field: 'title', wanted: id => ({title: title(id)})},
      request: id => ({
        method: 'PUT',
        path: `/incidents/${pathPart(id)}`,
        body: {type: 'incident_reference', title: title(id)},
      }),
      print: made => context.output.record(made, incidentView('')),
    });
  }
}

interface Renaming {
  ids: readonly string[];
  /** The new title, by ID. */
  title: (id: string) => string;
}

async function titled(context: Context, argv: readonly string[]): Promise<Renaming> {
  const {ids, text} = splitText(argv);
  const title = await textOf(context, text === '' ? [] : [text], {
    what: 'The title',
    about: `of incident ${ids.join(', ')}`,
  });
  return {ids, title: () => title};
}

async function prefixed(context: Context, argv: readonly string[], prefix: string): Promise<Renaming> {
  if (prefix.trim() === '') throw usageError('--prefix is empty');
  const find = await context.resolver();
  const ids = await Promise.all((await readIncidents(context.io, argv)).map(word => find.incident(word)));
  const titles = new Map(
    await Promise.all(ids.map(async id => [id, stringField(await incidentOf(context, id), 'title') ?? ''] as const)),
  );
  const start = prefix.trim();
  return {
    ids,
    title: id => {
      const title = titles.get(id) ?? '';
      return title.startsWith(start) ? title : `${start} ${title}`;
    },
  };
}
