import {messageOf, PdError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import type {EventResult} from '../events/events-client.ts';
import {type Lock, tryLock, waitForLock} from '../files/lock.ts';
import type {EntryName} from '../queue/entry-name.ts';
import type {NewEntry, Queue} from '../queue/queue.ts';
import {type FlushOptions, type FlushReport, flushAll} from './flush.ts';
import {warnOfFailures} from './flush-outcome.ts';
import {flushParts} from './flush-parts.ts';

/** A command that was asked to send one event does not work on the backlog for longer. */
const momentMs = 10_000;

/** What an event command does about the events that were queued before. */
export class Backlog {
  readonly #context: Context;
  readonly #queue: Queue;

  constructor(context: Context, queue: Queue) {
    this.#context = context;
    this.#queue = queue;
  }

  /** Delivers what a moment allows. CircuitBreaker is said and changes nothing: the command's own event is done. */
  async deliver(): Promise<void> {
    const {io, output, settings} = this.#context;
    try {
      if (this.#queue.isEmpty()) return;
      const lock = tryLock(this.#queue.lockPath);
      if (!lock) return;
      settings.deadline().endWithin(momentMs);
      const report = await this.#flush(lock, {untilMs: io.monotonic() + momentMs});
      if (report.delivered > 0) output.note(`${report.delivered} events that were queued are delivered`);
      warnOfFailures(report, output);
    } catch (error) {
      if (io.interrupt.aborted) throw io.interrupt.reason;
      output.warn(`the queue was not delivered: ${messageOf(error)}`);
    }
  }

  /** Delivers the events of one key; whether none of them is left. */
  async deliverKey({keyHash, entry, group}: NewEntry): Promise<boolean> {
    const isDone = (): boolean => !this.#queue.hasSame({keyHash, entry, group});
    const lock = await this.#lockUnless(isDone);
    if (lock) warnOfFailures(await this.#flush(lock, {onlyKey: keyHash}), this.#context.output);
    return isDone();
  }

  /** Delivers a queued event with those before it of its key. Undefined while it stays queued. */
  async deliverOwn(own: EntryName): Promise<EventResult | undefined> {
    const lock = await this.#lockUnless(() => !this.#queue.has(own));
    const delivered = new Map<string, EventResult>();
    if (lock) {
      const keep = (name: EntryName, result: EventResult): void => void delivered.set(name.file, result);
      warnOfFailures(await this.#flush(lock, {onlyKey: own.keyHash, delivered: keep}), this.#context.output);
    }
    const result = delivered.get(own.file);
    if (result) return result;
    if (this.#queue.has(own)) return undefined;
    return this.#byAnother(own);
  }

  /** Another pd delivered it, or PagerDuty rejected it. */
  #byAnother(own: EntryName): EventResult {
    const found = this.#queue.readRejected(own);
    if (typeof found === 'object' && 'entry' in found) {
      throw new PdError('refused', found.entry.reason ?? 'PagerDuty refused the event', {
        status: 400,
        next: `it is kept: pd events queue retry ${own.id}, or rm ${own.id}`,
        retryable: false,
      });
    }
    return {status: 'success', message: 'Delivered by another pd', dedup_key: null, event_action: ''};
  }

  async #flush(lock: Lock, options: FlushOptions): Promise<FlushReport> {
    try {
      return await flushAll(await flushParts(this.#context, this.#queue), options);
    } finally {
      lock.release();
    }
  }

  /** The lock, or undefined when there is no need for it any more or no time. */
  #lockUnless(isDone: () => boolean): Promise<Lock | undefined> {
    const {io, settings} = this.#context;
    const deadline = settings.deadline();
    const uncount = deadline.count(io.monotonic());
    return waitForLock(io, this.#queue.lockPath, {waitMs: deadline.leftMs, isDone}).finally(uncount);
  }
}
