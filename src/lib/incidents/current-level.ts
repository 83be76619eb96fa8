import {field, type JsonObject, stringField} from '../base/json.ts';

/** Somebody who is on call for a level of an escalation policy. */
export interface Shift {
  level: number;
  user: string;
}

/**
 * The level that an incident is on. The API does not say: it is the one its assignees are on call for, and where they
 * are on call for several, the one that the incident's log (newest first) leads to. Undefined where neither settles it.
 * Pure.
 */
export function currentLevel(
  shifts: readonly Shift[],
  assigned: readonly string[],
  log: readonly JsonObject[],
): number | undefined {
  const levels = levelsOf(shifts.filter(({user}) => assigned.includes(user)));
  if (levels.length < 2) return levels[0];
  const logged = loggedLevel(levelsOf(shifts), log);
  return logged !== undefined && levels.includes(logged) ? logged : undefined;
}

/** Each level once, the lowest first. */
export const levelsOf = (shifts: readonly Shift[]): number[] =>
  [...new Set(shifts.map(({level}) => level))].sort((a, b) => a - b);

function loggedLevel(levels: readonly number[], log: readonly JsonObject[]): number | undefined {
  let steps = 0;
  for (const [index, entry] of log.entries()) {
    const kind = kindOf(entry);
    // An incident begins on the first level, and goes back there when its policy repeats.
    if (kind === 'trigger' || kind === 'repeat_escalation_path') return levels[steps];
    if (kind === 'assign' && isByHand(entry, log.slice(index + 1))) return undefined;
    if (kind !== 'escalate') continue;
    const told = /\blevel (\d+)\b/i.exec(stringField(entry, 'summary') ?? '')?.[1];
    if (told !== undefined) return levels[levels.indexOf(Number(told)) + steps];
    // Time moves it on by one level; a person may have chosen any.
    if (stringField(field(entry, 'channel'), 'type') !== 'timeout') return undefined;
    steps += 1;
  }
  return undefined;
}

const kindOf = (entry: JsonObject): string | undefined =>
  stringField(entry, 'type')?.replace(/_log_entry(?:_reference)?$/, '');

/** Whether a person chose the assignees, rather than the policy, or an escalation that was logged just before. */
function isByHand(assign: JsonObject, older: readonly JsonObject[]): boolean {
  const agent = stringField(field(assign, 'agent'), 'type') ?? '';
  if (/^(?:service|escalation_policy)/.test(agent)) return false;
  const before = older.find(entry => kindOf(entry) !== 'notify');
  const isEscalation = before !== undefined && kindOf(before) === 'escalate';
  return !isEscalation || stringField(before, 'created_at') !== stringField(assign, 'created_at');
}
