import {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {moment, valueText} from '../output/cells.ts';
import {valueAt} from '../output/fields.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {detailLines} from './details.ts';
import {incidentOf} from './incident.ts';
import {assignees} from './incident-columns.ts';
import {alerts, listPart, log, notes, type Part, past, related} from './incident-parts.ts';

const allParts: readonly Part[] = [alerts, notes, log, related, past];
/** One page of each part, unless everything is wanted; the part's own command lists the rest. */
const maxOfPart = 100;
const maxShown: Readonly<Record<string, number>> = {
  alerts: 10,
  notes: 10,
  log_entries: 10,
  related_incidents: 5,
  past_incidents: 5,
};
const maxAlertsWithDetails = 3;

interface ShowOptions {
  /** Everything, with long details in full. */
  full: boolean;
  /** Only these dotted paths; a part is fetched only if a path leads into it. */
  fields: readonly string[] | undefined;
}

interface Fetched {
  rows: JsonObject[];
  /** Whether there may be more rows than these. */
  isCut: boolean;
}

export interface Everything {
  incident: JsonObject;
  /** A part that could not be fetched is an error, never an empty list. */
  parts: ReadonlyMap<Part, Fetched | PdError>;
}

/**
 * The incident and everything that belongs to it, fetched concurrently. Throws if the incident itself cannot be
 * fetched.
 */
export async function fetchEverything(context: Context, id: string, {full, fields}: ShowOptions): Promise<Everything> {
  const rest = await context.rest();
  const wanted = new Set(fields?.map(path => path.split('.')[0]));
  const parts = fields === undefined ? allParts : allParts.filter(({key}) => wanted.has(key));
  const limit = full ? undefined : maxOfPart;
  const lists = parts.map(async part => [part, await fetchPart(rest, part, id, limit)] as const);
  const [incident, ...found] = await Promise.all([incidentOf(context, id), ...lists]);
  return {incident, parts: new Map(found)};
}

async function fetchPart(
  rest: RestClient,
  part: Part,
  id: string,
  limit: number | undefined,
): Promise<Fetched | PdError> {
  try {
    const rows: JsonObject[] = [];
    for await (const page of listPart(rest, part, id, {limit})) rows.push(...page);
    return {rows, isCut: limit !== undefined && rows.length >= limit};
  } catch (error) {
    // The other parts are worth showing without this one; the failure is reported at the end.
    if (error instanceof PdError && error.kind !== 'interrupted') return error;
    throw error;
  }
}

export async function showEverything(context: Context, everything: Everything, options: ShowOptions): Promise<void> {
  const {output} = context;
  const {incident, parts} = everything;
  const isText = output.format === 'table' && options.fields === undefined;
  if (isText) await showText(context, everything, options.full);
  else await output.record({...incident, ...Object.fromEntries(partRows(everything))});
  const failed: string[] = [];
  for (const [part, found] of parts) {
    if (!(found instanceof PdError)) {
      if (found.isCut && !isText)
        output.note(`${part.title}: the first ${found.rows.length}. --full prints all of them.`);
      continue;
    }
    const isMissing = part.optional === true && [402, 403, 404].includes(found.facts.status ?? 0);
    if (isMissing) output.note(`${part.title}: not available with this account or key.`);
    else failed.push(`${part.title}: ${found.message}`);
  }
  if (failed.length > 0)
    throw new PdError('partial', `${failed.length} of ${parts.size} parts of the incident could not be fetched`, {
      details: failed,
    });
}

const partRows = ({parts}: Everything): [string, JsonObject[] | null][] =>
  [...parts].map(([part, found]) => [part.key, found instanceof PdError ? null : found.rows]);

async function showText(context: Context, {incident, parts}: Everything, full: boolean): Promise<void> {
  const {output} = context;
  await output.record(facts(context, incident));
  for (const [part, found] of parts) {
    if (found instanceof PdError || found.rows.length === 0) continue;
    const rows = part === notes ? newestFirst(found.rows) : found.rows;
    const shown = full ? rows : rows.slice(0, maxShown[part.key] ?? rows.length);
    output.text(`\n${heading(part, shown.length, found, valueText(incident['incident_number'] ?? incident['id']))}`);
    await output.records([shown], part.view);
    if (part === alerts) showDetails(context, shown, full);
  }
}

/** `Alerts (3)`, or how many of them are shown and the command that lists them all. */
function heading({title, command}: Part, shown: number, {rows, isCut}: Fetched, id: string): string {
  if (shown === rows.length && !isCut) return `${title} (${shown})`;
  return `${title} (${shown} of ${rows.length}${isCut ? ' or more' : ''}; all: pd incidents ${command} ${id})`;
}

const newestFirst = (rows: readonly JsonObject[]): JsonObject[] =>
  rows.toSorted((a, b) => (stringField(b, 'created_at') ?? '').localeCompare(stringField(a, 'created_at') ?? ''));

function showDetails({output, settings}: Context, rows: readonly JsonObject[], full: boolean): void {
  let folded = 0;
  let unshown = 0;
  for (const [index, alert] of rows.entries()) {
    const {lines, hidden} = detailLines(valueAt(alert, 'body'), full, text => settings.redactor.redact(text));
    if (lines.length === 0) continue;
    if (!full && index >= maxAlertsWithDetails) {
      unshown += 1;
      continue;
    }
    folded += hidden;
    output.text(`\nDetails of alert ${stringField(alert, 'id') ?? ''}`);
    for (const line of lines) output.text(`  ${line}`);
  }
  const left = [
    ...(folded > 0 ? [`${folded} more lines of details`] : []),
    ...(unshown > 0 ? [`the details of ${unshown} more alerts`] : []),
  ];
  if (left.length > 0) output.note(`Not shown: ${left.join(' and ')}. --full shows them.`);
}

function facts({io, settings}: Context, incident: JsonObject): JsonObject {
  const text = (path: string) => valueText(valueAt(incident, path));
  const time = (path: string) => moment(text(path), {nowMs: io.now(), utc: settings.utc});
  const rows: [string, string][] = [
    ['title', text('title')],
    ['number', text('incident_number')],
    ['id', text('id')],
    ['status', text('status')],
    ['urgency', text('urgency')],
    ['priority', text('priority.summary')],
    ['service', text('service.summary')],
    ['escalation policy', text('escalation_policy.summary')],
    ['levels', levels(incident)],
    ['teams', text('teams.summary')],
    ['assigned to', assignees(incident)],
    ['created', time('created_at')],
    ['last change', `${time('last_status_change_at')} ${text('last_status_change_by.summary')}`.trim()],
    ['resolved', text('resolved_at') === '' ? '' : time('resolved_at')],
    ['next', nextSteps(incident, text, time)],
    ['bridge', `${text('conference_bridge.conference_number')} ${text('conference_bridge.conference_url')}`.trim()],
    ['page', text('html_url')],
  ];
  return Object.fromEntries(rows.filter(([, value]) => value !== ''));
}

/** Whom the escalation policy notifies, in order: `1. Grace, after 30 min 2. Platform rota`. */
function levels(incident: JsonObject): string {
  const rules = valueAt(incident, 'escalation_policy.escalation_rules');
  let after = '';
  return (Array.isArray(rules) ? rules : [])
    .map((rule, index) => {
      const level = `${after}${index + 1}. ${valueText(valueAt(rule, 'targets.summary'))}`;
      after = `after ${valueText(valueAt(rule, 'escalation_delay_in_minutes'))} min `;
      return level;
    })
    .join(', ');
}

/** What PagerDuty will do by itself; a snooze ends with "unacknowledge". */
function nextSteps(incident: JsonObject, text: (path: string) => string, time: (path: string) => string): string {
  const pending = valueAt(incident, 'pending_actions');
  const steps = (Array.isArray(pending) ? pending : []).map(
    (_, index) => `${text(`pending_actions.${index}.type`)} ${time(`pending_actions.${index}.at`)}`,
  );
  return steps.join(', ');
}
