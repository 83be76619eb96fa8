import {boolean, string} from '@oclif/core/flags';
import {dayMs} from '../lib/base/day.ts';
import type {Context} from '../lib/context.ts';
import {changeEvents, logEntries, notifications} from '../lib/incidents/activity.ts';
import {positiveCount} from '../lib/input/counts.ts';
import {timeWindow} from '../lib/input/window.ts';
import type {View} from '../lib/output/output.ts';
import {printList} from '../lib/resources/print-list.ts';
import {pathPart} from '../lib/resources/record-id.ts';
import {teamIds} from '../lib/resources/team-ids.ts';
import type {Query} from '../lib/rest/rest-client.ts';
import {PdCommand} from './base/command.ts';

const many = {multiple: true, multipleNonGreedy: true} as const;
const teamFlag = {team: string({helpValue: 'TEAM', summary: 'Of this team; may be repeated.', ...many})};
const windowFlags = (days: number) => ({
  since: string({helpValue: 'TIME', summary: `Records after this time (default: ${inWords(days)} before the end).`}),
  until: string({helpValue: 'TIME', summary: 'Records before this time (default: now).'}),
  limit: string({helpValue: 'N', summary: 'At most N records (default: all).'}),
});

export class LogLs extends PdCommand {
  static override examples = ['pd log ls --since 8h', 'pd log ls --team Payments --overview -o jsonl'];
  static override flags = {
    ...windowFlags(1),
    ...teamFlag,
    overview: boolean({summary: 'Only the most important changes.'}),
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(LogLs);
    const query = [
      ...(await teamQuery(context, flags.team)),
      ...(flags.overview ? [['is_overview', 'true'] as const] : []),
    ];
    await list(context, flags, {path: '/log_entries', query, view: logEntries, days: 1});
  }
}

const kinds = ['sms', 'email', 'phone', 'push'];

export class NotificationsLs extends PdCommand {
  static override examples = ['pd notifications ls --since "last night"', 'pd notifications ls --type phone'];
  static override flags = {
    ...windowFlags(1),
    type: string({options: kinds, helpValue: kinds.join('|'), summary: 'Only those sent this way (default: all).'}),
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(NotificationsLs);
    const query: Query = flags.type === undefined ? [] : [['filter', `${flags.type}_notification`]];
    await list(context, flags, {path: '/notifications', query, view: notifications, days: 1});
  }
}

export class ChangesLs extends PdCommand {
  static override examples = ['pd changes ls', 'pd changes ls --service Checkout --since 2h'];
  static override flags = {
    service: string({helpValue: 'SERVICE', summary: 'Of this service (default: any).'}),
    ...windowFlags(7),
    ...teamFlag,
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(ChangesLs);
    const query = await teamQuery(context, flags.team);
    const service = flags.service === undefined ? undefined : await (await context.resolver()).service(flags.service);
    const path = service === undefined ? '/change_events' : `/services/${pathPart(service)}/change_events`;
    await list(context, flags, {path, query, view: changeEvents, days: 7});
  }
}

async function teamQuery(context: Context, names: readonly string[] | undefined): Promise<Query> {
  return (await teamIds(context, names)).map(id => ['team_ids[]', id] as const);
}

function inWords(days: number): string {
  return days === 1 ? '24 hours' : `${days} days`;
}

interface Wanted {
  path: string;
  query: Query;
  view: View;
  /** How far back it goes, unless told. */
  days: number;
}

async function list(
  context: Context,
  flags: {since?: string | undefined; until?: string | undefined; limit?: string | undefined},
  {path, query, view, days}: Wanted,
): Promise<void> {
  const nowMs = context.io.now();
  const limit = positiveCount(flags.limit, '--limit');
  const given = await timeWindow(flags, nowMs);
  const until = given.until ?? new Date(nowMs);
  const since = given.since ?? new Date(until.getTime() - days * dayMs);
  const rest = await context.rest();
  const length = inWords(days);
  const period = flags.until === undefined ? `the last ${length}` : `the ${length} before --until`;
  const shown = {...view, empty: `${view.empty}${flags.since === undefined ? ` in ${period}` : ''}.`};
  const count = await printList(context, shown, onProgress =>
    rest.list(path, {query, since, until, limit, onProgress}),
  );
  if (flags.since === undefined && count > 0 && count !== limit)
    context.output.note(`Only ${period}; --since goes further back.`);
}
