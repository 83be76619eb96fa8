import type {Json, JsonObject} from '../base/json.ts';
import {objects} from '../base/json.ts';
import type {Context} from '../context.ts';
import {fieldChanges, fieldsPath, valuesOf} from '../incidents/field-states.ts';
import {outcomeError} from '../incidents/outcomes.ts';
import type {JournalItem} from '../journal/entry.ts';
import {valueText} from '../output/cells.ts';
import {type ChangeRequest, sendChange} from '../resources/send-change.ts';
import {oneByOne} from './one-by-one.ts';
import type {RestoreOutcome, Restorer, Step} from './restorer.ts';

/** Sets custom fields of incidents to their former values. */
export class FieldRestorer implements Restorer {
  readonly noun = 'incident';
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  async now(items: readonly JournalItem[]): Promise<ReadonlyMap<string, JsonObject | string>> {
    const rest = await this.#context.rest();
    const entries = items.map(async ({id, before}): Promise<[string, JsonObject | string]> => {
      try {
        const {body} = await rest.request('GET', fieldsPath(id));
        return [id, valuesOf(objects(body), Object.keys(before ?? {}))];
      } catch (error) {
        return [id, outcomeError(error).message]; // rethrows anything that is not an outcome
      }
    });
    return new Map(await Promise.all(entries));
  }

  changed(before: JsonObject, after: JsonObject): string[] {
    return Object.keys(before).filter(name => !this.isAlike(before, after, name));
  }

  isAlike(one: JsonObject, other: JsonObject, name: string): boolean {
    const text = (value: Json | undefined) => valueText(value);
    return text(one[name]) === text(other[name]);
  }

  words(from: JsonObject, to: JsonObject, fields = Object.keys(to)): string {
    const shown = Object.fromEntries(fields.map(name => [name, to[name] ?? null]));
    return fieldChanges(from, shown).join(', ');
  }

  consequences(): string[] {
    return [];
  }

  shownId({id}: JournalItem): string {
    return id;
  }

  async requests(steps: readonly Step[]): Promise<ChangeRequest[]> {
    return steps.map(requestOf);
  }

  restore(steps: readonly Step[]): AsyncIterable<readonly RestoreOutcome[]> {
    return oneByOne(steps, async step => {
      const {method, path, body} = requestOf(step);
      const answer = await sendChange(this.#context, method, path, body, found =>
        objects(found).length > 0 ? found : undefined,
      );
      const after = valuesOf(objects(answer), Object.keys(step.target));
      return {incident: {id: step.item.id, status: 'set', title: step.item.name}, after};
    });
  }
}

function requestOf({item, now, target}: Step): ChangeRequest {
  const changed = Object.entries(target).filter(([name, value]) => valueText(value) !== valueText(now[name]));
  const body = {custom_fields: changed.map(([name, value]) => ({name, value}))};
  return {method: 'PUT', path: fieldsPath(item.id), body};
}
