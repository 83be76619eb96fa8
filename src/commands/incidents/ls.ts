import {string as stringArg} from '@oclif/core/args';
import {boolean, string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import type {JsonObject} from '../../lib/base/json.ts';
import {shortened} from '../../lib/base/text.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {type Arrangement, arranged, importantFirst, isArranged} from '../../lib/incidents/arrange.ts';
import {incidentColumns, incidentView} from '../../lib/incidents/incident-columns.ts';
import {type IncidentQuery, incidentQuery, sortOrder} from '../../lib/incidents/incident-query.ts';
import {matchingIncidents} from '../../lib/incidents/matching.ts';
import {latestNote, withNotes} from '../../lib/incidents/notes.ts';
import {drawsOn} from '../../lib/incidents/watch-screen.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {printList} from '../../lib/resources/print-list.ts';
import type {OnProgress} from '../../lib/rest/rest-client.ts';
import {PdCommand} from '../base/command.ts';
import type {OclifConfig} from '../base/oclif-config.ts';
import {filterFlags} from './flags.ts';
import {type AskedFormat, checkWatchFormat, watchFlags, watchInterval, withInterval} from './watch-flag.ts';

export default class IncidentsLs extends PdCommand {
  static override description =
    'Lists open incidents, newest first, unless flags say otherwise. With --watch, the list is redrawn in place, with new (+) and changed (~) incidents marked; in a pipe, each change is one line of JSON with "change": "new", "changed" or "gone".';

  static override examples = [
    'pd incidents ls',
    'pd incidents ls checkout --status all',
    'pd incidents ls --mine --urgency high --sort priority',
    'pd incidents ls --priority P1 --priority P2',
    'pd incidents ls --status resolved --since yesterday -o csv',
  ];
  static override strict = false;
  static override args = {
    text: stringArg({
      description: 'Part of the title or of the name of the service (default: any).',
      ignoreStdin: true,
    }),
  };
  // A storm is longer than the screen, and its most important incidents come first.
  static override pages: readonly OutputFormat[] = ['table', 'json', 'yaml'];
  static override flags = {
    ...filterFlags(),
    sort: string({
      helpValue: 'FIELD:DIRECTION',
      summary:
        'Sort by priority, incident_number, created_at, resolved_at or urgency; asc or desc (default: created_at:desc, or priority where the list does not fit the terminal).',
    }),
    limit: string({helpValue: 'N', summary: 'At most N incidents (default: all).'}),
    notes: boolean({summary: 'Add the notes of each incident; a table shows the latest.'}),
    ...watchFlags,
  };

  constructor(argv: string[], config: OclifConfig) {
    super(withInterval(argv), config);
  }

  async run(): Promise<void> {
    const started = await this.start(IncidentsLs);
    const {flags, argv} = started;
    const isOnScreen = flags.watch !== undefined && drawsOn(started.context.io);
    const context = isOnScreen ? makeContext({...started.context, quiet: true}) : started.context;
    const intervalMs = flags.watch === undefined ? undefined : watchInterval(flags.watch);
    if (intervalMs !== undefined) refuseWithWatch(context, flags);
    const importance = importanceIn(flags.sort) ?? (isOnScreen && flags.sort === undefined ? 'desc' : undefined);
    const wish = {text: argv.join(' '), limit: positiveCount(flags.limit, '--limit'), importance};
    const sort = sortOrder(importanceIn(flags.sort) === undefined ? (flags.sort ?? usualOrder) : usualOrder);
    const wanted = await incidentQuery(flags, context);
    const {words, narrowed} = wanted;
    const list = await listOf(context, {...wanted, sort}, wish);
    if (intervalMs !== undefined) {
      const {watchIncidents} = await import('../../lib/incidents/watch-incidents.ts');
      return await watchIncidents(context, {list, words, intervalMs, bell: flags.bell, outputFlags: flags});
    }
    const matching = wish.text === '' ? '' : ` matching "${shortened(wish.text)}"`;
    const shown = flags.sort === undefined ? inStorm(context, list) : {list, isSorted: () => false};
    const count = await print(context, {
      list: shown.list,
      empty: `There are no ${words}${matching}.`,
      notes: flags.notes,
    });
    if (shown.isSorted())
      context.output.note(`The most important come first; --sort ${usualOrder} lists the newest first.`);
    // For an empty list, the "There are no …" message already says this.
    if (narrowed !== undefined && count > 0 && wish.limit !== count) context.output.note(narrowed);
  }
}

type List = (onProgress?: OnProgress) => AsyncIterable<JsonObject[]>;

async function listOf({rest}: Context, wanted: IncidentQuery & {sort: string}, wish: Arrangement): Promise<List> {
  const client = await rest();
  const {sort} = wanted;
  const limit = isArranged(wish) ? undefined : wish.limit;
  return onProgress => arranged(matchingIncidents(client, wanted, {sort, pageSize: 100, limit, onProgress}), wish);
}

async function print(context: Context, {list, empty, notes}: {list: List; empty: string; notes: boolean}) {
  const view = incidentView(empty);
  if (!notes) return await printList(context, view, list);
  const rest = await context.rest();
  const noted = {...view, columns: [...incidentColumns, latestNote]};
  return await printList(context, noted, onProgress => withNotes(rest, list, onProgress));
}

const usualOrder = 'created_at:desc';

/** `priority`, whose order the API does not have: the most important first, unless it says asc. */
function importanceIn(sort: string | undefined): 'desc' | 'asc' | undefined {
  const direction = /^priority(?::(asc|desc))?$/i.exec(sort?.trim() ?? '');
  if (direction === null) return undefined;
  return direction[1]?.toLowerCase() === 'asc' ? 'asc' : 'desc';
}

/** The most important first where a terminal has no room for all. */
function inStorm({io, output}: Context, list: List): {list: List; isSorted: () => boolean} {
  let isSorted = false;
  const onSorted = () => {
    isSorted = true;
  };
  if (!io.stdout.isTTY || output.format !== 'table') return {list, isSorted: () => false};
  // The header, and the prompt that comes after the list.
  const room = io.stdout.rows - 2;
  return {list: onProgress => importantFirst(list(onProgress), room, onSorted), isSorted: () => isSorted};
}

function refuseWithWatch(context: Context, flags: AskedFormat & {notes: boolean}): void {
  if (flags.notes) {
    // Incident records do not contain notes, so every refresh would have to fetch those of every incident.
    throw usageError(
      '--notes with --watch would take a request for each incident at every refresh',
      'pd incidents notes ID shows them',
    );
  }
  checkWatchFormat(context, flags);
}
