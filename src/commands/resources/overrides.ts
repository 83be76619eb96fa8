import {string as stringArg} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {PdError} from '../../lib/base/errors.ts';
import {field, isObject, type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import {spanOf, timeWindow} from '../../lib/input/window.ts';
import {valueText} from '../../lib/output/cells.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {schedules} from '../../lib/resources/descriptors.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {pathPart, reference} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {recordIn} from '../../lib/rest/promised.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {nameArg} from './factories.ts';

const view: View = {
  columns: [
    column('ID', 'id'),
    column('USER', 'user.summary', {grow: true}),
    column('START', 'start', {as: 'time'}),
    column('END', 'end', {as: 'time'}),
  ],
  empty: 'There are no overrides in that period.',
};

const weekMs = 7 * 86_400_000;
const scheduleArg = nameArg(schedules);

export class OverrideLs extends PdCommand {
  static override examples = [
    'pd schedules override ls Payments',
    'pd schedules override ls Payments --since today --until "in 3 months"',
  ];
  static override args = {schedule: scheduleArg};
  static override flags = {
    since: string({helpValue: 'TIME', summary: 'Start of the period to list (default: now).'}),
    until: string({helpValue: 'TIME', summary: 'End of the period to list (default: a week later).'}),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(OverrideLs);
    const nowMs = context.io.now();
    const {since = new Date(nowMs), until} = await timeWindow({...flags, since: flags.since ?? 'now'}, nowMs, 'ahead');
    const end = until ?? new Date(since.getTime() + weekMs);
    const id = await (await context.resolver()).schedule(args.schedule);
    const query = [
      ['since', since.toISOString()],
      ['until', end.toISOString()],
      ['editable', 'true'],
    ] as const;
    const {body} = await (await context.rest()).request('GET', `/schedules/${pathPart(id)}/overrides`, {query});
    await context.output.records([objects(body)], view);
  }
}

export class OverrideAdd extends PdCommand {
  static override examples = ['pd schedules override add Payments --user me --for 2h'];
  static override usage = 'schedules override add SCHEDULE --user USER --for DURATION|--end TIME [FLAGS]';
  static override args = {schedule: scheduleArg};
  static override flags = {
    user: string({helpValue: 'USER', required: true, summary: 'User who takes over.'}),
    start: string({helpValue: 'TIME', summary: 'When it starts (default: now).'}),
    end: string({helpValue: 'TIME', summary: 'When it ends.'}),
    for: string({helpValue: 'DURATION', summary: 'How long it lasts, instead of --end.'}),
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(OverrideAdd);
    const {start, end} = await spanOf(flags, context.io.now());
    const find = await context.resolver();
    const [id, userId] = await Promise.all([find.schedule(args.schedule), find.user(flags.user)]);
    const override = {start: start.toISOString(), end: end.toISOString(), user: reference(userId, 'user')};
    const answer = await sendChange(
      context,
      'POST',
      `/schedules/${pathPart(id)}/overrides`,
      {overrides: [override]},
      madeOverride,
    );
    const made = isObject(answer) ? answer : undefined;
    if (made === undefined) return;
    await context.output.record(made, view);
    context.output.note(`To undo: pd schedules override rm ${id} ${String(made['id'])}`);
  }
}

export class OverrideRm extends PdCommand {
  static override examples = [
    'pd schedules override rm Payments $(pd schedules override add Payments --user me --for 1h -o id)',
  ];
  static override args = {
    schedule: scheduleArg,
    override: stringArg({required: true, ignoreStdin: true, description: 'ID of the override.'}),
  };
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {args, context} = await this.start(OverrideRm);
    const overrideId = pathPart(args.override);
    const id = await (await context.resolver()).schedule(args.schedule);
    const answer = await sendChange(context, 'DELETE', `/schedules/${pathPart(id)}/overrides/${overrideId}`).catch(
      notThere(`The schedule has no override with the ID ${args.override}`, `pd schedules override ls ${id}`),
    );
    // Ended rather than removed when it had begun: the API answers 200 or 204 accordingly, both empty.
    if (answer !== undefined) await context.output.record({id: args.override, status: 'removed'});
  }
}

/**
 * The answer is 201 as a whole, with a status of its own for each override. Throws `refused` when it was not created.
 */
function madeOverride(answer: Json): JsonObject | undefined {
  const first = Array.isArray(answer) ? answer[0] : answer;
  const override = field(first, 'override') ?? first;
  const status = field(first, 'status');
  if (typeof status === 'number' && status >= 400) {
    throw new PdError('refused', `PagerDuty refused the override: ${valueText(field(first, 'errors'))}`, {status});
  }
  return recordIn(override ?? null);
}
