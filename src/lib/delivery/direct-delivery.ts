import {PdError} from '../base/errors.ts';
import type {PdEvent} from '../events/event.ts';
import {type EventResult, isInvalidEvent} from '../events/events-client.ts';

export type Send = (event: PdEvent) => Promise<EventResult>;

export interface Delivery {
  /** Delivers one event, or throws its failure. Events of one key are handed over one at a time, in their order. */
  deliver(event: PdEvent): Promise<EventResult>;
  /** Comes after the last event, whatever became of it. */
  finish(): Promise<void>;
}

/** The way that the events of one command take to PagerDuty when nothing is queued. */
export class DirectDelivery implements Delivery {
  readonly #send: Send;
  readonly #undelivered = new Map<string, PdError>();

  constructor(send: Send) {
    this.#send = send;
  }

  async deliver(event: PdEvent): Promise<EventResult> {
    this.#mindEarlier(event);
    const key = keyOf(event);
    try {
      const result = await this.#send(event);
      if (key !== undefined) this.#undelivered.delete(key);
      return result;
    } catch (error) {
      if (key !== undefined && error instanceof PdError && !isInvalidEvent(error)) this.#undelivered.set(key, error);
      throw error;
    }
  }

  /** An acknowledge that overtakes its trigger is dropped in silence: it stays until a trigger of its key got through. */
  #mindEarlier({action, dedupKey, routingKey}: PdEvent): void {
    const earlier = this.#undelivered.get(keyOf({dedupKey, routingKey}) ?? '');
    if (earlier === undefined || action === 'trigger') return;
    const message = `not sent, for an earlier event of ${dedupKey} was not delivered`;
    throw new PdError(earlier.kind, message, earlier.facts);
  }

  async finish(): Promise<void> {
    // Nothing is left over: what was not delivered was thrown.
  }
}

/** What events must share to be kept in order. A change event has no order. */
export const keyOf = ({dedupKey, routingKey}: Pick<PdEvent, 'dedupKey' | 'routingKey'>): string | undefined =>
  dedupKey === undefined ? undefined : JSON.stringify([routingKey, dedupKey]);
