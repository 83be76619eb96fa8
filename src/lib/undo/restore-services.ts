import {PdError} from '../base/errors.ts';
import {isObject, type Json, type JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {outcomeError} from '../incidents/outcomes.ts';
import type {JournalItem} from '../journal/entry.ts';
import {type ChangeRequest, sendChange} from '../resources/send-change.ts';
import {serviceOf, switchOf, switchRequest} from '../resources/service-switch.ts';
import {oneByOne} from './one-by-one.ts';
import type {RestoreOutcome, Restorer, Step} from './restorer.ts';

/** Enables and disables services again. */
export class ServiceRestorer implements Restorer {
  readonly noun = 'service';
  readonly #context: Context;
  readonly #services = new Map<string, Json>();

  constructor(context: Context) {
    this.#context = context;
  }

  async now(items: readonly JournalItem[]): Promise<ReadonlyMap<string, JsonObject | string>> {
    const rest = await this.#context.rest();
    const entries = items.map(async ({id}): Promise<[string, JsonObject | string]> => {
      try {
        const service = await serviceOf(rest, id);
        this.#services.set(id, service);
        return [id, switchOf(service) ?? 'its status is not known'];
      } catch (error) {
        return [id, outcomeError(error).message]; // rethrows anything that is not an outcome
      }
    });
    return new Map(await Promise.all(entries));
  }

  changed(before: JsonObject, after: JsonObject): string[] {
    return before['status'] === after['status'] ? [] : ['status'];
  }

  isAlike(one: JsonObject, other: JsonObject): boolean {
    return one['status'] === other['status'];
  }

  words(from: JsonObject, to: JsonObject): string {
    return `${String(from['status'])} → ${String(to['status'])}`;
  }

  consequences(steps: readonly Step[]): string[] {
    const off = steps.filter(({target}) => target['status'] === 'disabled').length;
    return [
      off > 0 ? 'A disabled service pages nobody, until it is enabled again.' : '',
      off < steps.length ? 'An enabled service pages again.' : '',
    ].filter(text => text !== '');
  }

  shownId({id}: JournalItem): string {
    return id;
  }

  async requests(steps: readonly Step[]): Promise<ChangeRequest[]> {
    return steps.map(step => this.#request(step));
  }

  restore(steps: readonly Step[]): AsyncIterable<readonly RestoreOutcome[]> {
    return oneByOne(steps, async step => {
      const {method, path, body} = this.#request(step);
      const answer = await sendChange(this.#context, method, path, body);
      const after = switchOf(answer);
      if (!isObject(answer) || after === undefined) throw new PdError('unreachable', 'The answer is not a service');
      return {incident: {...answer, status: after['status'] ?? '', title: step.item.name}, after};
    });
  }

  #request({item, target}: Step): ChangeRequest {
    const service = this.#services.get(item.id) ?? null;
    return switchRequest(item.id, service, target['status'] === 'disabled' ? 'disabled' : 'active');
  }
}
