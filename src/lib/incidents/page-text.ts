import {PdError} from '../base/errors.ts';
import {field, type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {valueText} from '../output/cells.ts';
import {valueAt} from '../output/fields.ts';
import {detailLines} from './details.ts';
import {alerts, notes, type Part} from './incident-parts.ts';
import {factRows, headline, headRows} from './page-facts.ts';
import {linksOf} from './page-links.ts';
import type {Everything, Fetched} from './page-parts.ts';
import {levelDelays, peopleView} from './page-people.ts';

const maxShown: Readonly<Record<string, number>> = {
  alerts: 10,
  notes: 10,
  change_events: 5,
  log_entries: 10,
  related_incidents: 5,
  past_incidents: 5,
};
const maxAlertsWithDetails = 3;
const maxLinks = 6;
const maxBodyLines = 12;

/** The page of an incident, for people: what one needs first comes first, and what is long is folded. */
export async function showText(context: Context, everything: Everything, full: boolean): Promise<void> {
  const {incident, parts, people} = everything;
  const {output} = context;
  const found = parts.get(alerts);
  const rows = found === undefined || found instanceof PdError ? [] : found.rows;
  await showHead(context, incident, rows, full);
  if (people !== undefined && !(people instanceof PdError) && people.length > 0) {
    output.text('\nOn call now');
    await output.records([people], peopleView(levelDelays(incident)));
  }
  showBody(context, incident, full);
  for (const [part, fetched] of parts) {
    if (fetched instanceof PdError || fetched.rows.length === 0) continue;
    await showPart(context, part, fetched, {full, id: valueText(incident['incident_number'] ?? incident['id'])});
  }
}

async function showHead(context: Context, incident: JsonObject, rows: readonly JsonObject[], full: boolean) {
  const {io, output} = context;
  const all = linksOf(incident, rows);
  const links = full ? all : all.slice(0, maxLinks);
  const facts = factRows(context, incident, rows);
  if (!io.stdout.isTTY) {
    await output.record(object([...headRows(incident, links), ...facts]));
  } else {
    output.title(headline(incident));
    for (const {label, href} of links) output.link(label, href);
    output.link('Page', valueText(incident['html_url']));
    output.text('');
    await output.record(object([['id', valueText(incident['id'])], ...facts]));
  }
  if (all.length > links.length) output.note(`Not shown: ${all.length - links.length} more links. --full shows them.`);
}

/** Several rows of one name, such as links, are numbered from the second on. */
function object(rows: ReadonlyArray<readonly [string, string]>): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of rows) {
    if (value === '') continue;
    let key = name;
    for (let count = 2; Object.hasOwn(result, key); count++) key = `${name} ${count}`;
    result[key] = value;
  }
  return result;
}

function showBody({output}: Context, incident: JsonObject, full: boolean): void {
  const text = stringField(field(incident, 'body'), 'details') ?? '';
  if (text.trim() === '') return;
  const lines = text.trim().split(/\r?\n/);
  const shown = full ? lines : lines.slice(0, maxBodyLines);
  output.text(`\nBody\n${shown.map(line => `  ${line}`).join('\n')}`);
  if (shown.length < lines.length)
    output.note(`Not shown: ${lines.length - shown.length} more lines of the body. --full shows them.`);
}

async function showPart(
  context: Context,
  part: Part,
  fetched: Fetched,
  {full, id}: {full: boolean; id: string},
): Promise<void> {
  const {output} = context;
  const rows = part === notes ? newestFirst(fetched.rows) : fetched.rows;
  const shown = full ? rows : rows.slice(0, maxShown[part.key] ?? rows.length);
  output.text(`\n${heading(part, shown.length, fetched, id)}`);
  await output.records([shown], part.view);
  if (part === alerts) showDetails(context, shown, full);
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
