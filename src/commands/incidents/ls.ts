import {boolean, string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {incidentColumns, incidentView} from '../../lib/incidents/incident-columns.ts';
import {incidentQuery, sortOrder} from '../../lib/incidents/incident-query.ts';
import {latestNote, withNotes} from '../../lib/incidents/notes.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import {printList} from '../../lib/resources/print-list.ts';
import type {OnProgress} from '../../lib/rest/rest-client.ts';
import {PdCommand} from '../base/command.ts';
import type {OclifConfig} from '../base/oclif-config.ts';
import {filterFlags} from './flags.ts';
import {watchInterval, withInterval} from './watch-flag.ts';

export default class IncidentsLs extends PdCommand {
  static override description =
    'Lists open incidents, newest first, unless flags say otherwise. With --watch, the list is redrawn in place, with new (+) and changed (~) incidents marked; in a pipe, each change is one line of JSON with "change": "new", "changed" or "gone".';

  static override examples = [
    'pd incidents ls',
    'pd incidents ls --mine --urgency high',
    'pd incidents ls --status resolved --since yesterday -o csv',
  ];
  static override flags = {
    ...filterFlags(),
    sort: string({
      helpValue: 'FIELD:DIRECTION',
      summary: 'Sort by incident_number, created_at, resolved_at or urgency; asc or desc (default: created_at:desc).',
    }),
    limit: string({helpValue: 'N', summary: 'At most N incidents (default: all).'}),
    notes: boolean({summary: 'Add the notes of each incident; a table shows the latest.'}),
    watch: string({
      helpValue: '[15s]',
      summary: 'Refresh every 15 seconds, or at the given interval, until interrupted.',
    }),
    bell: boolean({summary: 'With --watch, ring the terminal bell on a change.', dependsOn: ['watch']}),
  };

  constructor(argv: string[], config: OclifConfig) {
    super(withInterval(argv), config);
  }

  async run(): Promise<void> {
    const started = await this.start(IncidentsLs);
    const {flags} = started;
    const isOnScreen = flags.watch !== undefined && started.context.io.stdout.isTTY;
    const context = isOnScreen ? makeContext({...started.context, quiet: true}) : started.context;
    const intervalMs = flags.watch === undefined ? undefined : watchInterval(flags.watch);
    if (intervalMs !== undefined) refuseWithWatch(context, flags);
    const limit = positiveCount(flags.limit, '--limit');
    const sort = sortOrder(flags.sort ?? 'created_at:desc');
    const {query, words, narrowed} = await incidentQuery(flags, context);
    const rest = await context.rest();
    const list = (onProgress?: OnProgress) =>
      rest.list('/incidents', {query: [...query, ['sort_by', sort]], pageSize: 100, limit, onProgress});
    if (intervalMs !== undefined) {
      const {watchIncidents} = await import('../../lib/incidents/watch-incidents.ts');
      return await watchIncidents(context, {list, words, intervalMs, bell: flags.bell, outputFlags: flags});
    }
    const view = incidentView(`There are no ${words}.`);
    const count = flags.notes
      ? await printList(context, {...view, columns: [...incidentColumns, latestNote]}, onProgress =>
          withNotes(rest, list, onProgress),
        )
      : await printList(context, view, list);
    // For an empty list, the "There are no …" message already says this.
    if (narrowed !== undefined && count > 0 && limit !== count) context.output.note(narrowed);
  }
}

function refuseWithWatch({io, output}: Context, {notes}: {notes: boolean}): void {
  if (notes) {
    // Incident records do not contain notes, so every refresh would have to fetch those of every incident.
    throw usageError(
      '--notes with --watch would take a request for each incident at every refresh',
      'pd incidents notes ID shows them',
    );
  }
  // In a pipe the changes are JSON lines, which also suit a reader that asked for JSON, but not one that asked for csv.
  if (io.stdout.isTTY || ['table', 'json', 'jsonl'].includes(output.format)) return;
  throw usageError(`--watch writes JSON lines in a pipe, not ${output.format}`, 'leave out -o, or give -o jsonl');
}
