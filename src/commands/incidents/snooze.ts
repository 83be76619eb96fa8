import {string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {carryOut} from '../../lib/incidents/carry-out.ts';
import {eachIncident} from '../../lib/incidents/each.ts';
import {selectIncidents} from '../../lib/incidents/select-incidents.ts';
import {type Snooze, snoozeFor, snoozeRequest, snoozeUntil} from '../../lib/incidents/snoozing.ts';
import {showRequests} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {selectFlags} from './flags.ts';
import {idsArgs, noFilter} from './select-args.ts';

export default class IncidentsSnooze extends PdCommand {
  static override examples = [
    'pd incidents snooze 6 2h',
    'pd incidents snooze 6 --for 2h',
    'pd incidents snooze 6 --until 9am',
  ];
  static override usage = 'incidents snooze [ID...] DURATION|--for DURATION|--until TIME [FLAGS]';
  static override strict = false;
  static override args = idsArgs({
    isLeftOut: ([first, ...more]) => first === undefined || (more.length === 0 && isLength(first)),
    // Here --until is no filter, and a duration may be a word.
    when: ({words, flags: {until, ...flags}}) =>
      noFilter({flags}) && words.length === ((flags['for'] ?? until) === undefined ? 1 : 0),
  });
  static override flags = {
    for: string({
      helpValue: 'DURATION',
      summary: 'How long to snooze them, from 1s to 7d, such as 4h; also accepted as the last argument.',
      exclusive: ['until'],
    }),
    ...selectFlags(),
    // Elsewhere --until filters; here it is when the snooze ends.
    until: string({helpValue: 'TIME', summary: 'When the snooze ends, instead of --for, such as 9am.'}),
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsSnooze);
    const {until, ...filters} = flags;
    const {ids: words, snooze} = await wish(argv, flags, context.io.now());
    const selection = await selectIncidents(context, words, filters, {
      question: incidents => `Snooze ${incidents} ${snooze.words}?`,
    });
    const {ids, missing} = selection;
    const requests = ids.map(id => snoozeRequest(id, snooze));
    if (context.dryRun) return await showRequests(context, requests);
    if (ids.length + missing.length === 0) return;
    const rest = await context.rest();
    const outcomes = eachIncident(ids, id => {
      const {method, path, body = null} = snoozeRequest(id, snooze);
      return rest.request(method, path, {body});
    });
    await carryOut(context, outcomes, {
      command: 'incidents snooze',
      past: 'snoozed',
      shows: ['status', 'snoozedUntil'],
      wanted: {status: 'acknowledged'},
      selection,
      // Setting an incident back to triggered ends its snooze early.
      otherwise: ids => `pd incidents reopen ${ids}`,
    });
  }
}

/** Whether the word begins as a duration does, which no incident's ID or number does. */
const isLength = (word: string): boolean => /^\d+(?:\.\d+)?(?:ms|[smhdw])/.test(word);

interface Length {
  for?: string | undefined;
  until?: string | undefined;
}

/** What is snoozed, and how long: a duration may come after the incidents, none of which looks like one. */
async function wish(
  argv: readonly string[],
  {for: length, until}: Length,
  nowMs: number,
): Promise<{ids: readonly string[]; snooze: Snooze}> {
  if (length !== undefined) return {ids: argv, snooze: snoozeFor(length, '--for')};
  if (until !== undefined) return {ids: argv, snooze: await snoozeUntil(until, nowMs)};
  const last = argv.at(-1) ?? '';
  if (!isLength(last))
    throw usageError('The length of the snooze is missing', 'give a duration, such as 2h, or --until TIME');
  return {ids: argv.slice(0, -1), snooze: snoozeFor(last, 'The duration')};
}
