import {string} from '@oclif/core/flags';
import {dayMs} from '../../lib/base/day.ts';
import {PdError} from '../../lib/base/errors.ts';
import {field, isObject, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {timeWindow} from '../../lib/input/window.ts';
import {valueText} from '../../lib/output/cells.ts';
import {valueAt} from '../../lib/output/fields.ts';
import type {OutputFormat, View} from '../../lib/output/output.ts';
import {measure} from '../../lib/output/text-width.ts';
import {brief} from '../../lib/resources/brief.ts';
import {column, namedAt} from '../../lib/resources/column.ts';
import {schedules} from '../../lib/resources/descriptors.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {chartLines} from '../../lib/resources/schedule-chart.ts';
import {withMemberNames} from '../../lib/resources/user-names.ts';
import type {RestClient} from '../../lib/rest/rest-client.ts';
import {shiftBasedPath} from '../../lib/rest/schedule-kinds.ts';
import {PdCommand} from '../base/command.ts';
import {fetched} from './factories.ts';
import {pickedArg} from './name-args.ts';

const usualDays = 14;
/** More cannot be drawn on any terminal that people use. */
const mostDays = 62;

export default class ScheduleShow extends PdCommand {
  static override description =
    'Shows who is on call when, for two weeks unless told otherwise: at a terminal as a chart with a line for each user, then as a table.';

  static override examples = [
    'pd schedules show "Platform primary"',
    'pd schedules show Payments --since yesterday --until "in 3 days"',
  ];
  static override args = {id: pickedArg(schedules)};
  static override pages: readonly OutputFormat[] = ['table', 'json', 'yaml'];
  static override flags = {
    since: string({helpValue: 'TIME', summary: 'Start of the period (default: today).'}),
    until: string({helpValue: 'TIME', summary: 'End of the period (default: two weeks after the start).'}),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(ScheduleShow);
    const {output} = context;
    const nowMs = context.io.now();
    const window = await timeWindow({...flags, since: flags.since ?? 'today'}, nowMs, 'ahead');
    const sinceMs = window.since?.getTime() ?? nowMs;
    const span = {sinceMs, untilMs: window.until?.getTime() ?? sinceMs + usualDays * dayMs};
    const find = await context.resolver();
    const path = await find.path(schedules, args.id);
    const isForPeople = output.format === 'table' && flags.fields === undefined;
    if (!path.startsWith(shiftBasedPath)) {
      const record = await rendered(context, path, span);
      if (isForPeople) await show(context, record, shiftsIn(record), span);
      else await output.record(record);
      return;
    }
    const record = await fetched(context, schedules, args.id);
    if (!isForPeople || !isObject(record)) return await output.record(record);
    const rest = await context.rest();
    const shifts = await shiftsOf(rest, String(record['id']), span);
    await show(context, await withMemberNames(rest, record), shifts, span);
  }
}

interface Span {
  sinceMs: number;
  untilMs: number;
}

const queryOf = ({sinceMs, untilMs}: Span) =>
  [
    ['since', new Date(sinceMs).toISOString()],
    ['until', new Date(untilMs).toISOString()],
  ] as const;

/** The schedule with its shifts. */
async function rendered(context: Context, path: string, span: Span): Promise<JsonObject> {
  const rest = await context.rest();
  const {body} = await rest
    .request('GET', path, {query: queryOf(span)})
    .catch(notThere(`No schedule has the ID ${path.split('/').at(-1)}`, 'pd schedules ls'));
  if (!isObject(body)) throw new PdError('unreachable', `The answer to GET ${path} is not a schedule`);
  return body;
}

/** The shifts of a schedule that does not tell them itself: those that an escalation policy uses, each once. */
async function shiftsOf(rest: RestClient, id: string, span: Span): Promise<JsonObject[]> {
  const shifts = new Map<string, JsonObject>();
  for await (const page of rest.list('/oncalls', {query: [['schedule_ids[]', id], ...queryOf(span)]}))
    for (const shift of page)
      shifts.set(JSON.stringify([shift['start'], shift['end'], valueAt(shift, 'user.id')]), shift);
  return [...shifts.values()].toSorted((a, b) => String(a['start']).localeCompare(String(b['start'])));
}

const drawn = ['schedule_layers', 'overrides_subschedule', 'final_schedule', 'users'];

async function show(context: Context, record: JsonObject, shifts: readonly JsonObject[], span: Span): Promise<void> {
  const {io, output, settings} = context;
  const facts = Object.fromEntries(Object.entries(record).filter(([name]) => !drawn.includes(name)));
  await output.record(brief(facts, {nowMs: io.now(), utc: settings.utc}));
  if (io.stdout.isTTY) await draw(context, shifts, span);
  output.text('');
  const isWhole = Object.hasOwn(record, 'final_schedule');
  const empty = isWhole ? 'Nobody is on call in that period.' : 'No escalation policy uses it in that period.';
  await output.records([shifts], {...view, empty});
}

const view: View = {
  columns: [
    column('START', 'start', {as: 'when'}),
    column('END', 'end', {as: 'when'}),
    column('USER', 'user.summary', {grow: true}),
    column('OVERRIDE', 'override', {sparse: true}),
  ],
};

/** The shifts of the final schedule, each with whether it comes from an override. */
function shiftsIn(record: JsonObject): JsonObject[] {
  const entries = (name: string) => objects(valueAt(record, `${name}.rendered_schedule_entries`));
  const overrides = entries('overrides_subschedule');
  const isOverride = (shift: JsonObject) =>
    overrides.some(
      one => valueAt(one, 'user.id') === valueAt(shift, 'user.id') && field(one, 'start') === field(shift, 'start'),
    );
  return entries('final_schedule').map(shift => ({...shift, override: isOverride(shift) ? 'yes' : ''}));
}

async function draw({io, output, settings}: Context, rows: readonly JsonObject[], span: Span): Promise<void> {
  if (rows.length === 0 || span.untilMs - span.sinceMs > mostDays * dayMs) return;
  const shifts = rows.map(row => ({
    user: valueText(namedAt(row, 'user.summary')),
    startMs: Date.parse(stringField(row, 'start') ?? ''),
    endMs: Date.parse(stringField(row, 'end') ?? ''),
  }));
  const lines = chartLines(shifts, {
    ...{fromMs: span.sinceMs, toMs: span.untilMs, nowMs: io.now(), width: io.stdout.columns, utc: settings.utc},
    ascii: !/utf-?8/i.test(io.env['LC_ALL'] || io.env['LC_CTYPE'] || io.env['LANG'] || 'UTF-8'),
    measure: await measure(),
  });
  if (lines.length > 0) output.text(`\n${lines.join('\n')}`);
}
