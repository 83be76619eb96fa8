import {messageOf, PdError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import type {PdEvent} from '../events/event.ts';
import {type EventResult, isInvalidEvent} from '../events/events-client.ts';
import type {Reference} from '../queue/entry.ts';
import {type EntryName, groupOf, keyHashOf} from '../queue/entry-name.ts';
import {type NewEntry, Queue} from '../queue/queue.ts';
import {Backlog} from './backlog.ts';
import {Batches} from './batches.ts';
import type {Send} from './direct-delivery.ts';

export interface QueuedDeliveryOptions {
  /** Whether an event that cannot be delivered is queued. Without it, what is queued already still goes first. */
  spool: boolean;
  /** One of many: what waits behind a queued event of its key is queued, and delivered at the end. */
  isOneOfMany: boolean;
  /** Throws where the settings name none that can be used. */
  folder: () => string | undefined;
}

/** Delivers events, and keeps those that cannot be delivered in the queue. */
export class QueuedDelivery {
  readonly #context: Context;
  readonly #send: Send;
  readonly #options: QueuedDeliveryOptions;
  readonly #queue: Queue | undefined;
  readonly #batches: Batches | undefined;
  readonly #backlog: Backlog | undefined;
  readonly #release: () => void;
  #reference: Promise<{key: string; reference?: Reference} | undefined> | undefined;
  /** Why nothing can be queued. The events go out all the same. */
  #unusable: PdError | undefined;
  #queued = 0;
  #hasFailed = false;

  constructor(context: Context, send: Send, options: QueuedDeliveryOptions) {
    this.#context = context;
    this.#send = send;
    this.#options = options;
    // An event that a signal finds under way is queued before pd ends.
    this.#release = options.spool ? context.io.hold() : () => undefined;
    this.#queue = this.#usable(() => {
      const folder = options.folder();
      if (folder !== undefined) return new Queue(folder, context.io);
      throw new PdError('usage', 'there is no home folder to keep the queue in', {next: 'name one with PD_STATE_DIR'});
    });
    if (this.#queue === undefined) return;
    this.#batches = new Batches(this.#queue);
    this.#backlog = new Backlog(context, this.#queue);
  }

  /** Events of one key are handed over one at a time, in their order. */
  async deliver(event: PdEvent): Promise<EventResult> {
    const added = await this.#entryOf(event);
    const isBehind = event.dedupKey !== undefined && this.#usable(() => this.#queue?.hasSame(added));
    if (isBehind) return await this.#goBehind(event, added);
    try {
      return await this.#send(event);
    } catch (error) {
      if (!(error instanceof PdError) || error.kind === 'usage' || isInvalidEvent(error)) throw error;
      this.#hasFailed = true;
      if (!this.#options.spool) throw error;
      return await this.#keep(event, added, error);
    }
  }

  /** Delivers what else is queued, as far as a moment allows. Ends with the signal that came meanwhile. */
  async finish(): Promise<void> {
    const {io, output} = this.#context;
    try {
      if (this.#queued > 1) output.warn(`${this.#queued} events are queued; pd events queue flush delivers them`);
      if (!this.#hasFailed && !io.interrupt.aborted) await this.#backlog?.deliver();
      io.interrupt.throwIfAborted();
    } finally {
      this.#release();
    }
  }

  async #goBehind(event: PdEvent, added: NewEntry): Promise<EventResult> {
    if (!this.#options.spool) {
      if (await this.#backlog?.deliverKey(added)) return await this.#send(event);
      throw new PdError(
        'unreachable',
        `Earlier events of ${event.dedupKey} are queued and could not be delivered, so this one was not sent`,
        {
          next: 'deliver them with pd events queue flush, or let this one wait behind them with --spool',
          retryable: true,
        },
      );
    }
    const name = await this.#put(added, 'earlier events of its key are queued');
    const outcome =
      this.#options.isOneOfMany || this.#context.io.interrupt.aborted
        ? undefined
        : await this.#backlog?.deliverOwn(name);
    if (outcome === undefined) return this.#queuedResult(event, name.id, 'it waits behind earlier events of its key');
    return {...outcome, dedup_key: event.dedupKey ?? null, event_action: event.action};
  }

  async #keep(event: PdEvent, added: NewEntry, error: PdError): Promise<EventResult> {
    const {id} = await this.#put(added, error.message, error);
    return this.#queuedResult(event, id, error.message);
  }

  async #put(added: NewEntry, why: string, cause?: PdError): Promise<EntryName> {
    try {
      if (!this.#batches) throw this.#unusable;
      return await this.#batches.add(added);
    } catch (error) {
      const kind = cause?.kind === 'interrupted' ? 'interrupted' : 'unreachable';
      throw new PdError(kind, `The event was not delivered and NOT queued: ${why}; ${messageOf(error)}`, {
        exitCode: cause?.facts.exitCode,
        next: (error instanceof PdError && error.facts.next) || 'send it again',
        retryable: true,
        cause: error,
      });
    }
  }

  #usable<T>(use: () => T): T | undefined {
    try {
      return use();
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      this.#unusable ??= error;
      return undefined;
    }
  }

  #queuedResult(event: PdEvent, id: string, why: string): EventResult {
    this.#queued += 1;
    // Of thousands only the first is explained.
    if (this.#queued === 1) this.#context.output.warn(`the event was not delivered and is queued as ${id}: ${why}`);
    return {status: 'queued', message: why, dedup_key: event.dedupKey ?? null, event_action: event.action};
  }

  async #entryOf({action, dedupKey, routingKey, body}: PdEvent): Promise<NewEntry> {
    const {io, settings} = this.#context;
    const host = settings.eventsUrl().origin;
    // A key written into the event itself needs none from the settings.
    this.#reference ??= settings.routingKey().catch(() => undefined);
    const own = await this.#reference;
    const routing = own?.key === routingKey && own.reference ? own.reference : {key: routingKey};
    const queuedAt = new Date(io.now()).toISOString();
    return {
      entry: {queuedAt, host, action, dedupKey, routing, body},
      keyHash: keyHashOf(dedupKey),
      group: groupOf(host, routingKey),
    };
  }
}
