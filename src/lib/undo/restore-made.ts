import {isDeepStrictEqual} from 'node:util';
import {PdError} from '../base/errors.ts';
import {type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {outcomeError} from '../incidents/outcomes.ts';
import type {JournalItem} from '../journal/entry.ts';
import {clockTime} from '../output/cells.ts';
import {type ChangeRequest, sendChange} from '../resources/send-change.ts';
import {oneByOne} from './one-by-one.ts';
import type {RestoreOutcome, Restorer, Step} from './restorer.ts';

/** A kind of thing that is there for a while: a maintenance window, an override. */
export interface MadeKind {
  noun: string;
  /** The field of a state that holds its ID, null where there is none. */
  key: 'window' | 'override';
  /** What it is, from the API; undefined where there is none with that ID. */
  find(context: Context, state: JsonObject): Promise<JsonObject | undefined>;
  /** That there is none. */
  none(state: JsonObject): JsonObject;
  remove(state: JsonObject): ChangeRequest;
  again(state: JsonObject, nowMs: number): ChangeRequest;
  /** The state in the answer of `again`. */
  read(answer: Json, state: JsonObject): {record: JsonObject; state: JsonObject} | undefined;
  consequence(isRemoved: boolean): string;
}

/** Removes what was made, and makes anew what was removed. */
export class MadeRestorer implements Restorer {
  readonly noun: string;
  readonly #context: Context;
  readonly #kind: MadeKind;

  constructor(context: Context, kind: MadeKind) {
    this.noun = kind.noun;
    this.#context = context;
    this.#kind = kind;
  }

  async now(items: readonly JournalItem[]): Promise<ReadonlyMap<string, JsonObject | string>> {
    const entries = items.map(async (item): Promise<[string, JsonObject | string]> => {
      const state = this.#existing(item);
      if (state === undefined) return [item.id, `it is not known whether the ${this.noun} was made`];
      try {
        const found = await this.#kind.find(this.#context, state);
        const isOver = found === undefined || endOf(found) <= this.#context.io.now();
        return [item.id, isOver ? this.#kind.none(state) : found];
      } catch (error) {
        return [item.id, outcomeError(error).message]; // rethrows anything that is not an outcome
      }
    });
    return new Map(await Promise.all(entries));
  }

  changed(before: JsonObject, after: JsonObject): string[] {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.filter(name => !this.isAlike(before, after, name));
  }

  isAlike(one: JsonObject, other: JsonObject, name: string): boolean {
    const [a, b] = [one[name] ?? null, other[name] ?? null];
    if (typeof a === 'string' && typeof b === 'string' && (name === 'start' || name === 'end'))
      return Date.parse(a) === Date.parse(b);
    return isDeepStrictEqual(idsIn(a), idsIn(b));
  }

  words(from: JsonObject, to: JsonObject, fields?: readonly string[]): string {
    const {key} = this.#kind;
    if (from[key] === null || to[key] === null) return to[key] === null ? '' : this.#span(to);
    return (fields ?? []).map(name => `${name} ${this.#text(from[name])} → ${this.#text(to[name])}`).join(', ');
  }

  obstacle(target: JsonObject): string | undefined {
    const isOver = target[this.#kind.key] !== null && endOf(target) <= this.#context.io.now();
    return isOver ? `it would be over by now: it ended ${this.#text(target['end'])}` : undefined;
  }

  consequences(steps: readonly Step[]): string[] {
    const removed = steps.map(({target}) => target[this.#kind.key] === null);
    return [...new Set(removed)].map(isRemoved => this.#kind.consequence(isRemoved));
  }

  shownId(item: JournalItem): string {
    return stringField(this.#existing(item), this.#kind.key) ?? item.id;
  }

  async requests(steps: readonly Step[]): Promise<ChangeRequest[]> {
    return steps.map(step => this.#request(step));
  }

  restore(steps: readonly Step[]): AsyncIterable<readonly RestoreOutcome[]> {
    return oneByOne(steps, async step => {
      const {method, path, body} = this.#request(step);
      const {key} = this.#kind;
      const title = step.item.name;
      if (step.target[key] === null) {
        await sendChange(this.#context, method, path, body);
        return {incident: {id: String(step.now[key]), status: 'removed', title}, after: step.target};
      }
      let made: {record: JsonObject; state: JsonObject} | undefined;
      await sendChange(this.#context, method, path, body, answer => {
        made = this.#kind.read(answer, step.target);
        return made?.record;
      });
      if (made === undefined) throw new PdError('unreachable', `The answer is not a ${this.noun}`);
      const shownId = String(made.state[key]);
      return {incident: {id: shownId, status: 'made', title}, after: made.state, shownId};
    });
  }

  #request({now, target}: Step): ChangeRequest {
    return target[this.#kind.key] === null ? this.#kind.remove(now) : this.#kind.again(target, this.#context.io.now());
  }

  /** The state in which it was there: after it was made, or before it was removed. */
  #existing({before, after}: JournalItem): JsonObject | undefined {
    const {key} = this.#kind;
    return [after, before].find(state => typeof state?.[key] === 'string');
  }

  #span(state: JsonObject): string {
    return `from ${this.#text(state['start'])} to ${this.#text(state['end'])}`;
  }

  #text(value: Json | undefined): string {
    const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(ms)) return clockTime(new Date(ms), this.#context.settings.utc);
    if (Array.isArray(value))
      return objects(value)
        .map(one => stringField(one, 'name') ?? '')
        .join(', ');
    return stringField(value, 'name') ?? String(value ?? 'none');
  }
}

const endOf = (state: JsonObject): number => Date.parse(stringField(state, 'end') ?? '');

/** A record that was renamed is the same. */
const idsIn = (value: Json): Json => {
  if (Array.isArray(value)) return objects(value).map(one => one['id'] ?? null);
  return stringField(value, 'id') ?? value;
};
