import {PdError} from '../base/errors.ts';
import type {PdEvent} from '../events/event.ts';
import {type EventResult, isInvalidEvent} from '../events/events-client.ts';

export type Send = (event: PdEvent) => Promise<EventResult>;

export interface Delivery {
  /** Delivers one event, or throws its failure. Events of one key are passed in one at a time, in order. */
  deliver(event: PdEvent): Promise<EventResult>;
  /** Called after the last event, whatever its outcome. */
  finish(): Promise<void>;
}

/** Sends the events of one command to PagerDuty without a queue. */
export class DirectDelivery implements Delivery {
  readonly #send: Send;
  readonly #undelivered = new Map<string, PdError>();

  constructor(send: Send) {
    this.#send = send;
  }

  async deliver(event: PdEvent): Promise<EventResult> {
    this.#checkEarlier(event);
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

  /**
   * PagerDuty silently drops an acknowledge that overtakes its trigger: none is sent until a trigger of its key got
   * through.
   */
  #checkEarlier({action, dedupKey, routingKey}: PdEvent): void {
    const earlier = this.#undelivered.get(keyOf({dedupKey, routingKey}) ?? '');
    if (earlier === undefined || action === 'trigger') return;
    const message = `not sent, because an earlier event of ${dedupKey} was not delivered`;
    throw new PdError(earlier.kind, message, earlier.facts);
  }

  async finish(): Promise<void> {
    // Nothing is left to do: what was not delivered was thrown.
  }
}

/** What events must share to be kept in order. A change event has no order. */
export const keyOf = ({dedupKey, routingKey}: Pick<PdEvent, 'dedupKey' | 'routingKey'>): string | undefined =>
  dedupKey === undefined ? undefined : JSON.stringify([routingKey, dedupKey]);
