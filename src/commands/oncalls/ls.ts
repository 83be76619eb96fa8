import {boolean, string} from '@oclif/core/flags';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {incidentOf} from '../../lib/incidents/incident.ts';
import {after, isUnderWay} from '../../lib/incidents/shifts.ts';
import {drawsOn} from '../../lib/incidents/watch-screen.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import {parseTime} from '../../lib/input/times.ts';
import {timeWindow} from '../../lib/input/window.ts';
import {valueText} from '../../lib/output/cells.ts';
import {valueAt} from '../../lib/output/fields.ts';
import type {View} from '../../lib/output/output.ts';
import {column, pageOf} from '../../lib/resources/column.ts';
import {services} from '../../lib/resources/descriptors.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {printList} from '../../lib/resources/print-list.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import type {OnProgress} from '../../lib/rest/rest-client.ts';
import {PdCommand} from '../base/command.ts';
import type {OclifConfig} from '../base/oclif-config.ts';
import {type AskedFormat, checkWatchFormat, watchFlags, watchInterval, withInterval} from '../incidents/watch-flag.ts';

const many = {multiple: true, multipleNonGreedy: true} as const;

const view: View = {
  columns: [
    column('LEVEL', 'escalation_level'),
    column('USER', 'user.summary', {grow: true, link: pageOf('user.html_url')}),
    column('ESCALATION POLICY', 'escalation_policy.summary', {drop: 1, link: pageOf('escalation_policy.html_url')}),
    column('SCHEDULE', 'schedule.summary', {drop: 2, link: pageOf('schedule.html_url')}),
    // A shift without its ends is of no use.
    column('START', 'start', {as: 'when'}),
    column('END', 'end', {as: 'when'}),
  ],
  // A shift has no ID; that of its user is what another command can use.
  id: row => String(valueAt(row, 'user.id') ?? ''),
  empty: 'Nobody is on call.',
};

export default class OncallsLs extends PdCommand {
  static override examples = [
    'pd oncalls ls',
    'pd oncalls ls --service Checkout',
    'pd oncalls ls --incident 7 --next',
    'pd oncalls ls --user ada --until tomorrow',
  ];
  static override flags = {
    schedule: string({helpValue: 'SCHEDULE', summary: 'On this schedule; may be repeated.', ...many}),
    policy: string({helpValue: 'POLICY', summary: 'In this escalation policy; may be repeated.', ...many}),
    service: string({
      helpValue: 'SERVICE',
      summary: 'In the escalation policy of this service; may be repeated.',
      ...many,
    }),
    incident: string({
      helpValue: 'ID',
      summary: 'In the escalation policy of this incident; may be repeated.',
      ...many,
    }),
    user: string({helpValue: 'USER', summary: 'Only this user; may be repeated.', ...many}),
    mine: boolean({summary: 'Only the owner of the key.', exclusive: ['user']}),
    at: string({helpValue: 'TIME', summary: 'On call at this time (default: now).', exclusive: ['since', 'until']}),
    since: string({helpValue: 'TIME', summary: 'Start of a period: with --until, list every shift that overlaps it.'}),
    until: string({helpValue: 'TIME', summary: 'End of the period.'}),
    level: string({helpValue: 'N', summary: 'Only this level of the escalation policy, starting at 1.'}),
    next: boolean({
      summary: 'Show who takes over from those on call now.',
      exclusive: ['at', 'since', 'until', 'earliest'],
    }),
    earliest: boolean({summary: 'Only the first shift of each user on each level.'}),
    ...watchFlags,
  };

  constructor(argv: string[], config: OclifConfig) {
    super(withInterval(argv), config);
  }

  async run(): Promise<void> {
    const {flags, context} = await this.start(OncallsLs);
    if (flags.watch !== undefined) return await watch(context, flags, flags.watch);
    const shown = flags.next ? {...view, empty: 'Nobody takes over within a month.'} : view;
    await printList(context, shown, await listOf(context, flags));
  }
}

interface Wanted extends Times, People {
  level?: string | undefined;
  next: boolean;
  earliest: boolean;
}

type List = (onProgress?: OnProgress) => AsyncIterable<JsonObject[]>;

/** The shifts that the flags ask for, at the time of the call. */
async function listOf(context: Context, flags: Wanted): Promise<List> {
  const nowMs = context.io.now();
  const level = positiveCount(flags.level, '--level');
  const period = flags.next ? monthFrom(nowMs) : await times(flags, nowMs);
  const earliest = flags.earliest ? [['earliest', 'true'] as const] : [];
  const query = [...period, ...(await people(flags, context)), ...earliest];
  const rest = await context.rest();
  return onProgress => {
    const pages = rest.list('/oncalls', {query, onProgress});
    const wanted = flags.next ? nextShifts(pages, nowMs) : pages;
    return level === undefined ? wanted : onLevel(wanted, level);
  };
}

async function watch(
  started: Context,
  flags: Wanted & AskedFormat & {bell: boolean; fields?: string | undefined; color?: boolean | undefined},
  interval: string,
): Promise<void> {
  checkWatchFormat(started, flags);
  const context = drawsOn(started.io) ? makeContext({...started, quiet: true}) : started;
  const intervalMs = watchInterval(interval);
  const [{watchList}, {shifts}] = await Promise.all([
    import('../../lib/incidents/watch-incidents.ts'),
    import('../../lib/incidents/differences.ts'),
  ]);
  await watchList(context, {
    list: async function* () {
      yield* (await listOf(context, flags))();
    },
    ...{words: 'on call', intervalMs, bell: flags.bell, kind: shifts, columns: view.columns, outputFlags: flags},
    nameOf: shift =>
      `${valueText(valueAt(shift, 'user.summary'))}, level ${valueText(field(shift, 'escalation_level'))}`,
  });
}

const monthFrom = (nowMs: number): [string, string][] => [
  ['since', new Date(nowMs).toISOString()],
  ['until', new Date(nowMs + 31 * 86_400_000).toISOString()],
];

/** For each shift that is under way, the one after it. */
async function* nextShifts(pages: AsyncIterable<JsonObject[]>, nowMs: number): AsyncGenerator<JsonObject[]> {
  const shifts: JsonObject[] = [];
  for await (const page of pages) shifts.push(...page);
  const current = shifts.filter(shift => isUnderWay(shift, nowMs));
  yield current.map(shift => after(shift, shifts)).filter(shift => shift !== undefined);
}

interface Times {
  at?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

async function times({at, since, until}: Times, nowMs: number): Promise<[string, string][]> {
  if (at !== undefined) {
    const moment = await parseTime(at, '--at', {nowMs, looks: 'ahead'});
    // A window of zero length matches nothing.
    return [
      ['since', moment.toISOString()],
      ['until', new Date(moment.getTime() + 1000).toISOString()],
    ];
  }
  if (since === undefined && until === undefined) return [];
  const window = await timeWindow({since: since ?? 'now', until}, nowMs, 'ahead');
  if (window.until === undefined) throw usageError('--since needs --until, because shifts may go on forever');
  return [
    ['since', (window.since ?? new Date(nowMs)).toISOString()],
    ['until', window.until.toISOString()],
  ];
}

interface People {
  schedule?: string[] | undefined;
  policy?: string[] | undefined;
  service?: string[] | undefined;
  incident?: string[] | undefined;
  user?: string[] | undefined;
  mine?: boolean | undefined;
}

async function people(wanted: People, context: Context): Promise<(readonly [string, string])[]> {
  const {schedule = [], policy = [], service = [], incident = []} = wanted;
  const user = wanted.mine ? ['me'] : (wanted.user ?? []);
  if ([schedule, policy, service, incident, user].every(names => names.length === 0)) return [];
  const find = await context.resolver();
  const ofPolicy = async (id: string | Promise<string>) => ['escalation_policy_ids[]', await id] as const;
  return await Promise.all([
    ...schedule.map(async name => ['schedule_ids[]', await find.schedule(name)] as const),
    ...policy.map(name => ofPolicy(find.policy(name))),
    ...service.map(name => ofPolicy(policyOfService(context, name))),
    ...incident.map(name => ofPolicy(policyOfIncident(context, name))),
    ...user.map(async name => ['user_ids[]', await find.user(name)] as const),
  ]);
}

async function policyOfService({resolver, rest}: Context, name: string): Promise<string> {
  const find = await resolver();
  const id = await find.service(name);
  const path = `${services.path}/${pathPart(id)}`;
  const known =
    find.known(id) ?? (await (await rest()).request('GET', path).catch(notThere(`No service has the ID ${id}`))).body;
  return policyIn(known, name);
}

async function policyOfIncident(context: Context, name: string): Promise<string> {
  const id = await (await context.resolver()).incident(name);
  return policyIn(await incidentOf(context, id), `incident ${name}`);
}

function policyIn(record: unknown, what: string): string {
  const id = stringField(field(record, 'escalation_policy'), 'id');
  if (id === undefined) throw new PdError('not-found', `${what} has no escalation policy`);
  return id;
}

async function* onLevel(pages: AsyncIterable<JsonObject[]>, level: number): AsyncGenerator<JsonObject[]> {
  for await (const page of pages) yield page.filter(row => field(row, 'escalation_level') === level);
}
