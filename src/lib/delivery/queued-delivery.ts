import {baseOf} from '../base/base-url.ts';
import {messageOf, PdError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import type {PdEvent} from '../events/event.ts';
import {type EventResult, isInvalidEvent} from '../events/events-client.ts';
import {isDiskFailure} from '../files/disk-failure.ts';
import type {Reference} from '../queue/entry.ts';
import {type EntryName, groupOf, keyHashOf} from '../queue/entry-name.ts';
import {type NewEntry, Queue} from '../queue/queue.ts';
import {Backlog} from './backlog.ts';
import type {Send} from './direct-delivery.ts';

export interface QueuedDeliveryOptions {
  /** Whether an event that cannot be delivered is queued. Without it, events that are already queued still go first. */
  spool: boolean;
  /**
   * Whether the events are some of many: an event with a queued predecessor of its key is then queued, and delivered at
   * the end.
   */
  isOneOfMany: boolean;
  /** Throws if the settings name none that can be used. */
  folder: () => string | undefined;
}

/** Delivers events, and keeps those that cannot be delivered in the queue. */
export class QueuedDelivery {
  readonly #context: Context;
  readonly #send: Send;
  readonly #options: QueuedDeliveryOptions;
  readonly #queue: Queue | undefined;
  readonly #backlog: Backlog | undefined;
  readonly #release: () => void;
  #reference: Promise<{key: string; reference?: Reference} | undefined> | undefined;
  /** Where all events go. */
  #host: string | undefined;
  /** Why nothing can be queued, or read from the queue. Events are sent nevertheless. */
  #unusable: PdError | undefined;
  #hasWarned = false;
  #queued = 0;
  /** Whether an attempt failed: then this is not the time for the backlog. */
  #hasFailed = false;

  constructor(context: Context, send: Send, options: QueuedDeliveryOptions) {
    this.#context = context;
    this.#send = send;
    this.#options = options;
    // When a signal comes, an event that is being sent is queued before pd ends.
    this.#release = options.spool ? context.io.hold() : () => undefined;
    try {
      const folder = options.folder();
      if (folder === undefined) return;
      this.#queue = new Queue(folder, context.io);
      this.#backlog = new Backlog(context, this.#queue);
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      this.#unusable = error;
    }
  }

  /** Events of one key are passed in one at a time, in order. */
  async deliver(event: PdEvent): Promise<EventResult> {
    const added = await this.#entryOf(event);
    return await (this.#isBehind(event, added) ? this.#goBehind(event, added) : this.#sendOrQueue(event, added));
  }

  /** Delivers other queued events, as far as a short time allows. */
  async finish(): Promise<void> {
    const {io, output} = this.#context;
    try {
      if (this.#queued > 1) output.warn(`${this.#queued} events are queued; deliver them with pd events queue flush`);
      if (!this.#hasFailed && !io.interrupt.aborted) await this.#backlog?.deliver();
    } finally {
      this.#release();
    }
  }

  async #sendOrQueue(event: PdEvent, added: NewEntry): Promise<EventResult> {
    try {
      return await this.#send(event);
    } catch (error) {
      if (!(error instanceof PdError) || error.kind === 'usage' || isInvalidEvent(error)) throw error;
      this.#hasFailed = true;
      if (!this.#options.spool) throw error;
      const {id} = await this.#put(added, error);
      return this.#queuedResult(event, id, error.message);
    }
  }

  /** Whether earlier events of its key are queued. If that cannot be found out, warns and lets the event be sent. */
  #isBehind({dedupKey, action}: PdEvent, added: NewEntry): boolean {
    if (dedupKey === undefined) return false;
    try {
      if (this.#unusable) throw this.#unusable;
      return this.#queue?.hasSame(added) ?? false;
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      // Of thousands, only the first is mentioned.
      if (!this.#hasWarned) {
        this.#context.output.warn(
          `the ${action} of ${dedupKey} may overtake events of its key that are queued: ${error.message}${hint(error)}`,
        );
      }
      this.#hasWarned = true;
      return false;
    }
  }

  async #goBehind(event: PdEvent, added: NewEntry): Promise<EventResult> {
    const behind = new PdError('unreachable', 'earlier events of its key are queued', {
      next: 'deliver them with pd events queue flush, or queue this one behind them with --spool',
    });
    const put = this.#options.spool ? await this.#tryPut(added, behind) : behind;
    if (put instanceof PdError) {
      // Even on a full or read-only disk, the queue can be delivered.
      if (await this.#backlog?.deliverKey(added)) return await this.#sendOrQueue(event, added);
      this.#hasFailed = true;
      const message = `Earlier events of ${event.dedupKey} are queued and could not be delivered, so this one was not sent`;
      const isSpooled = put !== behind;
      throw new PdError('unreachable', isSpooled ? `${message}. ${put.message}` : message, {
        ...{next: put.facts.next, retryable: true},
      });
    }
    const {io} = this.#context;
    const outcome =
      this.#options.isOneOfMany || io.interrupt.aborted ? undefined : await this.#backlog?.deliverOwn(put);
    if (outcome === undefined) {
      this.#hasFailed ||= !this.#options.isOneOfMany;
      return this.#queuedResult(event, put.id, 'it waits behind earlier events of its key');
    }
    return {...outcome, dedup_key: event.dedupKey ?? null, event_action: event.action};
  }

  /** Queues the event, or returns why it could not be queued. */
  async #tryPut(added: NewEntry, cause: PdError): Promise<EntryName | PdError> {
    try {
      return await this.#put(added, cause);
    } catch (error) {
      if (error instanceof PdError) return error;
      throw error;
    }
  }

  /** Queues what was not delivered because of `cause`. */
  async #put(added: NewEntry, cause: PdError): Promise<EntryName> {
    try {
      if (this.#queue) return await this.#queue.add(added);
      throw this.#unusable ?? noFolder();
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      const kind = cause.kind === 'interrupted' ? 'interrupted' : 'unreachable';
      throw new PdError(kind, `The event was not delivered and NOT queued: ${cause.message}; ${messageOf(error)}`, {
        exitCode: cause.facts.exitCode,
        next: (error instanceof PdError && error.facts.next) || 'send it again',
        retryable: true,
        cause: error,
      });
    }
  }

  #queuedResult(event: PdEvent, id: string, why: string): EventResult {
    this.#queued += 1;
    // Of thousands, only the first is explained.
    if (this.#queued === 1) this.#context.output.warn(`the event was not delivered and is queued as ${id}: ${why}`);
    return {status: 'queued', message: why, dedup_key: event.dedupKey ?? null, event_action: event.action};
  }

  async #entryOf({action, dedupKey, routingKey, body}: PdEvent): Promise<NewEntry> {
    const {io, settings} = this.#context;
    this.#host ??= baseOf(settings.eventsUrl());
    const host = this.#host;
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

const hint = ({facts: {next}}: PdError): string => (next === undefined ? '' : `; ${next}`);

const noFolder = (): PdError =>
  new PdError('usage', 'there is no home folder for the queue', {next: 'name one with PD_STATE_DIR'});
