import {string as stringArg} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {PdError} from '../../lib/base/errors.ts';
import {isObject, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {spanOf, timeWindow} from '../../lib/input/window.ts';
import {schedules} from '../../lib/resources/descriptors.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {
  findOverride,
  isShiftBasedPath,
  noOverride,
  overrideState,
  overridesPath,
  placeOf,
} from '../../lib/resources/override-state.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {nameArg, pickedArg} from './name-args.ts';
import {layerOverrides, shiftOverrides} from './override-changes.ts';
import {printOverrides} from './override-rows.ts';

const weekMs = 7 * 86_400_000;

export class OverrideLs extends PdCommand {
  static override examples = [
    'pd schedules override ls Payments',
    'pd schedules override ls Payments --since today --until "in 3 months"',
  ];
  static override args = {schedule: pickedArg(schedules)};
  static override flags = {
    since: string({helpValue: 'TIME', summary: 'Start of the period to list (default: now).'}),
    until: string({helpValue: 'TIME', summary: 'End of the period to list (default: a week later).'}),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(OverrideLs);
    const nowMs = context.io.now();
    const {since = new Date(nowMs), until} = await timeWindow({...flags, since: flags.since ?? 'now'}, nowMs, 'ahead');
    const end = until ?? new Date(since.getTime() + weekMs);
    const path = await (await context.resolver()).path(schedules, args.schedule);
    const times = [['since', since.toISOString()] as const, ['until', end.toISOString()] as const];
    const rest = await context.rest();
    if (!isShiftBasedPath(path)) {
      const query = [...times, ['editable', 'true'] as const];
      const {body} = await rest.request('GET', `${path}/overrides`, {query});
      return await printOverrides(context, objects(body));
    }
    const rows: JsonObject[] = [];
    for await (const page of rest.list(`${path}/overrides`, {query: times})) rows.push(...page);
    await printOverrides(context, rows);
  }
}

export class OverrideAdd extends PdCommand {
  static override examples = ['pd schedules override add Payments --user me --for 2h'];
  static override usage = 'schedules override add [SCHEDULE] --user USER --for DURATION|--end TIME [FLAGS]';
  static override args = {
    schedule: pickedArg(schedules, ({flags}) => (flags['for'] ?? flags['end']) !== undefined),
  };
  static override flags = {
    user: string({helpValue: 'USER', required: true, summary: 'User who takes over.'}),
    start: string({helpValue: 'TIME', summary: 'When it starts (default: now).'}),
    end: string({helpValue: 'TIME', summary: 'When it ends.'}),
    for: string({helpValue: 'DURATION', summary: 'How long it lasts, instead of --end.'}),
    'instead-of': string({
      helpValue: 'USER',
      summary: 'Whose shift it is, where several are on call at once in a shift-based schedule.',
    }),
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(OverrideAdd);
    const {start, end} = await spanOf(flags, context.io.now());
    const find = await context.resolver();
    const [path, userId, insteadOf] = await Promise.all([
      find.path(schedules, args.schedule),
      find.user(flags.user),
      flags['instead-of'] === undefined ? undefined : find.user(flags['instead-of']),
    ]);
    const wanted = {startMs: start.getTime(), endMs: end.getTime(), userId, insteadOf};
    const place = placeOf(path);
    const {overrides, read} = place.isShiftBased ? await shiftOverrides(context, path, wanted) : layerOverrides(wanted);
    const name = `${flags.user} on ${args.schedule}`;
    const items = overrides.map((_, index) => ({id: `new ${index + 1}`, name, before: noOverride(place)}));
    const {recorded} = await import('../../lib/journal/recorded.ts');
    const {answer, recording} = await recorded(
      context,
      {kind: 'overrides', command: 'schedules override add', items},
      () => sendChange(context, 'POST', overridesPath(place), {overrides}, read),
      made => (isObject(made) ? [made] : objects(made)).map(one => overrideState(place, one)),
    );
    if (answer === undefined) return;
    const made = isObject(answer) ? [answer] : objects(answer);
    await printOverrides(context, isObject(answer) ? answer : made);
    const {tellWayBack} = await import('../../lib/journal/journal-of.ts');
    const [first] = made;
    if (recording)
      tellWayBack(context, recording, `pd schedules override rm ${place.schedule} ${String(first?.['id'])}`);
  }
}

export class OverrideRm extends PdCommand {
  static override examples = [
    'pd schedules override rm Payments $(pd schedules override add Payments --user me --for 1h -o id)',
  ];
  static override args = {
    schedule: nameArg(schedules),
    override: stringArg({required: true, ignoreStdin: true, description: 'ID of the override.'}),
  };
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {args, context} = await this.start(OverrideRm);
    const overrideId = pathPart(args.override);
    const path = await (await context.resolver()).path(schedules, args.schedule);
    const place = placeOf(path);
    const [{recorded}, {tellWayBack}] = await Promise.all([
      import('../../lib/journal/recorded.ts'),
      import('../../lib/journal/journal-of.ts'),
    ]);
    const before = context.dryRun ? undefined : await overrideBefore(context, {override: args.override, ...place});
    const name = `${stringField(before?.['user'], 'name') ?? args.override} on ${args.schedule}`;
    const {answer, recording} = await recorded(
      context,
      {kind: 'overrides', command: 'schedules override rm', items: [{id: args.override, name, before}]},
      () =>
        sendChange(context, 'DELETE', `${overridesPath(place)}/${overrideId}`).catch(
          notThere(
            `The schedule has no override with the ID ${args.override}`,
            `pd schedules override ls ${place.schedule}`,
          ),
        ),
      () => [noOverride(place)],
    );
    // Ended rather than removed when it had begun: the API answers 200 or 204 accordingly, both empty.
    if (answer !== undefined) await context.output.record({id: args.override, status: 'removed'});
    if (recording !== undefined) tellWayBack(context, recording);
  }
}

/** What is removed, so that it can be added again. Undefined where it cannot be read: it is removed all the same. */
async function overrideBefore({io, rest}: Context, state: JsonObject): Promise<JsonObject | undefined> {
  try {
    return await findOverride(await rest(), state, io.now());
  } catch (error) {
    if (error instanceof PdError && error.kind !== 'interrupted') return undefined;
    throw error;
  }
}
