import {boolean, string} from '@oclif/core/flags';
import type {JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {noIncident} from '../../lib/incidents/incident.ts';
import {
  alerts,
  changes,
  listPart,
  log,
  notes,
  type Part,
  past,
  related,
  subscribers,
} from '../../lib/incidents/incident-parts.ts';
import {ownedRows} from '../../lib/incidents/owned-rows.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {printList} from '../../lib/resources/print-list.ts';
import type {OnProgress} from '../../lib/rest/rest-client.ts';
import {PdCommand} from '../base/command.ts';
import {readArgs} from './id-args.ts';
import {incidentsToRead} from './read-ids.ts';

const flags = {limit: string({helpValue: 'N', summary: 'At most N records (default: all).'})};

export const IncidentsAlerts = listOf(alerts, 'pd incidents alerts 7');
export const IncidentsNotes = listOf(notes, 'pd incidents notes 5');
export const IncidentsChanges = listOf(changes, 'pd incidents changes 7');
export const IncidentsRelated = listOf(related, 'pd incidents related 7');
export const IncidentsPast = listOf(past, 'pd incidents past 8');
export const SubscribersLs = listOf(subscribers, 'pd incidents subscribers ls 7');

/** The command that lists one part of incidents. */
function listOf(part: Part, example: string) {
  return class IncidentPartLs extends PdCommand {
    static override examples = [example];
    static override strict = false;
    static override args = readArgs;
    static override flags = flags;

    async run(): Promise<void> {
      const {argv, flags, context} = await this.start(IncidentPartLs);
      await list(part, context, argv, flags.limit);
    }
  };
}

export class IncidentsLog extends PdCommand {
  static override pages: readonly OutputFormat[] = ['table', 'json', 'yaml'];

  static override examples = ['pd incidents log 7', 'pd incidents log 7 --overview'];
  static override strict = false;
  static override args = readArgs;
  static override flags = {...flags, overview: boolean({summary: 'Only the most important changes.'})};

  async run(): Promise<void> {
    const started = await this.start(IncidentsLog);
    const {overview} = started.flags;
    await list(overview ? overviewOf(log) : log, started.context, started.argv, started.flags.limit);
  }
}

async function list(part: Part, context: Context, argv: readonly string[], limit: string | undefined): Promise<void> {
  const max = positiveCount(limit, '--limit');
  const ids = await incidentsToRead(context, argv);
  const rest = await context.rest();
  const [only, ...more] = ids;
  if (only === undefined) return;
  const pagesOf = (id: string, onProgress?: OnProgress) => listPart(rest, part, id, {limit: max, onProgress});
  const print =
    more.length === 0
      ? printList(context, part.view, onProgress => pagesOf(only, onProgress))
      : printAll(context, part, ids, pagesOf);
  // An account without the feature gets the same answer.
  await (part.optional === true ? print : print.catch(notThere(more.length === 0 ? noIncident(only) : noSuch)));
}

const overviewOf = (part: Part): Part => ({...part, query: [['is_overview', 'true']]});

const noSuch = 'One of the incidents does not exist';

/** One list of what several incidents have, with a column that says which. */
async function printAll(
  context: Context,
  part: Part,
  ids: readonly string[],
  pagesOf: (id: string) => AsyncIterable<JsonObject[]>,
): Promise<void> {
  const find = await context.resolver();
  const {view, own} = ownedRows(part.view);
  async function* all(): AsyncGenerator<JsonObject[]> {
    for (const id of ids) {
      const name = find.known(id)?.['incident_number'] ?? id;
      for await (const page of pagesOf(id)) {
        own(page, name);
        yield page;
      }
    }
  }
  await printList(context, view, all);
}
