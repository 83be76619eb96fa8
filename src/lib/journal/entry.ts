import {isDeepStrictEqual} from 'node:util';
import {field, isObject, type Json, type JsonObject, objects, parseOwnJson, stringField} from '../base/json.ts';
import {formats, newerFormat} from '../files/file-format.ts';

/** What an entry's states are of, and so how they are restored. */
export type ChangeKind = 'incidents' | 'fields' | 'services' | 'windows' | 'overrides' | 'final';

/** What became of one thing. */
export type ItemOutcome = 'done' | 'unknown' | 'not tried' | 'refused';

export interface NewItem {
  id: string;
  /** For people: `#8 Checkout is slow`. */
  name: string;
  /** Undefined where it could not be read. */
  before: JsonObject | undefined;
  /** The fields that the change sets, for a thing that is not known to have been changed. */
  wanted?: JsonObject | undefined;
}

export interface JournalItem extends NewItem {
  /** Undefined where the command that changed it was killed: it may have been changed. */
  outcome: ItemOutcome | undefined;
  /** What the change left, where that is known. */
  after: JsonObject | undefined;
  isUndone: boolean;
}

export interface NewEntry {
  kind: ChangeKind;
  /** As typed, without its arguments: `incidents resolve`. */
  command: string;
  items: readonly NewItem[];
  /** Why it cannot be undone, for kind `final`. */
  why?: string | undefined;
  /** The entry that this change undoes. */
  undoes?: string | undefined;
}

export interface Entry extends NewEntry {
  /** C42 */
  id: string;
  at: string;
  profile: string | undefined;
  /** The address of the API that was changed. */
  api: string;
  items: readonly JournalItem[];
  /** The change that took it back, or a part of it, last. */
  undoneBy: string | undefined;
}

/** The entry in the lines of a file, or its format where only a newer pd can read it; undefined where there is none. Pure. */
export function readEntry(id: string, lines: readonly string[]): Entry | {newerFormat: number} | undefined {
  const [first, ...more] = lines.filter(line => line !== '').map(parsed);
  const newer = newerFormat(first, formats.journal, 'v');
  if (newer !== undefined) return {newerFormat: newer};
  if (!isObject(first) || first['v'] !== formats.journal) return undefined;
  const items = new Map<string, JournalItem>();
  for (const item of objects(first['items'])) {
    const {id: itemId = '', name = ''} = item;
    if (typeof itemId !== 'string' || typeof name !== 'string') continue;
    const [before, wanted] = [objectIn(item, 'before'), objectIn(item, 'wanted')];
    items.set(itemId, {...{id: itemId, name, before, wanted}, outcome: undefined, after: undefined, isUndone: false});
  }
  let undoneBy: string | undefined;
  for (const line of more) undoneBy = addLine(items, line) ?? undoneBy;
  return {
    id,
    at: stringField(first, 'at') ?? '',
    kind: kindIn(first),
    command: stringField(first, 'command') ?? '',
    // Told again where the profile was renamed.
    profile: more.map(line => stringField(line, 'profile')).findLast(Boolean) ?? stringField(first, 'profile'),
    api: stringField(first, 'api') ?? '',
    why: stringField(first, 'why'),
    undoes: stringField(first, 'undoes'),
    items: [...items.values()],
    undoneBy,
  };
}

/** Adds what a later line tells. Returns the change that took items back, if it tells of one. */
function addLine(items: ReadonlyMap<string, JournalItem>, line: Json | undefined): string | undefined {
  for (const told of objects(field(line, 'outcomes'))) {
    const item = items.get(stringField(told, 'id') ?? '');
    if (item === undefined) continue;
    item.outcome = outcomeIn(told);
    const after = objectIn(told, 'after');
    item.after = after && {...item.before, ...after};
  }
  for (const [name, isUndone] of [
    ['undone', true],
    ['redone', false],
  ] as const) {
    const ids = field(line, name);
    for (const id of Array.isArray(ids) ? ids : []) {
      const item = items.get(String(id));
      if (item !== undefined) item.isUndone = isUndone;
    }
  }
  return stringField(line, 'by');
}

function objectIn(line: JsonObject, name: string): JsonObject | undefined {
  const value = line[name];
  return isObject(value) ? value : undefined;
}

function parsed(line: string): Json | undefined {
  try {
    return parseOwnJson(line);
  } catch {
    return undefined; // cut short by a full disk, or by the end of its writer
  }
}

const kinds: readonly ChangeKind[] = ['incidents', 'fields', 'services', 'windows', 'overrides', 'final'];
const outcomes: readonly ItemOutcome[] = ['done', 'unknown', 'not tried', 'refused'];

const kindIn = (line: JsonObject): ChangeKind => kinds.find(kind => kind === line['kind']) ?? 'final';
const outcomeIn = (told: JsonObject): ItemOutcome => outcomes.find(one => one === told['outcome']) ?? 'unknown';

/** What the change left, or is to have left where its answer was lost. Undefined where that is not known. Pure. */
export function expectedState({after, before, wanted}: JournalItem): JsonObject | undefined {
  return after ?? (before && wanted && {...before, ...wanted});
}

/** What is left to undo: all that was changed, or may have been, and is not undone yet. Pure. */
export const openItems = ({items}: Pick<Entry, 'items'>): JournalItem[] =>
  items.filter(({outcome, isUndone, before, after}) => {
    const isAsBefore = before !== undefined && after !== undefined && isDeepStrictEqual(before, after);
    return !isUndone && !isAsBefore && outcome !== 'not tried' && outcome !== 'refused';
  });
