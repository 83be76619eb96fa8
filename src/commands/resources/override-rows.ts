import {isObject, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import type {Column, View} from '../../lib/output/output.ts';
import {isDocument} from '../../lib/output/view.ts';
import {column, namedAt} from '../../lib/resources/column.ts';
import {userNames} from '../../lib/resources/user-names.ts';

/** Prints overrides of either kind of schedule: a list, or the one that a layered schedule answers with. */
export async function printOverrides(context: Context, answer: JsonObject | readonly JsonObject[]): Promise<void> {
  const {output} = context;
  const rows = isObject(answer) ? [answer] : answer;
  const isNamed = !isDocument(output.format) && output.format !== 'id';
  const names = isNamed ? await namesOfMembers(context, rows) : new Map<string, string>();
  if (isObject(answer)) await output.record(answer, viewOf(rows, names));
  else await output.records([rows], viewOf(rows, names));
}

function viewOf(rows: readonly JsonObject[], names: ReadonlyMap<string, string>): View {
  const member = (row: JsonObject, name: string) => {
    const id = stringField(row[name], 'user_id');
    return id === undefined ? undefined : (names.get(id) ?? id);
  };
  // Layered schedules do not say who is replaced.
  const isShiftBased = rows.some(row => row['overridden_member'] !== undefined);
  const insteadOf: Column = {header: 'INSTEAD OF', value: row => member(row, 'overridden_member'), drop: 1};
  return {
    columns: [
      column('ID', 'id'),
      {header: 'USER', value: row => namedAt(row, 'user.summary') ?? member(row, 'overriding_member'), grow: true},
      ...(isShiftBased ? [insteadOf] : []),
      {header: 'START', value: row => row['start'] ?? row['start_time'], as: 'time'},
      {header: 'END', value: row => row['end'] ?? row['end_time'], as: 'time'},
    ],
    empty: 'There are no overrides in that period.',
  };
}

/** The names of the users in overrides of shift-based schedules, where there are only IDs. */
async function namesOfMembers(context: Context, rows: readonly JsonObject[]): Promise<Map<string, string>> {
  const members = rows.flatMap(row => [row['overridden_member'], row['overriding_member']]);
  return await userNames(
    await context.rest(),
    members.map(member => stringField(member, 'user_id')),
  );
}
