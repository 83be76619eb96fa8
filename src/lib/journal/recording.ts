import {isDeepStrictEqual} from 'node:util';
import type {JsonObject} from '../base/json.ts';
import type {LineFile} from '../files/line-file.ts';
import type {ItemOutcome, NewItem} from './entry.ts';

export interface ToldOutcome {
  id: string;
  outcome: ItemOutcome;
  after?: JsonObject | undefined;
}

/** A change that is being made, and its entry in the journal: none where the disk takes none. */
export class Recording {
  /** For `pd undo`. Undefined where the change is not in the journal. */
  readonly id: string | undefined;
  /** Why it is not, or not whole. */
  problem: string | undefined;
  /** Whether anything is another than it was, as far as is known. */
  hasChanged = false;
  readonly #file: LineFile | undefined;
  readonly #before: ReadonlyMap<string, JsonObject | undefined>;

  constructor(items: readonly NewItem[], entry: {id: string; file: LineFile} | {problem: string}) {
    this.#before = new Map(items.map(({id, before}) => [id, before]));
    if ('problem' in entry) this.problem = entry.problem;
    this.id = 'id' in entry ? entry.id : undefined;
    this.#file = 'file' in entry ? entry.file : undefined;
  }

  /** Writes down what became of some of the things. Never throws. */
  tell(outcomes: readonly ToldOutcome[]): void {
    if (outcomes.length === 0) return;
    const told = outcomes.map(({id, outcome, after}) => ({
      ...{id, outcome},
      ...(after === undefined ? {} : {after: differing(this.#before.get(id), after)}),
    }));
    this.hasChanged ||= told.some(
      ({outcome, after}) =>
        outcome === 'unknown' || (outcome === 'done' && !(after && Object.keys(after).length === 0)),
    );
    this.#append({outcomes: told});
  }

  #append(line: JsonObject): void {
    if (this.#file?.append(JSON.stringify(line)) === false) this.problem = 'its journal could not be written';
  }
}

/** The fields in which the state after a change differs, null for one that it has no more: those alike need not be kept twice. */
function differing(before: JsonObject = {}, after: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter(name => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null));
  return Object.fromEntries(changed.map(name => [name, after[name] ?? null]));
}
