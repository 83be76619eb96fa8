import {type JsonObject, objects, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {nearTime, valueText} from '../output/cells.ts';
import {valueAt} from '../output/fields.ts';
import {namedAt} from '../resources/column.ts';
import {incidentView} from './incident-columns.ts';
import type {MyStatus} from './my-status.ts';
import {endMs, levelOf, startMs} from './shifts.ts';

/** So that all of it is on a screen of 24 lines. */
const mostIncidents = 5;
const mostShifts = 4;

/** Prints where the user stands, for people. */
export async function showStatus(context: Context, status: MyStatus): Promise<void> {
  const {output} = context;
  output.title(whoami(context, status.user));
  for (const line of duties(context, status)) output.text(line);
  await showIncidents(context, 'My open incidents', status.mine, 'pd incidents ls --mine');
  const names = objects(status.user['teams']).map(team => valueText(namedAt(team, 'summary')));
  if (names.length === 0) return;
  const filters = names.map(name => ` --team ${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)}`);
  const others = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more teams`] : names;
  await showIncidents(context, `Also open in ${others.join(', ')}`, status.teams, `pd incidents ls${filters.join('')}`);
}

/** `Ada Byron <ada@example.com>, account shop (profile work, region eu)` */
function whoami({settings}: Context, user: JsonObject): string {
  const account = accountOf(user);
  const name = valueText(user['name'] ?? user['summary'] ?? user['id']);
  const email = stringField(user, 'email');
  const profile = settings.profileName === undefined ? 'no profile' : `profile ${settings.profileName}`;
  const who = email === undefined ? name : `${name} <${email}>`;
  return `${who}${account === undefined ? '' : `, account ${account}`} (${profile}, region ${settings.region()})`;
}

/** The account's name, which is the first part of the host of its web pages. */
export const accountOf = (user: JsonObject): string | undefined =>
  /^https:\/\/([a-z0-9-]+)\.(?:eu\.)?pagerduty\.com\//i.exec(stringField(user, 'html_url') ?? '')?.[1];

function duties({io, settings}: Context, {onCall, next}: MyStatus): string[] {
  const clock = {nowMs: io.now(), utc: settings.utc};
  const lines = onCall.slice(0, mostShifts).map(shift => {
    const end = endMs(shift);
    const until = Number.isNaN(end) ? 'always' : `until ${nearTime(new Date(end), clock)}`;
    const beside = (['before', 'after'] as const).flatMap(side => {
      const user = valueText(valueAt(shift, `${side}.summary`));
      return user === '' ? [] : `${side} you ${user}`;
    });
    return `On call: ${[duty(shift), until, ...beside].join(', ')}`;
  });
  const left = onCall.length - lines.length;
  if (left > 0) lines.push(`and ${left} more: pd oncalls ls --mine`);
  if (lines.length === 0) lines.push('You are not on call.');
  if (next !== undefined) lines.push(`Next: ${duty(next)}, from ${nearTime(new Date(startMs(next)), clock)}`);
  return lines;
}

/** `Platform, level 1 (Platform primary)` */
function duty(shift: JsonObject): string {
  const schedule = valueText(namedAt(shift, 'schedule.summary'));
  const policy = valueText(namedAt(shift, 'escalation_policy.summary'));
  return `${policy}, level ${levelOf(shift)}${schedule === '' ? '' : ` (${schedule})`}`;
}

async function showIncidents(
  {output}: Context,
  title: string,
  incidents: readonly JsonObject[],
  command: string,
): Promise<void> {
  const shown = incidents.slice(0, mostIncidents);
  const count =
    shown.length < incidents.length ? `${shown.length} of ${incidents.length}; all: ${command}` : shown.length;
  output.text(`\n${title} (${count})`);
  if (shown.length > 0) await output.records([shown], incidentView(''));
}
