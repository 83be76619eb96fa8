import type {Context} from '../context.ts';
import {PdError} from '../errors.ts';
import {isObject, type JsonObject, stringField} from '../json.ts';
import {age, clockTime, valueText} from '../output/cells.ts';
import {valueAt} from '../output/fields.ts';
import {pathPart} from '../resources/ids.ts';
import type {RestClient} from '../rest/client.ts';
import {assignees} from './columns.ts';
import {detailLines} from './details.ts';
import {alerts, listPart, log, notes, type Part, past, related} from './parts.ts';

const parts: readonly Part[] = [alerts, notes, log, related, past];
/** One page of each part; its own command lists the rest. */
const maxOfPart = 100;
const maxShown: Readonly<Record<string, number>> = {
  alerts: 10,
  log_entries: 10,
  related_incidents: 5,
  past_incidents: 5,
};
const maxAlertsWithDetails = 3;

export interface Everything {
  incident: JsonObject;
  /** A part that could not be fetched is an error and never an empty list. */
  parts: ReadonlyMap<Part, JsonObject[] | PdError>;
}

/** The incident and all that belongs to it, asked for at once. Without the incident itself there is nothing to show. */
export async function fetchEverything(rest: RestClient, id: string): Promise<Everything> {
  const lists = parts.map(async part => [part, await fetchPart(rest, part, id)] as const);
  const [{body}, ...found] = await Promise.all([rest.request('GET', `/incidents/${pathPart(id)}`), ...lists]);
  if (!isObject(body)) throw new PdError('unreachable', `The answer for the incident ${id} is not an incident`);
  return {incident: body, parts: new Map(found)};
}

async function fetchPart(rest: RestClient, part: Part, id: string): Promise<JsonObject[] | PdError> {
  try {
    const rows: JsonObject[] = [];
    for await (const page of listPart(rest, part, id, maxOfPart)) rows.push(...page);
    return rows;
  } catch (error) {
    // The other parts are worth showing without this one; what failed is said.
    if (error instanceof PdError && error.kind !== 'interrupted') return error;
    throw error;
  }
}

export async function showEverything(context: Context, everything: Everything, full: boolean): Promise<void> {
  const {output} = context;
  const {incident} = everything;
  if (output.format === 'table') await showText(context, everything, full);
  else await output.record({...incident, ...Object.fromEntries(partRows(everything))});
  const failed: string[] = [];
  for (const [part, rows] of everything.parts) {
    if (!(rows instanceof PdError)) continue;
    const isMissing = part.optional === true && [402, 403, 404].includes(rows.facts.status ?? 0);
    if (isMissing) output.note(`${part.title}: not to be had with this account or key.`);
    else failed.push(`${part.title}: ${rows.message}`);
  }
  if (failed.length > 0)
    throw new PdError('partial', `${failed.length} of ${parts.length} parts of the incident could not be fetched`, {
      details: failed,
    });
}

const partRows = ({parts}: Everything): [string, JsonObject[] | null][] =>
  [...parts].map(([part, rows]) => [part.key, rows instanceof PdError ? null : rows]);

async function showText(context: Context, everything: Everything, full: boolean): Promise<void> {
  const {output} = context;
  await output.record(facts(context, everything.incident));
  for (const [part, rows] of everything.parts) {
    if (rows instanceof PdError || rows.length === 0) continue;
    const shown = full ? rows : rows.slice(0, maxShown[part.key] ?? rows.length);
    output.text(
      `\n${part.title} (${shown.length === rows.length ? rows.length : `${shown.length} of ${rows.length}`})`,
    );
    await output.records([shown], part.view);
    if (part === alerts) showDetails(context, shown, full);
  }
}

function showDetails({output}: Context, rows: readonly JsonObject[], full: boolean): void {
  let folded = 0;
  for (const alert of full ? rows : rows.slice(0, maxAlertsWithDetails)) {
    const {lines, hidden} = detailLines(valueAt(alert, 'body'), full);
    if (lines.length === 0) continue;
    folded += hidden;
    output.text(`\nDetails of alert ${stringField(alert, 'id') ?? ''}`);
    for (const line of lines) output.text(`  ${line}`);
  }
  if (folded > 0) output.note(`${folded} more lines of details: --full shows them.`);
}

function facts({io, settings}: Context, incident: JsonObject): JsonObject {
  const text = (path: string) => valueText(valueAt(incident, path));
  const time = (path: string) => {
    const date = new Date(text(path));
    return Number.isNaN(date.getTime())
      ? text(path)
      : `${clockTime(date, settings.utc)} (${sinceText(io.now() - date.getTime())})`;
  };
  const rows: [string, string][] = [
    ['title', text('title')],
    ['number', text('incident_number')],
    ['id', text('id')],
    ['status', text('status')],
    ['urgency', text('urgency')],
    ['priority', text('priority.summary')],
    ['service', text('service.summary')],
    ['escalation policy', text('escalation_policy.summary')],
    ['teams', text('teams.summary')],
    ['assigned to', assignees(incident)],
    ['created', time('created_at')],
    ['last change', `${time('last_status_change_at')} ${text('last_status_change_by.summary')}`.trim()],
    ['resolved', text('resolved_at') === '' ? '' : time('resolved_at')],
    ['page', text('html_url')],
  ];
  return Object.fromEntries(rows.filter(([, value]) => value !== ''));
}

const sinceText = (ms: number): string => `${age(ms)}${ms >= 0 ? ' ago' : ''}`;
