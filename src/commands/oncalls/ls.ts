import {string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {field, type JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import {parseTime} from '../../lib/input/times.ts';
import {timeWindow} from '../../lib/input/window.ts';
import {valueAt} from '../../lib/output/fields.ts';
import type {View} from '../../lib/output/output.ts';
import {column, pageOf} from '../../lib/resources/column.ts';
import {printList} from '../../lib/resources/print-list.ts';
import {PdCommand} from '../base/command.ts';

const many = {multiple: true, multipleNonGreedy: true} as const;

const view: View = {
  columns: [
    column('LEVEL', 'escalation_level'),
    column('USER', 'user.summary', {grow: true, link: pageOf('user.html_url')}),
    column('ESCALATION POLICY', 'escalation_policy.summary', {drop: 1, link: pageOf('escalation_policy.html_url')}),
    column('SCHEDULE', 'schedule.summary', {drop: 2, link: pageOf('schedule.html_url')}),
    column('START', 'start', {as: 'time', drop: 4}),
    column('END', 'end', {as: 'time', drop: 3}),
  ],
  // A shift has no ID; that of its user is what another command can use.
  id: row => String(valueAt(row, 'user.id') ?? ''),
  empty: 'Nobody is on call.',
};

export default class OncallsLs extends PdCommand {
  static override examples = ['pd oncalls ls', 'pd oncalls ls --level 1', 'pd oncalls ls --user ada --until tomorrow'];
  static override flags = {
    schedule: string({helpValue: 'SCHEDULE', summary: 'On this schedule; may be repeated.', ...many}),
    policy: string({helpValue: 'POLICY', summary: 'In this escalation policy; may be repeated.', ...many}),
    user: string({helpValue: 'USER', summary: 'Only this user; may be repeated.', ...many}),
    at: string({helpValue: 'TIME', summary: 'On call at this time (default: now).', exclusive: ['since', 'until']}),
    since: string({helpValue: 'TIME', summary: 'Start of a period: with --until, list every shift that overlaps it.'}),
    until: string({helpValue: 'TIME', summary: 'End of the period.'}),
    level: string({helpValue: 'N', summary: 'Only this level of the escalation policy, starting at 1.'}),
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(OncallsLs);
    const level = positiveCount(flags.level, '--level');
    const query = [...(await times(flags, context.io.now())), ...(await people(flags, context))];
    const rest = await context.rest();
    await printList(context, view, onProgress => {
      const pages = rest.list('/oncalls', {query, onProgress});
      return level === undefined ? pages : onLevel(pages, level);
    });
  }
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
  user?: string[] | undefined;
}

async function people(
  {schedule = [], policy = [], user = []}: People,
  {resolver}: Context,
): Promise<(readonly [string, string])[]> {
  if (schedule.length + policy.length + user.length === 0) return [];
  const find = await resolver();
  return await Promise.all([
    ...schedule.map(async name => ['schedule_ids[]', await find.schedule(name)] as const),
    ...policy.map(async name => ['escalation_policy_ids[]', await find.policy(name)] as const),
    ...user.map(async name => ['user_ids[]', await find.user(name)] as const),
  ]);
}

async function* onLevel(pages: AsyncIterable<JsonObject[]>, level: number): AsyncGenerator<JsonObject[]> {
  for await (const page of pages) yield page.filter(row => field(row, 'escalation_level') === level);
}
