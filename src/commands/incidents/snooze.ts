import {string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import {idList} from '../../lib/incidents/apply-change.ts';
import {eachIncident} from '../../lib/incidents/each.ts';
import {reportOutcomes} from '../../lib/incidents/outcomes.ts';
import {selectIncidents} from '../../lib/incidents/select-incidents.ts';
import {parseDuration, parseTime} from '../../lib/input/times.ts';
import {clockTime} from '../../lib/output/cells.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {showRequests} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {selectFlags} from './flags.ts';
import {idsArgs} from './id-args.ts';

const longestSeconds = 7 * 86_400;
const oneOf = {exactlyOne: ['for', 'until']};

export default class IncidentsSnooze extends PdCommand {
  static override examples = ['pd incidents snooze 6 --for 2h', 'pd incidents snooze 6 --until 9am'];
  static override usage = 'incidents snooze [ID...] --for DURATION|--until TIME [FLAGS]';
  static override strict = false;
  static override args = idsArgs;
  static override flags = {
    for: string({helpValue: 'DURATION', summary: 'How long to snooze them, from 1s to 7d, such as 4h.', ...oneOf}),
    ...selectFlags(),
    // Elsewhere --until filters; here it is when the snooze ends.
    until: string({helpValue: 'TIME', summary: 'When the snooze ends, instead of --for, such as 9am.', ...oneOf}),
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsSnooze);
    const {until, ...filters} = flags;
    const {duration, words} = await lengthOf(flags, context.io.now());
    const {ids, missing} = await selectIncidents(context, argv, filters, {
      question: incidents => `Snooze ${incidents} ${words}?`,
    });
    if (context.dryRun) {
      const changes = ids.map(id => ({method: 'POST', path: `/incidents/${pathPart(id)}/snooze`, body: {duration}}));
      return await showRequests(context, changes);
    }
    if (ids.length + missing.length === 0) return;
    const rest = await context.rest();
    const outcomes = eachIncident(ids, id =>
      rest.request('POST', `/incidents/${pathPart(id)}/snooze`, {body: {duration}}),
    );
    const {done, failure} = await reportOutcomes(context, outcomes, {
      past: 'snoozed',
      missing,
      total: ids.length + missing.length,
      effect: incident => snoozedUntil(incident, context.settings.utc),
    });
    // Setting an incident back to triggered ends its snooze early.
    if (done.length > 0) context.output.note(`To undo: pd incidents reopen ${idList(done)}`);
    if (failure !== undefined) throw failure;
  }
}

interface Length {
  for?: string | undefined;
  until?: string | undefined;
}

async function lengthOf({for: length, until = ''}: Length, nowMs: number): Promise<{duration: number; words: string}> {
  const ms =
    length === undefined
      ? (await parseTime(until, '--until', {nowMs, looks: 'ahead'})).getTime() - nowMs
      : parseDuration(length, '--for');
  const [flag, words] =
    length === undefined ? [`--until ${until}`, `until ${until}`] : [`--for ${length}`, `for ${length}`];
  const duration = Math.round(ms / 1000);
  if (duration < 1 || duration > longestSeconds) throw usageError(`${flag}: must be from 1s to 7d ahead`);
  return {duration, words};
}

function snoozedUntil(incident: JsonObject, utc: boolean): string {
  const pending = field(incident, 'pending_actions');
  const end = (Array.isArray(pending) ? pending : []).find(action => field(action, 'type') === 'unacknowledge');
  const date = new Date(stringField(end, 'at') ?? '');
  return Number.isNaN(date.getTime()) ? '' : `until ${clockTime(date, utc)}`;
}
