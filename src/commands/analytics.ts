import {string} from '@oclif/core/flags';
import {dayMs} from '../lib/base/day.ts';
import {usageError} from '../lib/base/errors.ts';
import type {JsonObject} from '../lib/base/json.ts';
import {
  type Counting,
  countedRows,
  countings,
  figures,
  mostFirst,
  type Period,
  sketch,
  trendOf,
  unitOf,
} from '../lib/incidents/metrics.ts';
import {timeWindow} from '../lib/input/window.ts';
import {teamIds} from '../lib/resources/team-ids.ts';
import {PdCommand} from './base/command.ts';

const longestMs = 366 * dayMs;

const flags = {
  since: string({helpValue: 'TIME', summary: 'Incidents created after this time (default: 30 days before the end).'}),
  until: string({helpValue: 'TIME', summary: 'Incidents created before this time (default: now).'}),
  team: string({
    ...{helpValue: 'TEAM', multiple: true, multipleNonGreedy: true},
    summary: 'Incidents of this team; may be repeated. PagerDuty requires one with the key of a user.',
  }),
};

export const AnalyticsServices = counted('services', 'SERVICE');
export const AnalyticsTeams = counted('teams', 'TEAM');
export const AnalyticsUsers = counted('users', 'USER');
export const AnalyticsIncidents = counted('incidents', 'FROM');

function counted(verb: keyof typeof countings, header: string) {
  const counting: Counting = countings[verb];
  return class Counted extends PdCommand {
    static override examples = [`pd analytics ${verb} --since 7d`, `pd analytics ${verb} --team Platform -o json`];
    static override flags = flags;

    async run(): Promise<void> {
      const {flags, context} = await this.start(Counted);
      const period = await periodOf(flags, context.io.now());
      const teams = await teamIds(context, flags.team);
      const rest = await context.rest();
      const unit = unitOf(period);
      const isTable = context.output.format === 'table' && flags.fields === undefined;
      const [rows, parts] = await Promise.all([
        countedRows(rest, counting, {period, teams, unit: verb === 'incidents' ? unit : undefined}),
        isTable && counting.hasTrend && verb !== 'incidents' ? countedRows(rest, counting, {period, teams, unit}) : [],
      ]);
      const name = {header, value: (row: JsonObject) => shown(row[counting.name] ?? row[counting.id]), grow: true};
      const trend = verb === 'incidents' ? bars(rows) : trends(parts, counting, period);
      await context.output.records([verb === 'incidents' ? byTime(rows) : mostFirst(rows)], {
        columns: [name, ...figures(counting), ...(counting.hasTrend && isTable ? [trend] : [])],
        id: row => String(row[counting.id] ?? ''),
        empty: 'There are no figures for this period.',
      });
    }
  };
}

/** A step of time by its first day. */
const shown = (value: JsonObject[string] | undefined) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT00:00:00/.test(value) ? value.slice(0, 10) : value;

const byTime = (rows: readonly JsonObject[]): JsonObject[] =>
  rows.toSorted((a, b) => String(a['range_start']).localeCompare(String(b['range_start'])));

async function periodOf(
  flags: {since?: string | undefined; until?: string | undefined},
  nowMs: number,
): Promise<Period> {
  const {since, until} = await timeWindow(flags, nowMs);
  const endMs = until?.getTime() ?? nowMs;
  const startMs = since?.getTime() ?? endMs - 30 * dayMs;
  if (endMs - startMs > longestMs)
    throw usageError(
      'PagerDuty has these figures for at most a year at once',
      'move --since and --until closer together',
    );
  return {startMs, endMs};
}

/** A line for each row: how many incidents in each step of the period. */
function trends(parts: readonly JsonObject[], {id}: Counting, period: Period) {
  const unit = unitOf(period);
  const most = Math.max(1, ...parts.map(row => Number(row['total_incident_count'])));
  const value = (row: JsonObject) => {
    const own = parts.filter(part => part[id] === row[id]);
    return sketch(trendOf(own, period, unit), most);
  };
  return {header: `EACH ${unit.toUpperCase()}`, value, drop: 3};
}

/** A bar for each step. */
function bars(rows: readonly JsonObject[]) {
  const most = Math.max(1, ...rows.map(row => Number(row['total_incident_count'])));
  const value = (row: JsonObject) => '█'.repeat(Math.ceil((Number(row['total_incident_count']) / most) * 20));
  return {header: 'TREND', value, drop: 3};
}
