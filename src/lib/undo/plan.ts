import type {JsonObject} from '../base/json.ts';
import {expectedState, type JournalItem} from '../journal/entry.ts';
import type {Restorer, Step} from './restorer.ts';

export interface Plan {
  steps: Step[];
  /** As they were before, whoever put them back. */
  already: JournalItem[];
  /** Those that stay as they are, and why. */
  hindered: {item: JournalItem; why: string}[];
}

type How = Pick<Restorer, 'changed' | 'isAlike' | 'follows' | 'words' | 'obstacle'>;

/** What undoing these changes takes, given what the things are now. Pure. */
export function planOf(items: readonly JournalItem[], now: ReadonlyMap<string, JsonObject | string>, how: How): Plan {
  const plan: Plan = {steps: [], already: [], hindered: []};
  for (const item of items) {
    const state = now.get(item.id) ?? 'it is not there any more';
    const found = typeof state === 'string' ? state : decided(item, state, how);
    if (typeof found === 'string') plan.hindered.push({item, why: found});
    else if (found === undefined) plan.already.push(item);
    else plan.steps.push(found);
  }
  return plan;
}

/** The step, undefined where nothing is left to do, or why nothing can be done. */
function decided(item: JournalItem, now: JsonObject, how: How): Step | string | undefined {
  const {before} = item;
  if (before === undefined) return 'it is not known what it was before';
  const expected = expectedState(item);
  if (expected === undefined)
    return how.changed(before, now).length === 0 ? undefined : 'it is not known what the change left';
  const fields = how.changed(before, expected);
  if (fields.every(name => how.isAlike(now, before, name))) return undefined;
  const others = fields.filter(name => !how.isAlike(now, expected, name));
  if (others.length > 0) return `changed since: ${how.words(expected, now, others)}`;
  const target = {
    ...now,
    ...picked(before, item.after ? fields : [...fields, ...following(fields, {before, now}, how)]),
  };
  return how.obstacle?.(target) ?? {item, now, target};
}

/** Where the answer was lost, the fields that have changed along with those that were sent. */
function following(
  fields: readonly string[],
  {before, now}: {before: JsonObject; now: JsonObject},
  how: How,
): string[] {
  const along = new Set(fields.flatMap(name => how.follows?.(name) ?? []));
  return how.changed(before, now).filter(name => along.has(name));
}

const picked = (state: JsonObject, fields: readonly string[]): JsonObject =>
  Object.fromEntries(fields.map(name => [name, state[name] ?? null]));
